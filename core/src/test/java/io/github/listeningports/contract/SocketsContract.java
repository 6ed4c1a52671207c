package io.github.listeningports.contract;

import static io.github.listeningports.contract.Looks.LOOPBACK_4;
import static io.github.listeningports.contract.Looks.LOOPBACK_6;
import static io.github.listeningports.contract.Looks.anyLoopbackPort;
import static io.github.listeningports.contract.Looks.look;
import static io.github.listeningports.contract.Looks.on;
import static io.github.listeningports.contract.Looks.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.Reach;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which sockets are listed, and with which address. */
interface SocketsContract {

    ListeningPortProvider provider();

    boolean recognizesConnectedUdp();

    @Test
    default void aTcpListenerOnIpv4LoopbackHasTheIpv4AddressWhateverTheFamilyOfItsSocket() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            ListeningPort port = only(look(provider(), SnapshotRequest.ports()), socket.getLocalPort());
            assertEquals(Protocol.TCP, port.protocol());
            assertInstanceOf(Inet4Address.class, port.address());
            assertEquals(LOOPBACK_4, port.address());
            assertEquals(LOOPBACK_4, port.id().address());
            assertTrue(port.scopeId().isEmpty());
            assertEquals(Reach.LOOPBACK, port.reach());
            assertEquals("127.0.0.1", port.addressText());
        }
    }

    @Test
    default void aTcpListenerOnIpv6LoopbackHasTheIpv6Address() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            bindToIpv6Loopback(socket);
            ListeningPort port =
                    only(look(provider(), SnapshotRequest.ports()), Protocol.TCP, LOOPBACK_6, socket.getLocalPort());
            assertInstanceOf(Inet6Address.class, port.address());
            assertEquals(Reach.LOOPBACK, port.reach());
            assertEquals("::1", port.addressText());
        }
    }

    @Test
    default void aWildcardListenerReachesAllAddresses() throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open().bind(null)) {
            int number = socket.socket().getLocalPort();
            List<ListeningPort> wildcards = look(provider(), SnapshotRequest.ports()).onPort(number).stream()
                    .filter(each ->
                            each.protocol() == Protocol.TCP && each.address().isAnyLocalAddress())
                    .toList();
            assertFalse(wildcards.isEmpty());
            for (ListeningPort port : wildcards) {
                assertEquals(Reach.ALL_ADDRESSES, port.reach());
            }
        }
    }

    @Test
    default void aBoundUdpSocketIsListed() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(anyLoopbackPort())) {
            ListeningPort port =
                    only(look(provider(), SnapshotRequest.ports()), Protocol.UDP, LOOPBACK_4, socket.getLocalPort());
            assertEquals(Protocol.UDP, port.protocol());
            assertEquals(Reach.LOOPBACK, port.reach());
        }
    }

    @Test
    default void aConnectedUdpSocketIsNotListed() throws IOException {
        assumeTrue(recognizesConnectedUdp(), "this system does not tell a connected UDP socket from a bound one");
        try (DatagramSocket peer = new DatagramSocket(anyLoopbackPort());
                DatagramChannel socket = DatagramChannel.open().bind(anyLoopbackPort())) {
            socket.connect(peer.getLocalSocketAddress());
            PortSnapshot snapshot = look(provider(), SnapshotRequest.ports());
            assertEquals(
                    List.of(),
                    on(snapshot, Protocol.UDP, LOOPBACK_4, socket.socket().getLocalPort()));
            only(snapshot, Protocol.UDP, LOOPBACK_4, peer.getLocalPort());
        }
    }

    @Test
    default void neitherEndOfAConnectionIsListed() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(anyLoopbackPort());
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            PortSnapshot snapshot = look(provider(), SnapshotRequest.ports());
            assertEquals(
                    List.of(),
                    on(snapshot, Protocol.TCP, LOOPBACK_4, client.socket().getLocalPort()));
            // The accepted socket has the listener's address and port: it must not be listed.
            assertEquals(server.socket().getLocalPort(), accepted.socket().getLocalPort());
            only(snapshot, server.socket().getLocalPort());
        }
    }

    @Test
    default void aTcpSocketThatIsBoundButDoesNotListenIsNotListed() throws IOException {
        try (SocketChannel socket = SocketChannel.open().bind(anyLoopbackPort())) {
            assertEquals(
                    List.of(),
                    on(
                            look(provider(), SnapshotRequest.ports()),
                            Protocol.TCP,
                            LOOPBACK_4,
                            socket.socket().getLocalPort()));
        }
    }

    @Test
    default void twoSocketsThatShareAPortAreTwoListeners() throws IOException {
        try (ServerSocketChannel first = ServerSocketChannel.open();
                ServerSocketChannel second = ServerSocketChannel.open()) {
            assumeTrue(first.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT), "no SO_REUSEPORT here");
            first.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(anyLoopbackPort());
            second.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(first.getLocalAddress());
            List<ListeningPort> found = on(
                    look(provider(), SnapshotRequest.ports()),
                    Protocol.TCP,
                    LOOPBACK_4,
                    first.socket().getLocalPort());
            assertEquals(2, found.size(), found::toString);
            assertNotEquals(found.get(0).id(), found.get(1).id());
        }
    }

    @Test
    default void listenersAreSortedByProtocolAndPort() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 50, LOOPBACK_4);
                ServerSocket two = new ServerSocket(0, 50, LOOPBACK_4);
                DatagramSocket three = new DatagramSocket(anyLoopbackPort())) {
            PortSnapshot snapshot = look(provider(), SnapshotRequest.ports());
            only(snapshot, one.getLocalPort());
            only(snapshot, two.getLocalPort());
            only(snapshot, Protocol.UDP, LOOPBACK_4, three.getLocalPort());
            for (int i = 1; i < snapshot.ports().size(); i++) {
                ListeningPort before = snapshot.ports().get(i - 1);
                ListeningPort after = snapshot.ports().get(i);
                int byProtocol = before.protocol().compareTo(after.protocol());
                assertTrue(byProtocol < 0 || (byProtocol == 0 && before.port() <= after.port()), snapshot::toString);
            }
        }
    }

    private static void bindToIpv6Loopback(ServerSocket socket) {
        try {
            socket.bind(new InetSocketAddress(LOOPBACK_6, 0));
        } catch (IOException | RuntimeException e) {
            abort("this machine has no ::1: " + e);
        }
    }
}
