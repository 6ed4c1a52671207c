package io.github.listeningports.contract;

import static io.github.listeningports.contract.Looks.LOOPBACK_4;
import static io.github.listeningports.contract.Looks.look;
import static io.github.listeningports.contract.Looks.only;
import static io.github.listeningports.contract.Looks.reports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.Reach;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** The firewall's verdict: whatever it is, it has a reason. */
interface FirewallContract {

    ListeningPortProvider provider();

    @Test
    default void everyPortHasAVerdictWithAReason() throws IOException {
        try (ServerSocket loopback = new ServerSocket(0, 50, LOOPBACK_4);
                ServerSocket wildcard = new ServerSocket(0)) {
            PortSnapshot snapshot = look(provider(), SnapshotRequest.standard());
            only(snapshot, loopback.getLocalPort());
            assertFalse(snapshot.onPort(wildcard.getLocalPort()).isEmpty());
            for (ListeningPort port : snapshot) {
                assertFalse(port.firewall().reason().isBlank(), port::toString);
            }
        }
    }

    @Test
    default void whatIsBoundToLoopbackAndNothingElseIsNotExposed() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            PortSnapshot snapshot = look(provider(), SnapshotRequest.standard());
            assertEquals(
                    FirewallVerdict.NOT_EXPOSED,
                    only(snapshot, socket.getLocalPort()).firewall().verdict());
            for (ListeningPort port : snapshot) {
                // A socket bound to the loopback interface can have any address.
                if (port.reach() != Reach.LOOPBACK
                        && port.socket().boundInterface().isEmpty()) {
                    assertNotEquals(FirewallVerdict.NOT_EXPOSED, port.firewall().verdict(), port::toString);
                }
            }
        }
    }

    @Test
    default void anUnknownAnswerIsExplained() throws IOException {
        String unexplained = ListeningPort.builder(Protocol.TCP, InetAddress.getByAddress(new byte[4]), 1)
                .build()
                .firewall()
                .reason();
        try (ServerSocket socket = new ServerSocket(0)) {
            PortSnapshot snapshot = look(provider(), SnapshotRequest.standard());
            assertFalse(snapshot.onPort(socket.getLocalPort()).isEmpty());
            for (ListeningPort port : snapshot) {
                assertTrue(
                        port.firewall().verdict() != FirewallVerdict.UNKNOWN
                                || !port.firewall().reason().equals(unexplained)
                                || reports(snapshot, Diagnostic.Kind.FIREWALL_UNKNOWN),
                        () -> port + ": " + port.firewall() + " without a diagnostic");
            }
        }
    }
}
