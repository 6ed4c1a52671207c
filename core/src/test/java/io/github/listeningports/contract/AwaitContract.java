package io.github.listeningports.contract;

import static io.github.listeningports.contract.Looks.LOOPBACK_4;
import static io.github.listeningports.contract.Looks.anyLoopbackPort;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AwaitException;
import io.github.listeningports.AwaitRequest;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.Protocol;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Waiting for a listener, by the provider's snapshots. */
interface AwaitContract {

    /** The limit of what hangs. */
    Duration PATIENCE = Duration.ofSeconds(Looks.PATIENCE_SECONDS);

    ListeningPortProvider provider();

    @Test
    default void aListenerThatIsThereIsReturnedAndNobodyConnectsToIt() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            ListeningPort found = ListeningPorts.await(tcp(socket.getLocalPort()), Duration.ZERO);
            assertEquals(socket.getLocalPort(), found.port());
            assertEquals(LOOPBACK_4, found.address());
            socket.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, socket::accept);
        }
    }

    @Test
    default void aListenerIsReturnedOnceItIsThere() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            int port = freePort();
            Future<ListeningPort> found = thread.submit(() -> ListeningPorts.await(tcp(port), PATIENCE));
            socket.bind(new InetSocketAddress(LOOPBACK_4, port));
            assertEquals(
                    port, found.get(Looks.PATIENCE_SECONDS, TimeUnit.SECONDS).port());
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    default void aUdpSocketIsNoTcpListener() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(anyLoopbackPort())) {
            int port = socket.getLocalPort();
            AwaitRequest udp = AwaitRequest.udp(port).withProvider(provider());
            assertEquals(Protocol.UDP, ListeningPorts.await(udp, Duration.ZERO).protocol());
            AwaitException thrown =
                    assertThrows(AwaitException.class, () -> ListeningPorts.await(tcp(port), Duration.ZERO));
            assertEquals(AwaitException.Reason.TIMEOUT, thrown.reason());
        }
    }

    @Test
    default void aListenerOnLoopbackIsNotReachedByAnotherHost() throws Exception {
        InetAddress other = InetAddress.getByAddress(new byte[] {10, 0, 0, 9});
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            AwaitRequest request = tcp(socket.getLocalPort());
            assertEquals(
                    LOOPBACK_4,
                    ListeningPorts.await(request.withClient(LOOPBACK_4), Duration.ZERO)
                            .address());
            AwaitException thrown = assertThrows(
                    AwaitException.class, () -> ListeningPorts.await(request.withClient(other), Duration.ZERO));
            assertTrue(String.valueOf(thrown.getMessage()).contains("listens on 127.0.0.1 only"), thrown::toString);
            assertEquals(1, thrown.seenPorts().size());
        }
    }

    @Test
    default void aListenerOfThisProcessIsKnownAsSuch() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            ListeningPort found =
                    ListeningPorts.await(tcp(socket.getLocalPort()).withProcess(ProcessHandle.current()), PATIENCE);
            assertTrue(
                    found.owners().stream()
                            .anyMatch(each ->
                                    each.pid() == ProcessHandle.current().pid()),
                    found::toString);
        }
    }

    private AwaitRequest tcp(int port) {
        return AwaitRequest.tcp(port).withProvider(provider());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            return socket.getLocalPort();
        }
    }
}
