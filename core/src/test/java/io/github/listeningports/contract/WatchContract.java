package io.github.listeningports.contract;

import static io.github.listeningports.contract.Looks.LOOPBACK_4;
import static io.github.listeningports.contract.Looks.look;
import static io.github.listeningports.contract.Looks.reports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.PortWatch;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.WatchRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A watch of the provider's snapshots. */
interface WatchContract {

    ListeningPortProvider provider();

    @Test
    @SuppressWarnings("try") // one closes early: that is the point
    default void aListenerIsToldOnceAsOpenedAndOnceAsClosed() throws Exception {
        assumeMissesNothing();
        Calls calls = new Calls();
        try (PortWatch watch = ListeningPorts.watch(request(), calls);
                ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            int port = socket.getLocalPort();
            assertEquals(List.of(PortChange.Kind.OPENED), calls.next(port, 1), watch::toString);
            socket.close();
            assertEquals(List.of(PortChange.Kind.CLOSED), calls.next(port, 1));
        }
    }

    @Test
    @SuppressWarnings("try") // one closes early: that is the point
    default void whatIsThereIsOpenedOnRequestAndARestartIsClosedAndOpened() throws Exception {
        assumeMissesNothing();
        Calls calls = new Calls();
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4);
                PortWatch watch = ListeningPorts.watch(request().withPresentAsOpened(), calls)) {
            int port = socket.getLocalPort();
            assumeTrue(
                    look(provider(), SnapshotRequest.owners()).onPort(port).stream()
                            .allMatch(each -> each.id().instance().isPresent()),
                    "this system does not tell two sockets on one port apart");
            assertEquals(List.of(PortChange.Kind.OPENED), calls.next(port, 1), watch::toString);
            socket.close();
            try (ServerSocket again = new ServerSocket(port, 50, LOOPBACK_4)) {
                assertEquals(
                        List.of(PortChange.Kind.CLOSED, PortChange.Kind.OPENED), calls.next(again.getLocalPort(), 2));
            }
        }
    }

    @Test
    @SuppressWarnings("try") // it closes early: that is the point
    default void theThreadOfAWatchEndsWithIt() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        try (PortWatch watch = ListeningPorts.watch(request(), (now, changes) -> threads.add(Thread.currentThread()))) {
            Thread thread = threads.take();
            watch.close();
            thread.join(TimeUnit.SECONDS.toMillis(Looks.PATIENCE_SECONDS));
            assertFalse(thread.isAlive());
        }
    }

    private WatchRequest request() {
        return WatchRequest.of(SnapshotRequest.owners(), Duration.ofMillis(20)).withProvider(provider());
    }

    private void assumeMissesNothing() {
        PortSnapshot snapshot = look(provider(), SnapshotRequest.owners());
        assumeFalse(
                reports(snapshot, Diagnostic.Kind.PORTS_MISSING) || reports(snapshot, Diagnostic.Kind.ROW_MALFORMED),
                () -> "without a complete table nothing is reported as closed: " + snapshot.diagnostics());
    }

    /** What a listener got. */
    final class Calls implements PortWatch.Observer {

        private final BlockingQueue<PortChange> all = new LinkedBlockingQueue<>();

        @Override
        public void onLook(PortSnapshot now, List<PortChange> changes) {
            all.addAll(changes);
        }

        /** The next of a port on 127.0.0.1. */
        private List<PortChange.Kind> next(int port, int count) throws IOException, InterruptedException {
            List<PortChange.Kind> found = new ArrayList<>();
            while (found.size() < count) {
                PortChange change = all.poll(Looks.PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (change == null) {
                    throw new IOException("no change of port " + port + " after " + found);
                }
                if (change.port().port() == port && change.port().address().equals(LOOPBACK_4)) {
                    found.add(change.kind());
                }
            }
            return found;
        }
    }
}
