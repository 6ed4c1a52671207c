package io.github.listeningports.contract;

import static io.github.listeningports.contract.Looks.LOOPBACK_4;
import static io.github.listeningports.contract.Looks.PATIENCE_SECONDS;
import static io.github.listeningports.contract.Looks.look;
import static io.github.listeningports.contract.Looks.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The life cycle of a source: repeated snapshots from any thread, then close, which may come from any thread at any time. */
interface SourceContract {

    ListeningPortProvider provider();

    @Test
    default void aSnapshotHasTheTimeAtWhichItWasTaken() {
        // The clocks may differ in precision.
        Instant before = Instant.now().minusSeconds(1);
        Instant taken = look(provider(), SnapshotRequest.ports()).takenAt();
        Instant after = Instant.now().plusSeconds(1);
        assertTrue(taken.isAfter(before) && taken.isBefore(after), () -> before + " " + taken + " " + after);
    }

    @Test
    default void afterCloseThereIsNoSnapshot() {
        ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.ports());
        source.snapshot();
        source.close();
        assertThrows(IllegalStateException.class, source::snapshot);
    }

    @Test
    default void itCanBeClosedTwiceAndWithoutEverLooking() {
        ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.detailed());
        source.close();
        source.close();
        assertThrows(IllegalStateException.class, source::snapshot);
    }

    @Test
    default void itCanBeUsedAndClosedByAnotherThreadThanTheOneThatOpenedIt() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.owners());
            source.snapshot();
            List<ListeningPort> seen = new ArrayList<>();
            inThreads(1, () -> {
                seen.add(only(source.snapshot(), socket.getLocalPort()));
                source.close();
                return null;
            });
            assertEquals(1, seen.size());
            assertThrows(IllegalStateException.class, source::snapshot);
        }
    }

    @Test
    default void itCanBeClosedWhileOtherThreadsLook() throws Exception {
        for (int i = 0; i < 5; i++) {
            ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.owners());
            CountDownLatch looked = new CountDownLatch(1);
            inThreads(4, () -> {
                try {
                    while (true) {
                        source.snapshot();
                        looked.countDown();
                        source.close(); // three of the four are looking, or wait for their turn
                    }
                } catch (IllegalStateException e) {
                    return null; // closed
                }
            });
            assertEquals(0, looked.getCount());
            assertThrows(IllegalStateException.class, source::snapshot);
        }
    }

    @Test
    default void fourThreadsShareOneSource() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4);
                ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.standard())) {
            inThreads(4, () -> {
                for (int i = 0; i < 5; i++) {
                    assertOwnIsThere(source.snapshot(), socket.getLocalPort());
                }
                return null;
            });
        }
    }

    @Test
    default void fourThreadsHaveASourceEach() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            inThreads(4, () -> {
                try (ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.standard())) {
                    for (int i = 0; i < 5; i++) {
                        assertOwnIsThere(source.snapshot(), socket.getLocalPort());
                    }
                }
                return null;
            });
        }
    }

    @Test
    default void closingOneSourceLeavesAnotherAlone() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4);
                ListeningPortSource other = ListeningPorts.open(provider(), SnapshotRequest.standard())) {
            other.snapshot();
            look(provider(), SnapshotRequest.standard());
            assertOwnIsThere(other.snapshot(), socket.getLocalPort());
        }
    }

    private static void assertOwnIsThere(PortSnapshot snapshot, int port) {
        ListeningPort found = only(snapshot, port);
        assertTrue(
                found.owners().stream()
                        .anyMatch(each -> each.pid() == ProcessHandle.current().pid()),
                found::toString);
    }

    private static void inThreads(int count, Callable<?> task) throws Exception {
        CyclicBarrier together = new CyclicBarrier(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(threads.submit(() -> {
                    together.await();
                    return task.call();
                }));
            }
            for (Future<?> each : all) {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }
}
