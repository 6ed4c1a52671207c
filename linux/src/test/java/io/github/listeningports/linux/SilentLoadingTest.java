package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NewerJdk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Snapshots print nothing, on either stream, and start no process, wherever native code is tried: single ones, and those of an open source, which tries it once that pays off. Each in a JVM of its
 * own, of this JDK and of a newer one.
 */
class SilentLoadingTest {

    /** The arguments of {@link ProbeMain}. After so many looks, an open source has spent more on /proc than loading native code costs. */
    private static final List<List<String>> LOOKS = List.of(
            List.of("standard"), List.of("detailed"), List.of("ports", "looks=300"), List.of("detailed", "looks=3"));

    /** As with docker run --read-only. */
    private static final String READ_ONLY =
            "mount --bind /tmp /tmp && mount -o remount,bind,ro /tmp && mount -o remount,bind,ro /";

    private static Lab lab;

    @BeforeAll
    static void openOnePort() {
        Machine.needs("gcc");
        lab = Lab.hold("addr=::", "v6only=1");
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
    }

    /** The JDKs: this one, and one that restricts native access. */
    static List<Path> jdks() {
        Path own = Path.of(System.getProperty("java.home"));
        return NewerJdk.installed()
                .filter(newer -> !newer.equals(own))
                .map(newer -> List.of(own, newer))
                .orElse(List.of(own));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void whereEverythingIsReadOnly(Path jdk) {
        for (ProbeJvm each : List.of(jvm(), always())) {
            assertSilentAndPure(each.of(jdk).behind(inMounts(READ_ONLY)));
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void whereJnaIsTooOld(Path jdk, @TempDir Path classes) throws IOException {
        Path source = Files.writeString(
                classes.resolve("NativeLibrary.java"), "package com.sun.jna; public class NativeLibrary {}");
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "--release", "17", "-d", "" + classes, "" + source));

        for (ProbeJvm each : List.of(jvm(), always())) {
            assertSilentAndPure(each.withJnaBehind(classes).of(jdk));
        }
        String missing = always().withJnaBehind(classes)
                .of(jdk)
                .look("detailed")
                .diagnostics("DETAIL_MISSING")
                .get(0);
        assertTrue(missing.contains("; this JNA is probably too old: use the version that"), missing);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void whereTheDirectoryForTemporaryFilesForbidsExecution(Path jdk) {
        assertSilentAndPure(
                always().of(jdk).with("-Djna.tmpdir=/mnt").behind(inMounts("mount -t tmpfs -o noexec none /mnt")));
    }

    @Test
    void whereNativeAccessIsDenied() {
        ProbeJvm denied = jvm().of(NewerJdk.home()).with("--illegal-native-access=deny");

        assertSilentAndPure(denied);
        assertSilentAndPure(denied.with("-Dlisteningports.native=always"));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void whereNothingIsWrong(Path jdk) {
        for (List<String> look : LOOKS) {
            assertEquals("", jvm().of(jdk).look(look.toArray(String[]::new)).printed());
            Probe probe = always().of(jdk).look(look.toArray(String[]::new));
            assertEquals("", probe.printed());
            assertEquals(
                    look.contains("detailed"),
                    probe.only(lab.port()).details().contains("backlog=16"),
                    probe::toString);
        }
    }

    private static void assertSilentAndPure(ProbeJvm jvm) {
        for (List<String> look : LOOKS) {
            Probe probe = jvm.look(look.toArray(String[]::new));

            assertEquals("", probe.printed(), () -> jvm + " " + look);
            assertPure(probe);
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void withoutAHomeOrADirectoryForTemporaryFiles(Path jdk) {
        for (List<String> look : LOOKS) {
            Probe each = homeless().of(jdk).look(look.toArray(String[]::new));
            assertNothingPrinted(each);
            assertPure(each);
        }
        Probe probe = homeless().of(jdk).look("detailed");
        String missing = probe.diagnostics("DETAIL_MISSING").get(0);
        assertTrue(
                missing.contains("not a writable directory: /proc/nowhere/.cache/JNA/temp, /proc/nowhere;"), missing);
        assertTrue(missing.contains("-Djna.tmpdir=DIRECTORY"), missing);
    }

    @Test
    void aDirectoryThatIsNamedAndCannotBeMade() {
        ProbeJvm jvm = always().with("-Djna.tmpdir=/proc/nowhere");
        assertSilentAndPure(jvm);
        Probe probe = jvm.look("detailed");
        assertTrue(probe.diagnostics("DETAIL_MISSING").get(0).contains("not a writable directory: /proc/nowhere;"));
    }

    @Test
    void whereTheLibraryNeedNotBeUnpacked(@TempDir Path directory) throws IOException {
        Path library = directory.resolve("libjnidispatch.so");
        try (InputStream in = com.sun.jna.Native.class.getResourceAsStream(
                com.sun.jna.Platform.RESOURCE_PREFIX + "/libjnidispatch.so")) {
            Files.copy(Objects.requireNonNull(in), library);
        }
        Probe probe = homeless()
                .with("-Djna.nounpack=true", "-Djna.boot.library.path=" + directory)
                .look("detailed");

        assertNothingPrinted(probe);
        String details = probe.only(lab.port()).details();
        assertTrue(details.contains("backlog=16"), details);
    }

    @ParameterizedTest
    @ValueSource(strings = {"looks=1", "looks=3"})
    void noProcessIsStarted(String looks, @TempDir Path directory) throws IOException {
        Machine.needs("strace");
        Path calls = directory.resolve("calls");
        List<String> strace =
                List.of("strace", "-f", "-qq", "-e", "trace=execve,execveat,vfork,fork", "-o", calls.toString());
        Machine.needs(
                Machine.succeeds(Machine.concat(strace, "true").toArray(String[]::new)), "the right to use strace");

        Probe probe = always().behind(strace).look("detailed", "all", looks);

        assertTrue(probe.only(lab.port()).details().contains("backlog=16"), probe::toString);
        assertEquals(
                1,
                Files.readAllLines(calls).stream()
                        .filter(Pattern.compile("exec|fork").asPredicate())
                        .count(),
                () -> "the JVM itself, and no other: " + calls);
    }

    private static ProbeJvm jvm() {
        return ProbeJvm.plain().withJna();
    }

    /** The JVM's own warning of native code is another matter: RestrictedNativeAccessTest. Older ones ignore what they do not know. */
    private static ProbeJvm always() {
        return jvm().with("-Dlisteningports.native=always", "--enable-native-access=ALL-UNNAMED");
    }

    private static ProbeJvm homeless() {
        return always().behind(List.of("env", "-u", "XDG_CACHE_HOME", "-u", "HOME"))
                .with("-Duser.home=/proc/nowhere", "-Djava.io.tmpdir=/proc/nowhere");
    }

    private static List<String> inMounts(String command) {
        Machine.needsRoot();
        Machine.needs(Machine.succeeds("unshare", "--mount", "true"), "the right to make a mount namespace");
        return List.of("unshare", "--mount", "sh", "-c", command + " && exec \"$@\"", "sh");
    }

    /** JDK 20 and later print one line themselves if the directory for temporary files is missing. */
    private static void assertNothingPrinted(Probe probe) {
        String own = "WARNING: java.io.tmpdir directory does not exist";
        assertEquals("", probe.printed().replace(own, "").strip());
    }

    private static void assertPure(Probe probe) {
        Probe.Row row = probe.only(lab.port());
        assertEquals("::", row.address());
        assertTrue(!row.details().contains("cookie="), row::toString);
    }
}
