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

    @Test
    void findsOneProtocolOnAPort() {
        ListeningPort dns = tcp("::", 53, 1);
        ListeningPort udp =
                ListeningPort.builder(Protocol.UDP, address("::"), 53).build();
        PortSnapshot snapshot = snapshot(dns, udp, tcp("::", 54, 2));
        assertEquals(List.of(dns), snapshot.onPort(Protocol.TCP, 53));
        assertEquals(List.of(udp), snapshot.onPort(Protocol.UDP, 53));
        assertEquals(List.of(), snapshot.onPort(Protocol.UDP, 54));
    }

    @Test
    void findsByTheNameOfAProcessItsProgramOrItsFile() {
        ListeningPort web = tcp("::", 80, 1, process(1, "systemd"), process(7, "nginx"));
        ListeningPort orders = tcp(
                "::",
                8080,
                2,
                ProcessInfo.builder(977)
                        .name("java")
                        .program(new Program(Program.Kind.JAVA, "orders.jar"))
                        .executable("/opt/jdk/bin/java17 (deleted)")
                        .build());
        ListeningPort service = tcp(
                "::",
                445,
                3,
                ProcessInfo.builder(4)
                        .executable("C:\\Windows\\System32\\svchost.exe")
                        .build());
        PortSnapshot snapshot = snapshot(web, orders, service, tcp("::", 1, 4));
        assertEquals(List.of(web), snapshot.ownedByProgram("nginx"));
        assertEquals(List.of(orders), snapshot.ownedByProgram("orders.jar"));
        assertEquals(List.of(orders), snapshot.ownedByProgram("java"));
        assertEquals(List.of(orders), snapshot.ownedByProgram("java17"));
        assertEquals(List.of(service), snapshot.ownedByProgram("svchost.exe"));
        for (String none : List.of("", "NGINX", "ngin", "bin/java17", "svchost")) {
            assertEquals(List.of(), snapshot.ownedByProgram(none));
        }
    }

    @Test
    void findsByUser() {
        ListeningPort named = tcp(
                "::",
                80,
                1,
                ProcessInfo.builder(7)
                        .user(new ProcessUser("33", Optional.of("www-data")))
                        .build());
        ListeningPort unnamed = tcp(
                "::",
                81,
                2,
                ProcessInfo.builder(8)
                        .user(new ProcessUser("1001", Optional.empty()))
                        .build());
        PortSnapshot snapshot = snapshot(named, unnamed, tcp("::", 82, 3, process(9, "hidden")));
        assertEquals(List.of(named), snapshot.ownedByUser("www-data"));
        assertEquals(List.of(named), snapshot.ownedByUser("33"));
        assertEquals(List.of(unnamed), snapshot.ownedByUser("1001"));
        assertEquals(List.of(), snapshot.ownedByUser("root"));
    }

    @Test
    void findsByService() {
        ListeningPort unit = tcp(
                "::",
                80,
                1,
                ProcessInfo.builder(7).services(List.of("nginx.service")).build());
        ListeningPort windows = tcp(
                "::",
                445,
                2,
                ProcessInfo.builder(8)
                        .services(List.of("Dnscache", "LanmanServer"))
                        .build());
        PortSnapshot snapshot = snapshot(unit, windows);
        assertEquals(List.of(unit), snapshot.ownedByService("nginx"));
        assertEquals(List.of(unit), snapshot.ownedByService("nginx.service"));
        assertEquals(List.of(windows), snapshot.ownedByService("LanmanServer"));
        assertEquals(List.of(), snapshot.ownedByService("ngin"));
    }

    @Test
    void findsByContainer() {
        String id = "0123456789abcdef".repeat(4);
        ListeningPort docker =
                tcp("::", 80, 1, ProcessInfo.builder(7).containerId(id).build());
        ListeningPort guest = tcp(
                "::", 81, 2, ProcessInfo.builder(8).containerId("web-server-10").build());
        PortSnapshot snapshot = snapshot(docker, guest);
        assertEquals(List.of(docker), snapshot.ownedByContainer(id));
        assertEquals(List.of(docker), snapshot.ownedByContainer("0123456789ab"));
        assertEquals(List.of(guest), snapshot.ownedByContainer("web-server-10"));
        for (String none : List.of("", "0123456789a", "123456789abc", "web-server-1")) {
            assertEquals(List.of(), snapshot.ownedByContainer(none));
        }
    }

    @ParameterizedTest
    @EnumSource
    void exposedIsWhatIsNotKnownToBeReachedByNobody(FirewallVerdict verdict) {
        boolean exposed = switch (verdict) {
            case ALLOWED, RESTRICTED, UNKNOWN -> true;
            case BLOCKED, REDIRECTED, NOT_EXPOSED -> false;
        };
        ListeningPort port = ListeningPort.builder(Protocol.TCP, address("::"), 80)
                .firewall(new FirewallStatus(verdict, "made for a test"))
                .build();
        assertEquals(exposed ? List.of(port) : List.of(), snapshot(port).exposed());
    }

    @Test
    void withoutAFirewallAllButLoopbackMayBeExposed() {
        ListeningPort any = tcp("0.0.0.0", 80, 1);
        assertEquals(List.of(any), snapshot(any, tcp("127.0.0.1", 80, 2)).exposed());
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
