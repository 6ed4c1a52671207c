package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is stuck in a file system hangs neither the snapshot nor what is known of the other processes. */
@Timeout(Machine.PATIENCE_SECONDS)
class HangingOwnersTest {

    private static final String READER = "listening-ports-reader";

    @Test
    void aStuckOwnerIsListedWithWhatIsKnownOfIt() {
        try (Lab stuck = StuckProcess.start();
                Lab healthy = Lab.hold()) {
            PortSnapshot snapshot = Look.now(SnapshotRequest.owners().withCommandLines());

            ProcessInfo owner = only(snapshot, stuck.port()).owners().stream()
                    .filter(each -> each.pid() == stuck.pids().get(0))
                    .findFirst()
                    .orElseThrow();
            assertEquals(Optional.of("a-stuck-service"), owner.name());
            assertTrue(owner.executable().orElseThrow().endsWith("/stuck"), owner::toString);
            assertEquals("0", owner.user().orElseThrow().id());
            assertTrue(owner.startedAt().isPresent());
            assertEquals(Optional.empty(), owner.commandLine());
            assertEquals(
                    List.of("hold"),
                    only(snapshot, healthy.port())
                            .owners()
                            .get(0)
                            .commandLine()
                            .orElseThrow()
                            .subList(1, 2));
            assertHanging(snapshot, stuck);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void nothingIsReadFromAFileSystemThatItsExecutableRootAndDirectoryAreIn(Mode mode) {
        if (mode == Mode.ALWAYS) {
            Tiers.needNativeCode();
        }
        try (Lab stuck = StuckProcess.start("deaf")) {
            PortSnapshot snapshot = Tiers.look(
                    mode,
                    SnapshotRequest.detailed()
                            .withCommandLines()
                            .withAncestors()
                            .withWorkingDirectories()
                            .withConnectionCounts()
                            .withAllNetworkNamespaces());

            ProcessInfo owner = only(snapshot, stuck.port()).owners().stream()
                    .filter(each -> each.pid() == stuck.pids().get(0))
                    .findFirst()
                    .orElseThrow();
            assertEquals(Optional.of("/mnt/program"), owner.executable());
            assertEquals(Optional.of("a-stuck-service"), owner.name());
            assertHanging(snapshot, stuck);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 30, 300})
    void aTimeoutIsNotExceededForItsSake(long millis) {
        String late = "the timeout of " + millis + " ms was over (withTimeout)";
        try (Lab stuck = StuckProcess.start()) {
            SnapshotRequest request =
                    SnapshotRequest.owners().withCommandLines().withTimeout(Duration.ofMillis(millis));
            try (ListeningPortSource source = ListeningPorts.open(new LinuxListeningPortProvider(), request)) {
                for (int i = 0; i < 5; i++) {
                    PortSnapshot snapshot = source.snapshot();
                    // On a slow machine even less is known by then.
                    assertTrue(
                            !hanging(snapshot).isEmpty()
                                    || snapshot.diagnostics().stream()
                                            .anyMatch(each -> each.message().contains(late)),
                            snapshot::toString);
                }
            }
            PortSnapshot ample =
                    Look.now(SnapshotRequest.owners().withCommandLines().withTimeout(Duration.ofDays(1)));
            assertHanging(ample, stuck);
            assertTrue(hanging(ample).get(0).message().contains("the read hangs"));
        }
    }

    @Test
    void aNameThatIsCutIsNotCompletedAndNothingElseIsNeeded() {
        try (Lab stuck = StuckProcess.start()) {
            assertHanging(Look.now(), stuck);
        }
        try (Lab stuck = StuckProcess.start("comm=short")) {
            PortSnapshot snapshot = Look.now();

            assertEquals("short", only(snapshot, stuck.port()).owners().get(0).displayName());
            assertEquals(List.of(), hanging(snapshot));
        }
    }

    @Test
    void theSameProcessIsNotAskedAgainAndKeepsOneThread() throws InterruptedException {
        awaitNoThreadThatReads();
        try (Lab stuck = StuckProcess.start()) {
            // Of other ports, an owner that is an interpreter would keep a second thread for a moment.
            SnapshotRequest request = SnapshotRequest.owners().withPorts(stuck.port());
            try (ListeningPortSource source = ListeningPorts.open(new LinuxListeningPortProvider(), request)) {
                source.snapshot();
                for (int i = 0; i < 20; i++) {
                    assertHanging(source.snapshot(), stuck);
                    assertHanging(Look.now(request), stuck);
                }
            }

            assertEquals(1, threadsThatRead(), "the one that hangs");
        }
    }

    @Test
    void manyStuckProcessesCostNoMoreThanThePatience() {
        try (Lab first = StuckProcess.start();
                Lab second = StuckProcess.start();
                Lab third = StuckProcess.start()) {
            PortSnapshot snapshot = Look.now(SnapshotRequest.owners().withCommandLines());

            for (Lab stuck : List.of(first, second, third)) {
                assertHanging(snapshot, stuck);
            }
            assertEquals(3, hanging(snapshot).get(0).count());
        }
    }

    @Test
    void onceItIsNoLongerStuckTheReaderIsFree() throws InterruptedException {
        try (Lab stuck = StuckProcess.start()) {
            assertHanging(Look.now(), stuck);
        }
        awaitNoThreadThatReads();
        assertEquals(List.of(), hanging(Look.now()));
    }

    @Test
    void withoutANeedForCommandLinesThereIsNoThread() throws InterruptedException {
        awaitNoThreadThatReads();
        try (Lab healthy = Lab.hold()) {
            only(Look.now(SnapshotRequest.owners().withPorts(healthy.port())), healthy.port());
        }
        assertEquals(0, threadsThatRead());
    }

    private static ListeningPort only(PortSnapshot snapshot, int port) {
        List<ListeningPort> ports = snapshot.onPort(port);
        assertEquals(1, ports.size(), snapshot::toString);
        return ports.get(0);
    }

    private static void assertHanging(PortSnapshot snapshot, Lab stuck) {
        assertTrue(
                hanging(snapshot).stream()
                        .anyMatch(each -> each.message()
                                .contains("a-stuck-service (" + stuck.pids().get(0) + ")")),
                snapshot.diagnostics()::toString);
    }

    private static List<Diagnostic> hanging(PortSnapshot snapshot) {
        return snapshot.diagnostics().stream()
                .filter(each -> each.source().equals("/proc/*/cmdline"))
                .toList();
    }

    private static void awaitNoThreadThatReads() throws InterruptedException {
        while (threadsThatRead() > 0) {
            Thread.sleep(20);
        }
    }

    private static long threadsThatRead() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals(READER))
                .count();
    }
}
