package io.github.listeningports.macos;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.CProgram;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** {@code src/test/c/fakesystem.c}, compiled: libSystem simulated by a script, and called like the real one. */
final class FakeMac {

    static final Path SOURCE = Path.of("src/test/c/fakesystem.c");

    /** As on a Mac: with comments, and a negative uid of nobody. */
    static final String PASSWD = """
            ##
            # User Database
            ##
            nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false
            root:*:0:0:System Administrator:/var/root:/bin/sh
            _www:*:70:70:World Wide Web Server:/Library/WebServer:/usr/bin/false
            """;

    private FakeMac() {}

    /** Skips the test where the simulation cannot run. */
    static void needs() {
        Machine.needs(
                Machine.isLinux(),
                "Linux, whose /proc the simulated Mac serves; this is " + System.getProperty("os.name"));
        Machine.needs("gcc");
    }

    /** The compiled library; needs gcc. */
    static Path library() {
        return Compiled.LIBRARY;
    }

    /** Resets the simulation and runs these commands (see the source). */
    static void plays(String... commands) {
        function("fake_script").invokeVoid(new Object[] {String.join("\n", commands)});
    }

    /** Runs one more command. */
    static void then(String command) {
        function("fake_command").invokeVoid(new Object[] {command});
    }

    /** How often a function was called since the script began. */
    static int calls(String name) {
        return function("fake_calls").invokeInt(new Object[] {name});
    }

    static int offset(String name) {
        return function("fake_offset").invokeInt(new Object[] {name});
    }

    static MacosListeningPortProvider provider() {
        return new MacosListeningPortProvider(library().toString(), "Mac OS X", Compiled.PASSWD_FILE);
    }

    static MacosListeningPortProvider provider(FirewallTools tools) {
        return new MacosListeningPortProvider(library().toString(), "Mac OS X", Compiled.PASSWD_FILE, tools);
    }

    static PortSnapshot snapshot() {
        return snapshot(SnapshotRequest.owners());
    }

    static PortSnapshot snapshot(SnapshotRequest request) {
        try (ListeningPortSource source = ListeningPorts.open(provider(), request)) {
            return source.snapshot();
        }
    }

    static MacosSource source(SnapshotRequest request, LongSupplier clock) {
        return source(request, FirewallTools.OF_THE_SYSTEM, clock);
    }

    static MacosSource source(SnapshotRequest request, FirewallTools tools, LongSupplier clock) {
        return new MacosSource(new LibSystem(library().toString()), request, Compiled.PASSWD_FILE, tools, clock);
    }

    static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            text.append(String.format("%02x", each));
        }
        return text.toString();
    }

    private static Function function(String name) {
        return Compiled.OPEN.getFunction(name);
    }

    private static final class Compiled {
        // nodelete: libSystem stays loaded, too, when JNA closes it.
        static final Path LIBRARY =
                CProgram.compile("libfakesystem.so", SOURCE, "-shared", "-fPIC", "-Wl,-z,nodelete", "-lpthread");
        static final Path PASSWD_FILE;

        static {
            try {
                PASSWD_FILE = Files.writeString(LIBRARY.resolveSibling("passwd"), PASSWD);
                PASSWD_FILE.toFile().deleteOnExit();
                // nodelete: libSystem stays loaded, too, when JNA closes it.
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        static final NativeLibrary OPEN = NativeLibrary.getInstance(LIBRARY.toString());
    }
}
