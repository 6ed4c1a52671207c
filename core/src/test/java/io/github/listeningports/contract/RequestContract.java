package io.github.listeningports.contract;

import static io.github.listeningports.contract.Looks.LOOPBACK_4;
import static io.github.listeningports.contract.Looks.look;
import static io.github.listeningports.contract.Looks.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A snapshot contains what was requested, and is immutable. */
interface RequestContract {

    ListeningPortProvider provider();

    @Test
    default void onlyTheRequestedPortsAreListed() throws IOException {
        try (ServerSocket first = new ServerSocket(0, 50, LOOPBACK_4);
                ServerSocket second = new ServerSocket(0, 50, LOOPBACK_4);
                ServerSocket other = new ServerSocket(0, 50, LOOPBACK_4)) {
            PortSnapshot snapshot =
                    look(provider(), SnapshotRequest.owners().withPorts(first.getLocalPort(), second.getLocalPort()));
            only(snapshot, first.getLocalPort());
            only(snapshot, second.getLocalPort());
            assertEquals(List.of(), snapshot.onPort(other.getLocalPort()));
            for (ListeningPort port : snapshot) {
                assertTrue(port.port() == first.getLocalPort() || port.port() == second.getLocalPort(), port::toString);
            }
        }
    }

    @Test
    default void aPortThatNobodyHasIsNotListed() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            free = socket.getLocalPort();
        }
        PortSnapshot snapshot = look(provider(), SnapshotRequest.owners().withPorts(free));
        assertEquals(List.of(), Looks.on(snapshot, Protocol.TCP, LOOPBACK_4, free));
    }

    @Test
    default void onlyTheRequestedProtocolsAreListed() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 50, LOOPBACK_4);
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(LOOPBACK_4, 0))) {
            PortSnapshot onlyTcp = look(provider(), SnapshotRequest.ports().withProtocols(Protocol.TCP));
            only(onlyTcp, tcp.getLocalPort());
            onlyTcp.forEach(port -> assertEquals(Protocol.TCP, port.protocol()));

            PortSnapshot onlyUdp = look(provider(), SnapshotRequest.ports().withProtocols(Protocol.UDP));
            only(onlyUdp, Protocol.UDP, LOOPBACK_4, udp.getLocalPort());
            onlyUdp.forEach(port -> assertEquals(Protocol.UDP, port.protocol()));
        }
    }

    @Test
    default void theSamePortsAreListedAtEveryLevel() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            ListeningPort least = only(look(provider(), SnapshotRequest.ports()), socket.getLocalPort());
            for (SnapshotRequest more : List.of(
                    SnapshotRequest.owners(),
                    SnapshotRequest.standard(),
                    SnapshotRequest.detailed(),
                    SnapshotRequest.detailed().withConnectionCounts())) {
                ListeningPort port = only(look(provider(), more), socket.getLocalPort());
                assertEquals(least.id(), port.id());
                assertEquals(least.socket().family(), port.socket().family());
            }
        }
    }

    @Test
    default void aTimeoutIsNoExceptionAndWhatIsMissingIsReported() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            for (int nanos = 1; nanos < 1_000_000_000; nanos *= 10) {
                PortSnapshot snapshot =
                        look(provider(), SnapshotRequest.owners().withTimeout(Duration.ofNanos(nanos)));
                List<ListeningPort> found = Looks.on(snapshot, Protocol.TCP, LOOPBACK_4, socket.getLocalPort());
                assertTrue(!found.isEmpty() || !snapshot.isComplete(), snapshot::toString);
                assertTrue(
                        found.stream().noneMatch(port -> port.owners().isEmpty())
                                || Looks.reports(snapshot, Diagnostic.Kind.OWNER_HIDDEN),
                        snapshot::toString);
            }
        }
    }

    @Test
    default void aTimeoutThatIsLongEnoughChangesNothing() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            SnapshotRequest request = SnapshotRequest.owners().withPorts(socket.getLocalPort());
            ListeningPort unbounded = only(look(provider(), request), socket.getLocalPort());
            for (Duration timeout : List.of(Duration.ofDays(1), Duration.ofSeconds(Long.MAX_VALUE))) {
                PortSnapshot bounded = look(provider(), request.withTimeout(timeout));
                assertEquals(
                        unbounded.id(), only(bounded, socket.getLocalPort()).id());
                assertEquals(
                        unbounded.owners(), only(bounded, socket.getLocalPort()).owners());
            }
        }
    }

    @Test
    default void nothingOfASnapshotCanBeChanged() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            PortSnapshot snapshot = look(provider(), SnapshotRequest.standard());
            ListeningPort port = only(snapshot, socket.getLocalPort());
            assertThrows(
                    UnsupportedOperationException.class, () -> snapshot.ports().remove(0));
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> snapshot.diagnostics().clear());
            assertThrows(
                    UnsupportedOperationException.class, () -> port.owners().clear());
            Iterator<ListeningPort> iterator = snapshot.iterator();
            iterator.next();
            assertThrows(UnsupportedOperationException.class, iterator::remove);
        }
    }
}
