package io.github.listeningports.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.Machine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListeningPortMetricsTest {

    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final ChildJvm JVM = ChildJvm.withClassPath(System.getProperty("java.class.path"));

    private static ServerSocket open(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            if (socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Search owners(MeterRegistry registry, int port) {
        return registry.find("listening.ports.owners").tag("port", Integer.toString(port));
    }

    /** Waits until a look has found it and its owner. */
    private static void await(MeterRegistry registry, int port) {
        while (owners(registry, port).gauges().stream().noneMatch(gauge -> gauge.value() == 1)) {
            Thread.onSpinWait();
        }
    }

    private static PortSnapshot snapshot() {
        return ListeningPorts.snapshot(SnapshotRequest.detailed());
    }

    @Test
    void aListenerAppearsAndDisappearsInEveryRegistry() throws IOException {
        MeterRegistry one = new SimpleMeterRegistry();
        MeterRegistry other = new SimpleMeterRegistry();
        try (ListeningPortMetrics metrics = new ListeningPortMetrics(SnapshotRequest.owners(), OFTEN)) {
            metrics.bindTo(one);
            metrics.bindTo(other);
            int port;
            try (ServerSocket socket = open(0)) {
                port = socket.getLocalPort();
                await(one, port);
                await(other, port);
            }
            while (!owners(one, port).gauges().isEmpty()
                    || !owners(other, port).gauges().isEmpty()) {
                Thread.onSpinWait();
            }
        }
    }

    /** Before the first look nothing would be missing, and nothing there. */
    @Test
    void theFirstScrapeFindsWhatIsThere() throws IOException {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (ServerSocket socket = open(0)) {
            SnapshotRequest request = SnapshotRequest.ports().withPorts(socket.getLocalPort());
            try (ListeningPortMetrics metrics = new ListeningPortMetrics(request, Duration.ofDays(1))) {
                metrics.bindTo(registry);

                assertEquals(1, owners(registry, socket.getLocalPort()).gauges().size());
            }
        }
    }

    @Test
    void closeRemovesTheGaugesAndEndsTheWatch() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        ListeningPortMetrics metrics = new ListeningPortMetrics(SnapshotRequest.owners(), OFTEN);
        List<Thread> watches;
        try (ServerSocket socket = open(0)) {
            metrics.bindTo(registry);
            await(registry, socket.getLocalPort());
            watches = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("listening-ports-watch"))
                    .toList();
            assertFalse(watches.isEmpty());
            metrics.close();
            metrics.close();
        }
        assertEquals(List.of(), registry.getMeters());
        for (Thread watch : watches) {
            watch.join();
        }
        assertThrows(IllegalStateException.class, () -> metrics.bindTo(registry));
    }

    @Test
    void socketsWithTheSameTagsAreAddedUpAndTheirOwnerCountsOnce() throws IOException {
        try (ServerSocket first = open(0)) {
            Machine.needs(first.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT), "SO_REUSEPORT");
            try (ServerSocket second = open(first.getLocalPort())) {
                PortSnapshot snapshot = snapshot();
                List<ListeningPort> both = snapshot.onPort(second.getLocalPort());
                assertEquals(2, both.size());

                Readings readings = Readings.of(snapshot);

                assertEquals(List.of(1.0), of(readings, Measure.OWNERS, second.getLocalPort()));
                assertEquals(List.of(0.0), of(readings, Measure.EXPOSED, second.getLocalPort()));
                long backlog = both.get(0).socket().backlog().orElse(0);
                assertEquals(
                        backlog == 0 ? List.of() : List.of(2.0 * backlog),
                        of(readings, Measure.BACKLOG, second.getLocalPort()));
            }
        }
    }

    private static List<Double> of(Readings readings, Measure measure, int port) {
        return readings.values().getOrDefault(measure, Map.of()).entrySet().stream()
                .filter(each -> each.getKey().stream()
                        .anyMatch(tag ->
                                tag.getKey().equals("port") && tag.getValue().equals(Integer.toString(port))))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Test
    void thereAreNeverMoreThan500ListenersAndTwoOthers() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 501; i++) {
                sockets.add(open(0));
            }
            PortSnapshot snapshot = snapshot();

            Map<Tags, Double> owners = Readings.of(snapshot).values().getOrDefault(Measure.OWNERS, Map.of());

            assertTrue(owners.size() == 501 || owners.size() == 502, () -> owners.size() + " listeners");
            assertTrue(owners.containsKey(
                    Tags.of("protocol", "tcp", "address", "other", "port", "other", "process", "other")));
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void datagramSocketsOnEphemeralPortsAreOne() throws IOException {
        try (DatagramSocket first = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket second = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Machine.needs(
                    Math.min(first.getLocalPort(), second.getLocalPort()) >= 32_768,
                    "a system that chooses ports from 32768 on");
            PortSnapshot snapshot = snapshot();
            ListeningPort port = snapshot.onPort(first.getLocalPort()).get(0);

            Map<Tags, Double> owners = Readings.of(snapshot).values().getOrDefault(Measure.OWNERS, Map.of());

            Tags tags = Tags.of("protocol", "udp", "address", "127.0.0.1", "port", "ephemeral")
                    .and("process", name(port));
            assertEquals(1.0, owners.get(tags), owners::toString);
            assertEquals(List.of(), of(Readings.of(snapshot), Measure.OWNERS, second.getLocalPort()));
        }
    }

    private static String name(ListeningPort port) {
        return port.process().orElseThrow().program().orElseThrow().displayName();
    }

    @Test
    void whatIsMissingIsCountedByKind() {
        PortSnapshot snapshot = snapshot();

        Map<String, Double> missing = Readings.of(snapshot).missing();

        assertEquals(
                snapshot.diagnostics().stream().mapToInt(each -> each.count()).sum(),
                missing.values().stream().mapToDouble(each -> each).sum());
        assertTrue(Readings.KINDS.containsAll(missing.keySet()), missing::toString);
    }

    @Test
    void aSystemThatCannotBeReadIsToldAndNothingIsThrown() {
        String scraped = JVM.with("-Dlisteningports.provider=none")
                .run(MetricsMain.class.getName())
                .out();

        assertTrue(scraped.contains("listening_ports_missing{kind=\"snapshot_failed\"} 1.0"), scraped);
        assertTrue(scraped.contains("listening_ports_missing{kind=\"owner_hidden\"} 0.0"), scraped);
        assertFalse(scraped.contains("listening_ports_owners{"), scraped);
    }

    @Test
    void aDetailThatIsMissingHasNoSampleAndIsTold() {
        Machine.needsLinux();
        ChildJvm.Output output = JVM.with("-Dlisteningports.native=never").run(MetricsMain.class.getName());

        String port = output.lines().get(0).replace("port ", "port=\"") + "\"";
        assertTrue(output.out().contains("listening_ports_missing{kind=\"snapshot_failed\"} 0.0"), output.out());
        assertFalse(output.out().contains("listening_ports_missing{kind=\"detail_missing\"} 0.0"), output.out());
        assertTrue(
                output.lines().stream()
                        .anyMatch(line -> line.startsWith("listening_ports_accept_queue{") && line.contains(port)),
                output.out());
        assertFalse(
                output.lines().stream()
                        .anyMatch(line -> line.startsWith("listening_ports_backlog{") && line.contains(port)),
                output.out());
    }
}
