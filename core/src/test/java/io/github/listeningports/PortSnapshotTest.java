package io.github.listeningports;

import static io.github.listeningports.Samples.address;
import static io.github.listeningports.Samples.process;
import static io.github.listeningports.Samples.snapshot;
import static io.github.listeningports.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortSnapshotTest {

    @Test
    void listenersAreSortedByProtocolThenPortThenAddressIpv4FirstThenScopeThenNamespaceThenInstance() {
        List<ListeningPort> sorted = List.of(
                tcp("0.0.0.0", 80, 1),
                tcp("0.0.0.0", 80, 2),
                tcp("10.0.0.1", 80, 1),
                tcp("192.0.2.1", 80, 1),
                tcp("::", 80, 1),
                inNamespace(3),
                inNamespace(4),
                linkLocal(1),
                linkLocal(2),
                tcp("0.0.0.0", 443, 1),
                ListeningPort.builder(Protocol.UDP, address("0.0.0.0"), 53).build());
        for (long seed = 0; seed < 20; seed++) {
            List<ListeningPort> shuffled = new ArrayList<>(sorted);
            Collections.shuffle(shuffled, new Random(seed));
            assertEquals(sorted, new PortSnapshot(Samples.STARTED, shuffled, List.of()).ports());
        }
    }

    @Test
    void listsAreCopiedAndCannotBeChanged() {
        List<ListeningPort> ports = new ArrayList<>(List.of(tcp("::", 80, 1)));
        List<Diagnostic> diagnostics =
                new ArrayList<>(List.of(new Diagnostic(Diagnostic.Kind.OWNER_HIDDEN, "/proc", "not permitted")));
        PortSnapshot snapshot = new PortSnapshot(Samples.STARTED, ports, diagnostics);
        ports.clear();
        diagnostics.clear();
        assertEquals(1, snapshot.ports().size());
        assertEquals(1, snapshot.diagnostics().size());
        assertThrows(UnsupportedOperationException.class, () -> snapshot.ports().remove(0));
        assertThrows(
                UnsupportedOperationException.class,
                () -> snapshot.diagnostics().remove(0));
        Iterator<ListeningPort> iterator = snapshot.iterator();
        iterator.next();
        assertThrows(UnsupportedOperationException.class, iterator::remove);
    }

    @Test
    @SuppressWarnings("NullAway") // what a provider without null checks does
    void aNullAmongTheListenersIsRefused() {
        List<ListeningPort> ports = Arrays.asList((ListeningPort) null);
        assertThrows(NullPointerException.class, () -> new PortSnapshot(Samples.STARTED, ports, List.of()));
    }

    @Test
    void itIsItsOwnIterable() {
        List<Integer> seen = new ArrayList<>();
        for (ListeningPort port : snapshot(tcp("::", 443, 2), tcp("::", 80, 1))) {
            seen.add(port.port());
        }
        assertEquals(List.of(80, 443), seen);
    }

    @Test
    void findsEveryListenerOnAPort() {
        ListeningPort four = tcp("0.0.0.0", 53, 1);
        ListeningPort six = tcp("::", 53, 2);
        ListeningPort udp =
                ListeningPort.builder(Protocol.UDP, address("::"), 53).build();
        PortSnapshot snapshot = snapshot(udp, six, tcp("::", 80, 3), four);
        assertEquals(List.of(four, six, udp), snapshot.onPort(53));
        assertEquals(List.of(), snapshot.onPort(8080));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65536})
    void aNumberThatIsNoPortIsRefused(int number) {
        assertEquals(
                "a port is a number from 1 to 65535, not " + number,
                Thrown.message(IllegalArgumentException.class, () -> snapshot().onPort(number)));
    }

    @Test
    void findsWhatAProcessHoldsAloneOrWithOthers() {
        ListeningPort alone = tcp("::", 80, 1, process(7, "nginx"));
        ListeningPort second = tcp("::", 443, 2, process(6, "nginx"), process(7, "nginx"));
        PortSnapshot snapshot = snapshot(alone, second, tcp("::", 22, 3, process(1, "sshd")), tcp("::", 25, 4));
        assertEquals(List.of(alone, second), snapshot.ownedBy(7));
        assertEquals(List.of(), snapshot.ownedBy(8));
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatCanHideAPortCountsAgainstCompleteness(Diagnostic.Kind kind) {
        boolean portsMayBeMissing = switch (kind) {
            case PORTS_MISSING, TABLE_UNSETTLED, ROW_MALFORMED -> true;
            case OWNER_HIDDEN, DETAIL_MISSING, FIREWALL_UNKNOWN, PROVIDER_FAILED -> false;
        };
        assertEquals(!portsMayBeMissing, Samples.with(snapshot(), kind).isComplete());
        assertEquals(
                !portsMayBeMissing,
                Samples.with(snapshot(), Diagnostic.Kind.OWNER_HIDDEN, kind).isComplete());
    }

    @Test
    void withoutDiagnosticsItIsComplete() {
        assertTrue(snapshot().isComplete());
    }

    @Test
    void printsWhatItHas() {
        assertEquals(
                "PortSnapshot[2026-01-02T03:04:05Z, complete, ports=[tcp 0.0.0.0:80 ?], diagnostics=[]]",
                snapshot(tcp("0.0.0.0", 80, 1)).toString());
        assertEquals(
                "PortSnapshot[2026-01-02T03:04:05Z, not complete, ports=[], "
                        + "diagnostics=[ROW_MALFORMED a table: made for a test]]",
                Samples.with(snapshot(), Diagnostic.Kind.ROW_MALFORMED).toString());
    }

    private static ListeningPort linkLocal(int scope) {
        return ListeningPort.builder(Protocol.TCP, address("fe80::1"), 80)
                .scopeId(scope)
                .build();
    }

    private static ListeningPort inNamespace(long id) {
        return ListeningPort.builder(Protocol.TCP, address("::1"), 80)
                .socket(SocketDetails.builder(AddressFamily.IPV6)
                        .networkNamespace(new NetworkNamespace(id, Optional.empty(), false))
                        .build())
                .build();
    }
}
