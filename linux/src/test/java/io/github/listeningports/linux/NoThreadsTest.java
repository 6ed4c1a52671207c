package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A program at its limit of threads (ulimit -u, or pids.max of a container) gets its ports, and a diagnostic for what needs a thread. */
class NoThreadsTest {

    /** The limit counts the threads of this user: no other process may be his. */
    private static final String USER = "64123";

    private static final String REASON = "no thread can be started";

    @BeforeAll
    static void needsAUserOfItsOwn() {
        Machine.needsRoot();
        Machine.needs("prlimit");
        Machine.needs("setpriv");
    }

    @Test
    void thePortIsListedAndItsCommandLineExplained() {
        Probe probe = jvm().look("threadless");

        assertEquals(List.of("java"), ownNames(probe), probe::toString);
        assertExplained(probe, "/proc/*/cmdline");
    }

    @Test
    void noThreadIsTriedForEverySnapshotSinceTheJvmPrintsAWarning() {
        Probe probe = jvm().look("threadless", "looks=3");

        assertExplained(probe, "/proc/*/cmdline");
        long warnings = probe.strays().stream()
                .filter(line -> line.contains("\"listening-ports-reader\""))
                .count();
        assertTrue(warnings <= 1, probe::printed);
    }

    @Test
    void ownersAreReadByTheOneThreadThatThereIs() {
        Machine.needs("gcc");
        try (Lab load = Lab.start(List.of(), "swarm", "100", "10", "1", "0")) {
            assertEquals(List.of(), load.numbers());
            Probe probe = jvm().look("threadless", "parallel=8", "looks=3");

            assertEquals(List.of("java"), ownNames(probe), probe::toString);
            long warnings = probe.strays().stream()
                    .filter(line -> line.contains("\"listening-ports-worker-1\""))
                    .count();
            assertEquals(1, warnings, probe::printed);
        }
    }

    @Test
    void whatNeedsNativeCodeIsExplained() {
        Probe probe = jvm().withJna().withNativeAccess().look("threadless", "detailed");

        assertEquals(List.of("java"), ownNames(probe), probe::toString);
        assertExplained(probe, "sock_diag");
    }

    private static ProbeJvm jvm() {
        return ProbeJvm.plain()
                .with("-XX:+UseSerialGC")
                .with("-XX:-UseDynamicNumberOfCompilerThreads") // one that ends would leave room for a thread
                .behind(List.of(
                        "prlimit",
                        "--nproc=200",
                        "setpriv",
                        "--reuid=" + USER,
                        "--regid=" + USER,
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--"));
    }

    private static List<String> ownNames(Probe probe) {
        return probe.ports().stream()
                .filter(row -> row.uid().equals(USER))
                .map(Probe.Row::name)
                .toList();
    }

    private static void assertExplained(Probe probe, String source) {
        assertTrue(
                probe.diagnostics().stream()
                        .anyMatch(each ->
                                each.startsWith("DETAIL_MISSING") && each.contains(source) && each.contains(REASON)),
                probe.diagnostics()::toString);
    }
}
