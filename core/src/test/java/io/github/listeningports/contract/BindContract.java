package io.github.listeningports.contract;

import static io.github.listeningports.contract.Looks.LOOPBACK_4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindReport.Answer;
import io.github.listeningports.BindRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Explaining a bind. */
interface BindContract {

    ListeningPortProvider provider();

    @Test
    default void aListenerRefusesABindToItsAddressAndIsNamed() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            BindReport report = provider()
                    .explainBind(BindRequest.tcp(socket.getLocalPort()).withAddress(LOOPBACK_4));
            assertEquals(Answer.REFUSED, report.answer(), report::toString);
            BindObstacle obstacle = report.obstacles().get(0);
            assertEquals(BindObstacle.Kind.LISTENER, obstacle.kind());
            assertTrue(
                    obstacle.owners().stream()
                            .anyMatch(owner ->
                                    owner.pid() == ProcessHandle.current().pid()),
                    obstacle::toString);
        }
    }

    @Test
    default void aUdpSocketRefusesOneOfUdpAndNoneOfTcp() throws IOException {
        try (DatagramSocket socket = onAPortThatIsFreeForTcp()) {
            int port = socket.getLocalPort();
            assertEquals(
                    Answer.REFUSED,
                    provider()
                            .explainBind(BindRequest.udp(port).withAddress(LOOPBACK_4))
                            .answer());
            assertNotEquals(
                    Answer.REFUSED,
                    provider()
                            .explainBind(BindRequest.tcp(port).withAddress(LOOPBACK_4))
                            .answer());
        }
    }

    /** The system hands out the ports of UDP without regard to those that connections of TCP hold. */
    private static DatagramSocket onAPortThatIsFreeForTcp() throws IOException {
        for (int tries = 1; ; tries++) {
            try (ServerSocket free = new ServerSocket(0, 50, LOOPBACK_4)) {
                return new DatagramSocket(new InetSocketAddress(LOOPBACK_4, free.getLocalPort()));
            } catch (BindException e) { // another program's socket of UDP
                if (tries == 100) {
                    throw e;
                }
            }
        }
    }

    @Test
    default void whatIsClosedRefusesNothing() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            port = socket.getLocalPort();
        }
        BindReport report = provider().explainBind(BindRequest.tcp(port).withAddress(LOOPBACK_4));
        assertNotEquals(Answer.REFUSED, report.answer(), report::toString);
    }
}
