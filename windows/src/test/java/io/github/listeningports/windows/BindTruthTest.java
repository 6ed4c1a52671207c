package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindReport.Answer;
import io.github.listeningports.BindRequest;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.lab.OwnSockets;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What explainBind says, compared with binds of this JVM. */
class BindTruthTest {

    private static final InetAddress LOOPBACK_4 = address(127, 0, 0, 1);
    private static final InetAddress LOOPBACK_6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    /** Of a network for documentation (RFC 5737). */
    private static final InetAddress ELSEWHERE = address(203, 0, 113, 7);

    @BeforeAll
    static void needsWindows() {
        WindowsMachine.needsWindows();
    }

    /** What is on the port; the port, and what to close afterwards. */
    private enum Circumstances {
        NOTHING {
            @Override
            int make(List<Closeable> open) throws IOException {
                try (ServerSocket socket = new ServerSocket(0)) {
                    return socket.getLocalPort();
                }
            }
        },
        A_LISTENER_ON_ALL_ADDRESSES {
            @Override
            int make(List<Closeable> open) throws IOException {
                return listen(open, new InetSocketAddress(0)).getLocalPort();
            }
        },
        A_LISTENER_ON_IPV4_LOOPBACK {
            @Override
            int make(List<Closeable> open) throws IOException {
                return listen(open, new InetSocketAddress(LOOPBACK_4, 0)).getLocalPort();
            }
        },
        A_LISTENER_ON_IPV6_LOOPBACK {
            @Override
            int make(List<Closeable> open) throws IOException {
                return listen(open, new InetSocketAddress(LOOPBACK_6, 0)).getLocalPort();
            }
        },
        AN_ACCEPTED_CONNECTION_WITHOUT_ITS_LISTENER {
            @Override
            int make(List<Closeable> open) throws IOException {
                ServerSocket listener = listen(open, new InetSocketAddress(LOOPBACK_4, 0));
                Socket client = add(open, new Socket(LOOPBACK_4, listener.getLocalPort()));
                add(open, listener.accept());
                listener.close();
                return ((InetSocketAddress) client.getRemoteSocketAddress()).getPort();
            }
        },
        A_CLOSED_CONNECTION_IN_TIME_WAIT {
            @Override
            int make(List<Closeable> open) throws IOException {
                try (ServerSocket listener = listen(open, new InetSocketAddress(LOOPBACK_4, 0));
                        Socket client = new Socket(LOOPBACK_4, listener.getLocalPort())) {
                    listener.accept().close(); // first, so the port of the listener waits
                    return client.getInputStream().read() < 0 ? listener.getLocalPort() : 0;
                }
            }
        },
        AN_OUTGOING_CONNECTION {
            @Override
            int make(List<Closeable> open) throws IOException {
                ServerSocket listener = listen(open, new InetSocketAddress(LOOPBACK_4, 0));
                Socket client = add(open, new Socket(LOOPBACK_4, listener.getLocalPort()));
                add(open, listener.accept());
                return client.getLocalPort();
            }
        },
        A_UDP_SOCKET {
            @Override
            int make(List<Closeable> open) throws IOException {
                return add(open, new DatagramSocket(new InetSocketAddress(LOOPBACK_4, 0)))
                        .getLocalPort();
            }
        };

        abstract int make(List<Closeable> open) throws IOException;

        private static ServerSocket listen(List<Closeable> open, InetSocketAddress address) throws IOException {
            ServerSocket socket = add(open, new ServerSocket());
            socket.bind(address);
            return socket;
        }

        private static <T extends Closeable> T add(List<Closeable> open, T socket) {
            open.add(socket);
            return socket;
        }
    }

    /** Refused is refused, and what fails has an obstacle. */
    @ParameterizedTest
    @EnumSource
    void whatItSaysIsWhatBindDoes(Circumstances circumstances) throws IOException {
        List<Closeable> open = new ArrayList<>();
        try {
            int port = circumstances.make(open);
            List<String> wrong = new ArrayList<>();
            for (BindRequest request : List.of(
                    BindRequest.tcp(port),
                    BindRequest.tcp(port).withAddress(LOOPBACK_4),
                    BindRequest.tcp(port).withAddress(LOOPBACK_6),
                    BindRequest.udp(port),
                    BindRequest.udp(port).withAddress(LOOPBACK_4))) {
                BindReport report = explain(request);
                boolean bound = binds(request);
                if (bound
                        ? report.answer() == Answer.REFUSED
                        : report.obstacles().isEmpty()) {
                    wrong.add((bound ? "bound: " : "refused: ") + report);
                }
                assertNotEquals(Answer.BINDABLE, report.answer(), "excluded ranges cannot be seen");
            }
            assertEquals(List.of(), wrong);
        } finally {
            for (Closeable socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void connectionsAreNamedWithTheirStatesAndHosts() throws IOException {
        List<Closeable> open = new ArrayList<>();
        try {
            int port = Circumstances.AN_ACCEPTED_CONNECTION_WITHOUT_ITS_LISTENER.make(open);

            BindObstacle obstacle = explain(BindRequest.tcp(port)).obstacles().get(0);

            assertEquals(BindObstacle.Kind.CONNECTIONS, obstacle.kind());
            assertFalse(obstacle.certain(), obstacle::toString);
            assertEquals(List.of(LOOPBACK_4), obstacle.remoteAddresses());
            assertTrue(
                    obstacle.message()
                            .startsWith("1 connection on tcp port " + port + " holds it (ESTABLISHED; with 127.0.0.1"),
                    obstacle::toString);
        } finally {
            for (Closeable socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void anAddressOfAnotherMachineIsRefused() throws IOException {
        BindRequest request =
                BindRequest.tcp(Circumstances.NOTHING.make(new ArrayList<>())).withAddress(ELSEWHERE);

        BindReport report = explain(request);

        assertFalse(binds(request));
        assertEquals(Answer.REFUSED, report.answer());
        assertEquals("203.0.113.7 is not an address of this machine; look closer with ipconfig", report.toString());
    }

    private static BindReport explain(BindRequest request) {
        return OwnSockets.knownTo(new WindowsListeningPortProvider()).explainBind(request);
    }

    private static boolean binds(BindRequest request) throws IOException {
        InetSocketAddress address = request.address()
                .map(known -> new InetSocketAddress(known, request.port()))
                .orElseGet(() -> new InetSocketAddress(request.port()));
        if (request.protocol() == Protocol.UDP) {
            try (DatagramSocket socket = new DatagramSocket(address)) {
                return socket.isBound();
            } catch (java.net.SocketException e) {
                return false;
            }
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (java.net.SocketException e) {
            return false;
        }
    }

    private static InetAddress address(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
