package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListenerId;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.PortWatch;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.WatchRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watch of real sockets that come and go. */
@Timeout(Machine.PATIENCE_SECONDS)
class WatchTest {

    private static final int LISTENERS = 500;

    /** 200 a second; a slow machine opens fewer. */
    private static final long PAUSE_MILLIS = 5;

    private static final Duration INTERVAL = Duration.ofMillis(50);

    @BeforeAll
    static void needsLinux() {
        Machine.needsLinux();
    }

    @Test
    void eachOfManyListenersIsToldOnceAsOpenedAndOnceAsClosed() throws Exception {
        // Of this test alone, whatever else runs on the machine.
        InetAddress address = InetAddress.getByAddress(new byte[] {127, 71, 83, 1});
        Told told = new Told(address);
        WatchRequest request = WatchRequest.of(SnapshotRequest.owners().withProtocols(Protocol.TCP), INTERVAL)
                .withProvider(new LinuxListeningPortProvider());
        try (PortWatch watch = ListeningPorts.watch(request, told)) {
            Queue<Opened> open = new ArrayDeque<>();
            for (int i = 0; i < LISTENERS; i++) {
                open.add(new Opened(new ServerSocket(0, 1, address), told.looks()));
                while (!open.isEmpty() && told.looks() >= open.element().looks() + 2) {
                    open.remove().socket().close();
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            while (!open.isEmpty()) {
                told.awaitLooks(open.element().looks() + 2);
                open.remove().socket().close();
            }
            while (told.count(PortChange.Kind.CLOSED) < LISTENERS) {
                told.awaitLooks(told.looks() + 1);
            }
            told.awaitLooks(told.looks() + 2);
            assertEquals(
                    Map.of(List.of(PortChange.Kind.OPENED, PortChange.Kind.CLOSED), (long) LISTENERS),
                    told.histories(),
                    watch::toString);
        }
    }

    /** @param looks how many the listener got before it was opened; the next one may have begun before, the one after it did not */
    private record Opened(ServerSocket socket, int looks) {}

    @Test
    void anotherProcessHoldsTheSocket() throws Exception {
        Machine.needs("gcc");
        Lab.needsDescriptorCounts();
        try (Lab lab = Lab.start(List.of(), "trade")) {
            int port = Math.toIntExact(lab.numbers().get(0));
            BlockingQueue<PortChange> changes = new LinkedBlockingQueue<>();
            WatchRequest request = WatchRequest.of(SnapshotRequest.owners().withPorts(port), INTERVAL)
                    .withProvider(new LinuxListeningPortProvider());
            try (PortWatch watch = ListeningPorts.watch(request, (now, more) -> changes.addAll(more))) {
                // Its first owner lets go: an open source checks each known owner at each look.
                assertEquals("traded", lab.request("t"), watch::toString);
                assertEquals("let go", lab.request("l"));
                PortChange change = changes.take();
                assertEquals(PortChange.Kind.OWNERS_CHANGED, change.kind());
                assertEquals(lab.numbers().get(2), change.port().owners().get(0).pid());
            }
        }
    }

    @Test
    void natively() throws Exception {
        Tiers.needNativeCode();
        try (ServerSocket kept = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BlockingQueue<PortSnapshot> looks = new LinkedBlockingQueue<>();
            WatchRequest request = WatchRequest.of(SnapshotRequest.detailed().withPorts(kept.getLocalPort()), INTERVAL)
                    .withProvider(new FixedProvider(Mode.ALWAYS));
            try (PortWatch watch = ListeningPorts.watch(request, (now, changes) -> looks.add(now))) {
                for (int i = 0; i < 3; i++) {
                    PortSnapshot now = looks.take();
                    assertTrue(now.ports().get(0).socket().backlog().isPresent(), () -> now + " " + watch);
                }
            }
        }
    }

    /** What a listener was told of the sockets on one address. */
    private static final class Told implements PortWatch.Observer {

        private final InetAddress address;
        private final Map<ListenerId, List<PortChange.Kind>> byId = new LinkedHashMap<>();
        private int looks;

        Told(InetAddress address) {
            this.address = address;
        }

        @Override
        public synchronized void onLook(PortSnapshot now, List<PortChange> changes) {
            for (PortChange each : changes) {
                if (each.port().address().equals(address)) {
                    byId.computeIfAbsent(each.port().id(), id -> new ArrayList<>())
                            .add(each.kind());
                }
            }
            looks++;
            notifyAll();
        }

        synchronized int looks() {
            return looks;
        }

        synchronized void awaitLooks(int count) throws InterruptedException {
            while (looks < count) {
                wait();
            }
        }

        synchronized long count(PortChange.Kind kind) {
            return byId.values().stream().filter(each -> each.contains(kind)).count();
        }

        synchronized Map<List<PortChange.Kind>, Long> histories() {
            return byId.values().stream().collect(Collectors.groupingBy(each -> each, Collectors.counting()));
        }
    }
}
