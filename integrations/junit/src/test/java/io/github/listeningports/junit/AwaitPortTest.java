package io.github.listeningports.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.listeningports.AwaitException;
import io.github.listeningports.Protocol;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class AwaitPortTest {

    /** Beyond the ports that systems choose; if another program listens there, the test passes as well. */
    private static final int PORT = 64_531;

    /** tcpmux, which nobody has. */
    private static final int CLOSED = 1;

    @AwaitPort(value = PORT, timeoutSeconds = Machine.PATIENCE_SECONDS)
    @AwaitPort(value = PORT, protocol = Protocol.UDP, timeoutSeconds = Machine.PATIENCE_SECONDS)
    static class OpenPorts {
        @Test
        void runs() {}
    }

    static class ClosedPort {
        @Test
        @AwaitPort(value = CLOSED, timeoutSeconds = 0)
        void doesNotRun() {
            throw new IllegalStateException("the port is not open");
        }

        @Test
        void runs() {}
    }

    @AwaitPort(value = CLOSED, protocol = Protocol.UDP, timeoutSeconds = 0)
    @AwaitPort(value = PORT, timeoutSeconds = 0)
    static class OneIsClosed {
        @Test
        void doesNotRun() {
            throw new IllegalStateException("one port is not open");
        }
    }

    @Test
    void testsRunWhenTheirPortsAreOpen() throws Exception {
        Thread opens = new Thread(() -> {
            try {
                Thread.sleep(100); // likely after the first look; it passes if not
                try (ServerSocket tcp = new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress());
                        DatagramSocket udp = new DatagramSocket(PORT, InetAddress.getLoopbackAddress())) {
                    Thread.currentThread().join(); // until it is interrupted
                    assertEquals(tcp.getLocalPort(), udp.getLocalPort());
                }
            } catch (BindException e) {
                System.out.println("another program listens on " + PORT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                // the test is over
            }
        });
        opens.start();
        try {
            Run.of(OpenPorts.class).passes(1);
        } finally {
            opens.interrupt();
            opens.join();
        }
    }

    @Test
    void aTestFailsIfNothingListens() {
        Run run = Run.of(ClosedPort.class);

        assertInstanceOf(AwaitException.class, run.failure());
        assertEquals("waited 0 s for tcp port 1: nothing listens there", run.message());
        assertEquals(1, run.summary().getTestsSucceededCount());
    }

    @Test
    void everyPortOfAClassIsAwaited() {
        Run run = Run.of(OneIsClosed.class);

        assertEquals("waited 0 s for udp port 1: nothing listens there", run.message());
        assertEquals(0, run.summary().getTestsStartedCount());
    }
}
