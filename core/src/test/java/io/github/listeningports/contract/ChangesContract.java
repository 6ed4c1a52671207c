package io.github.listeningports.contract;

import static io.github.listeningports.contract.Looks.LOOPBACK_4;
import static io.github.listeningports.contract.Looks.anyLoopbackPort;
import static io.github.listeningports.contract.Looks.look;
import static io.github.listeningports.contract.Looks.on;
import static io.github.listeningports.contract.Looks.only;
import static io.github.listeningports.contract.Looks.reports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListenerId;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes between two snapshots of one source. */
interface ChangesContract {

    ListeningPortProvider provider();

    @Test
    @SuppressWarnings("try") // one closes early: that is the point
    default void betweenTwoLooksOneOpensOneClosesAndOneStays() throws IOException {
        try (ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.owners());
                ServerSocket kept = new ServerSocket(0, 50, LOOPBACK_4);
                ServerSocket old = new ServerSocket(0, 50, LOOPBACK_4)) {
            PortSnapshot first = source.snapshot();
            ListenerId keptId = only(first, kept.getLocalPort()).id();
            ListenerId oldId = only(first, old.getLocalPort()).id();
            try (ServerSocket fresh = new ServerSocket(0, 50, LOOPBACK_4)) {
                old.close();
                PortSnapshot second = source.snapshot();
                assumeMissedNothing(second);
                ListeningPort opened = only(second, fresh.getLocalPort());
                List<PortChange> changes = second.changesSince(first);
                assertEquals(List.of(PortChange.Kind.CLOSED), kindsOf(changes, oldId));
                assertEquals(List.of(PortChange.Kind.OPENED), kindsOf(changes, opened.id()));
                assertEquals(List.of(), kindsOf(changes, keptId));
                assertOwnedOrExplained(second, opened);
            }
        }
    }

    @Test
    default void theOwnerOfANewListenerIsFoundByASourceThatLookedBefore() throws IOException {
        try (ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.owners())) {
            source.snapshot();
            try (ServerSocket fresh = new ServerSocket(0, 50, LOOPBACK_4)) {
                PortSnapshot second = source.snapshot();
                assertOwnedOrExplained(second, only(second, fresh.getLocalPort()));
            }
        }
    }

    @Test
    default void anotherSocketOnTheSameAddressIsSeenThere() throws IOException {
        try (ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.owners())) {
            int number;
            try (ServerSocket before = new ServerSocket(0, 50, LOOPBACK_4)) {
                number = before.getLocalPort();
                only(source.snapshot(), number);
            }
            try (ServerSocket after = new ServerSocket(number, 50, LOOPBACK_4)) {
                PortSnapshot second = source.snapshot();
                assertOwnedOrExplained(second, only(second, after.getLocalPort()));
            }
            PortSnapshot third = source.snapshot();
            assertEquals(List.of(), on(third, Protocol.TCP, LOOPBACK_4, number));
        }
    }

    @Test
    default void anUnchangedListenerKeepsItsId() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 50, LOOPBACK_4);
                DatagramSocket udp = new DatagramSocket(anyLoopbackPort());
                ListeningPortSource source = ListeningPorts.open(provider(), SnapshotRequest.owners())) {
            PortSnapshot first = source.snapshot();
            PortSnapshot second = source.snapshot();
            PortSnapshot elsewhere = look(provider(), SnapshotRequest.owners());
            ListeningPort tcpFirst = only(first, tcp.getLocalPort());
            ListeningPort udpFirst = only(first, Protocol.UDP, LOOPBACK_4, udp.getLocalPort());
            for (PortSnapshot other : List.of(second, elsewhere)) {
                ListeningPort tcpOther = only(other, tcp.getLocalPort());
                assertEquals(tcpFirst.id(), tcpOther.id());
                assertEquals(tcpFirst.owners(), tcpOther.owners());
                assertEquals(
                        udpFirst.id(),
                        only(other, Protocol.UDP, LOOPBACK_4, udp.getLocalPort())
                                .id());
                assertEquals(List.of(), kindsOf(other.changesSince(first), tcpFirst.id()));
                assertEquals(List.of(), kindsOf(other.changesSince(first), udpFirst.id()));
            }
        }
    }

    private static List<PortChange.Kind> kindsOf(List<PortChange> changes, ListenerId id) {
        return changes.stream()
                .filter(each -> each.port().id().equals(id))
                .map(PortChange::kind)
                .toList();
    }

    private static void assumeMissedNothing(PortSnapshot snapshot) {
        assumeFalse(
                reports(snapshot, Diagnostic.Kind.PORTS_MISSING) || reports(snapshot, Diagnostic.Kind.ROW_MALFORMED),
                () -> "without a complete table nothing is reported as closed: " + snapshot.diagnostics());
    }

    /** A source may read owners less often than ports, but then a diagnostic reports it. */
    private static void assertOwnedOrExplained(PortSnapshot snapshot, ListeningPort port) {
        boolean own = port.owners().stream()
                .anyMatch(each -> each.pid() == ProcessHandle.current().pid());
        assertTrue(
                own || (port.owners().isEmpty() && reports(snapshot, Diagnostic.Kind.OWNER_HIDDEN)),
                () -> port + " in " + snapshot);
    }
}
