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
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading native code prints nothing and starts no process, wherever it is tried. Each in a JVM of its own. */
class SilentLoadingTest {

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

    @ParameterizedTest
    @ValueSource(strings = {"detailed", "owners", "ports"})
    void whereEverythingIsReadOnly(String level) {
        for (ProbeJvm jvm : List.of(jvm(), always())) {
            Probe probe = jvm.behind(inMounts(READ_ONLY)).look(level);

            assertEquals("", probe.errors());
            assertPure(probe);
        }
    }

    @Test
    void withoutAHomeOrADirectoryForTemporaryFiles() {
        Probe probe = homeless().look("detailed");

        assertNothingPrinted(probe);
        assertPure(probe);
        String missing = probe.diagnostics("DETAIL_MISSING").get(0);
        assertTrue(
                missing.contains("not a writable directory: /proc/nowhere/.cache/JNA/temp, /proc/nowhere;"), missing);
        assertTrue(missing.contains("-Djna.tmpdir=DIRECTORY"), missing);
    }

    @Test
    void aDirectoryThatIsNamedAndCannotBeMade() {
        Probe probe = always().with("-Djna.tmpdir=/proc/nowhere").look("detailed");

        assertEquals("", probe.errors());
        assertPure(probe);
        assertTrue(probe.diagnostics("DETAIL_MISSING").get(0).contains("not a writable directory: /proc/nowhere;"));
    }

    @Test
    void aDirectoryThatForbidsExecution() {
        Probe probe = always().with("-Djna.tmpdir=/mnt")
                .behind(inMounts("mount -t tmpfs -o noexec none /mnt"))
                .look("detailed");

        assertEquals("", probe.errors());
        assertPure(probe);
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

    @Test
    void noProcessIsStarted(@TempDir Path directory) throws IOException {
        Machine.needs("strace");
        Path calls = directory.resolve("calls");
        List<String> strace =
                List.of("strace", "-f", "-qq", "-e", "trace=execve,execveat,vfork,fork", "-o", calls.toString());
        Machine.needs(
                Machine.succeeds(Machine.concat(strace, "true").toArray(String[]::new)), "the right to use strace");

        Probe probe = always().behind(strace).look("detailed");

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

    /** The JVM's own warning of native code is another matter: RestrictedNativeAccessTest. */
    private static ProbeJvm always() {
        return jvm().with("-Dlisteningports.native=always").withNativeAccess();
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
        assertEquals("", probe.errors().replace(own, "").strip());
    }

    private static void assertPure(Probe probe) {
        Probe.Row row = probe.only(lab.port());
        assertEquals("::", row.address());
        assertTrue(!row.details().contains("cookie="), row::toString);
    }
}
