package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The native tier where it is unavailable: the ports are those of /proc, and a diagnostic gives the reason. Each in a JVM of its own. */
class NativeLoadingTest {

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

    @Test
    void whereJnaLoadsItServesDetails() {
        Probe probe = mode("always").withJna().look("detailed");

        assertNative(probe);
        assertEquals(List.of(), probe.diagnostics("DETAIL_MISSING"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "always"})
    void withoutJnaOnTheClassPath(String mode) {
        Probe probe = mode(mode).look("detailed");

        assertPure(probe, "JNA cannot be used: ");
        assertTrue(
                probe.diagnostics("DETAIL_MISSING")
                        .get(0)
                        .matches(
                                ".*(ClassNotFound|NoClassDefFound).*com.sun.jna.*; add the dependency net.java.dev.jna:jna"),
                probe::toString);
        assertEquals("", probe.errors());
    }

    @Test
    void withoutJnaNothingIsMissingWithoutARequestForDetails() {
        Probe probe = mode("auto").look();

        assertEquals(lab.pids().toString(), probe.only(lab.port()).pids());
        assertEquals(List.of(), probe.diagnostics("DETAIL_MISSING"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"detailed", "owners"})
    void aDirectoryForTemporaryFilesThatForbidsExecution(String level) {
        Probe probe = mode("always")
                .withJna()
                .behind(withNoexec())
                .with("-Djna.tmpdir=/mnt")
                .look(level);

        assertPure(probe, "JNA cannot be used: java.lang.UnsatisfiedLinkError");
        assertTrue(probe.diagnostics("DETAIL_MISSING").get(0).contains("/mnt"), probe::toString);
        assertTrue(probe.diagnostics("DETAIL_MISSING").get(0).endsWith("(-Djna.tmpdir=DIRECTORY)"), probe::toString);
    }

    /** JNA takes the user's cache first, and the temporary directory where that cannot be written to. */
    @Test
    void aCacheDirectoryThatForbidsExecution() {
        Probe probe = mode("always")
                .withJna()
                .behind(Machine.concat(withNoexec(), "env", "XDG_CACHE_HOME=/mnt"))
                .with("-Djava.io.tmpdir=/mnt")
                .look("detailed");

        assertPure(probe, "JNA cannot be used: java.lang.UnsatisfiedLinkError");
    }

    @Test
    void aLibraryThatIsNone(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("libjnidispatch.so"), "not a library");

        assertPure(fromBootLibraryPath(directory), "JNA cannot be used: java.lang.UnsatisfiedLinkError");
    }

    @Test
    void aLibraryOfAnotherArchitecture(@TempDir Path directory) throws IOException {
        String foreign = System.getProperty("os.arch").equals("aarch64") ? "linux-x86-64" : "linux-aarch64";
        try (InputStream in = com.sun.jna.Pointer.class.getResourceAsStream(foreign + "/libjnidispatch.so")) {
            Files.copy(Objects.requireNonNull(in, foreign), directory.resolve("libjnidispatch.so"));
        }

        assertPure(fromBootLibraryPath(directory), "JNA cannot be used: java.lang.UnsatisfiedLinkError");
    }

    @ParameterizedTest
    @ValueSource(strings = {"detailed", "owners", "ports"})
    void aSandboxThatForbidsNetlink(String level) {
        Probe probe = mode("always")
                .withJna()
                .behind(List.of(Lab.program().toString(), "without-netlink"))
                .look(level);

        assertPure(probe, "socket failed: [1]");
        assertEquals(1, probe.diagnostics("DETAIL_MISSING").size(), probe::toString);
        assertEquals(List.of(), probe.diagnostics("PORTS_MISSING"));
    }

    @Test
    void neverIsNever() {
        Probe probe = mode("never").withJna().look("detailed");

        assertPure(probe, "-Dlisteningports.native=never forbids native code");
    }

    @Test
    void anInvalidMode() {
        for (String value : List.of("yes", "", "ALWAYS", "auto ")) {
            Probe probe = mode(value).look();

            assertEquals(
                    List.of("-Dlisteningports.native=" + value + " is invalid: expected auto, never or always"),
                    probe.exceptions());
        }
    }

    static ProbeJvm mode(String mode) {
        return ProbeJvm.plain().with("-Dlisteningports.native=" + mode);
    }

    private static Probe fromBootLibraryPath(Path directory) {
        return mode("always")
                .withJna()
                .with("-Djna.boot.library.path=" + directory, "-Djna.nounpack=true")
                .look("detailed");
    }

    /** A mount namespace with a file system on /mnt from which nothing can be run. */
    private static List<String> withNoexec() {
        Machine.needsRoot();
        Machine.needs(Machine.succeeds("unshare", "--mount", "true"), "the right to make a mount namespace");
        return List.of("unshare", "--mount", "sh", "-c", "mount -t tmpfs -o noexec none /mnt && exec \"$@\"", "sh");
    }

    private static void assertNative(Probe probe) {
        Probe.Row row = probe.only(lab.port());
        assertEquals(lab.pids().toString(), row.pids());
        assertTrue(row.details().contains("backlog=16") && row.details().contains("acceptsIpv4=false"), row::toString);
    }

    private static void assertPure(Probe probe, String reason) {
        Probe.Row row = probe.only(lab.port());
        assertEquals("::", row.address());
        assertTrue(row.details().contains("inode=") && row.details().contains("acceptQueue=0"), row::toString);
        assertTrue(!row.details().contains("cookie=") && !row.details().contains("acceptsIpv4="), row::toString);
        assertTrue(
                probe.diagnostics("DETAIL_MISSING").stream().anyMatch(each -> each.contains(reason)), probe::toString);
    }
}
