package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListenerId;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.windows.api.TestRegistry;
import io.github.listeningports.windows.firewall.FirewallLab;
import io.github.listeningports.windows.lab.FakeIpHelper;
import io.github.listeningports.windows.lab.FakeIpHelper.Scenario;
import io.github.listeningports.windows.lab.FakeIpHelper.Where;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as Windows fills them, with two rows for a dual-stack socket, and every error that they can return: once, ten times, for ever. */
class FakeTablesTest {

    private static final SnapshotRequest OWNERS = SnapshotRequest.owners();

    @BeforeAll
    static void needsTheFake() {
        WindowsMachine.needsWindows();
    }

    @BeforeEach
    void playDual() {
        FakeIpHelper.play(Scenario.DUAL);
    }

    @AfterEach
    void playOn() {
        FakeIpHelper.play(Scenario.PLAIN);
    }

    /** The fake has no table of all states: listeners are named nevertheless. */
    @Test
    void aBindIsExplainedWithoutTheConnections() {
        BindReport report = new WindowsListeningPortProvider(FakeIpHelper.library()).explainBind(BindRequest.tcp(80));

        assertEquals(BindReport.Answer.REFUSED, report.answer());
        assertEquals(BindObstacle.Kind.LISTENER, report.obstacles().get(0).kind());
        assertTrue(report.toString().startsWith("tcp [::]:80 is held by "), report::toString);
        assertTrue(report.toString().contains(", listening since "), report::toString);
        assertTrue(
                report.notes().get(0).toString().startsWith("the connections cannot be read: TCP4_ALL failed"),
                () -> report.notes().toString());
    }

    @Test
    void aDualStackSocketIsOneListener() {
        PortSnapshot snapshot = look(OWNERS.withConnectionCounts());

        assertEquals(
                List.of(
                        "tcp [::]:80 IPV6 Optional[true]",
                        "tcp [::]:81 IPV6 Optional[false]",
                        "tcp 0.0.0.0:82 IPV4 Optional[true]",
                        "tcp 0.0.0.0:83 IPV4 Optional[true]",
                        "tcp [::]:83 IPV6 Optional[false]",
                        "tcp 0.0.0.0:84 IPV4 Optional[true]",
                        "tcp [::]:84 IPV6 Optional[true]",
                        "udp [::]:80 IPV6 Optional[true]"),
                snapshot.ports().stream().map(FakeTablesTest::text).toList());
        for (ListeningPort port : snapshot) {
            assertTrue(port.id().instance().isPresent(), port::toString);
            assertEquals(
                    ProcessHandle.current().pid(), port.process().orElseThrow().pid());
        }
        assertEquals(2, connections(snapshot, 80));
        assertEquals(0, connections(snapshot, 81));
    }

    /** Without times, the two rows are known by their process. */
    @Test
    void aDualStackSocketIsOneListenerWithoutTimesToo() {
        FakeIpHelper.fail(50, -1, Where.TABLES_WITH_TIMES);
        PortSnapshot snapshot = look(OWNERS);

        assertEquals(
                List.of(
                        "tcp [::]:80 IPV6 Optional[true]",
                        "tcp [::]:81 IPV6 Optional.empty",
                        "tcp 0.0.0.0:82 IPV4 Optional[true]",
                        "tcp [::]:83 IPV6 Optional[true]",
                        "tcp 0.0.0.0:84 IPV4 Optional[true]",
                        "tcp [::]:84 IPV6 Optional[true]",
                        "udp [::]:80 IPV6 Optional[true]"),
                snapshot.ports().stream().map(FakeTablesTest::text).toList());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1,
                2,
                5,
                6,
                8,
                14,
                21,
                31,
                50,
                53,
                87,
                120,
                122,
                170,
                232,
                234,
                259,
                998,
                1359,
                1450,
                1722,
                0xC0000001,
                0xC000009A,
                0xC00000BB,
                -1
            })
    void noErrorChangesAnId(int code) {
        try (ListeningPortSource source = open(OWNERS)) {
            PortSnapshot before = source.snapshot();
            for (Where where : Where.values()) {
                for (int times : new int[] {1, 10, -1}) {
                    FakeIpHelper.fail(code, times, where);
                    if (where == Where.ANY && times < 0) {
                        assertThrows(ListeningPortsException.class, source::snapshot);
                    } else {
                        assertUnchanged(before, source.snapshot());
                        assertUnchanged(before, source.snapshot());
                    }
                    FakeIpHelper.fail(0, 0, Where.ANY);
                    PortSnapshot after = source.snapshot();
                    assertEquals(List.of(), after.changesSince(before), () -> where + " " + code);
                    assertEquals(ids(before), ids(after));
                    assertTrue(after.isComplete());
                    assertEquals(List.of(), after.diagnostics());
                }
            }
        }
    }

    /** Sockets that are first seen without times keep such ids, though their times become known. */
    @ParameterizedTest
    @ValueSource(ints = {8, 31, 50, 87, 1450, 0xC0000001})
    void anErrorInTheFirstLookChangesNoIdLater(int code) {
        for (Where where : List.of(Where.TABLES_WITH_TIMES, Where.IPV6_WITH_TIMES)) {
            FakeIpHelper.fail(code, -1, where);
            try (ListeningPortSource source = open(OWNERS)) {
                PortSnapshot first = source.snapshot();
                FakeIpHelper.fail(0, 0, Where.ANY);
                PortSnapshot second = source.snapshot();
                PortSnapshot third = source.snapshot();

                assertEquals(
                        List.of(),
                        second.changesSince(first).stream()
                                .filter(change ->
                                        change.port().port() != 83) // two sockets, which only times tell apart
                                .toList());
                assertEquals(List.of(), third.changesSince(second));
            }
        }
    }

    /** Error 8 is no refusal: it says so, and the times are back in the next snapshot. */
    @Test
    void aReasonIsNotInvented() {
        FakeIpHelper.fail(8, 3, Where.TABLES_WITH_TIMES);
        try (ListeningPortSource source = open(OWNERS)) {
            PortSnapshot first = source.snapshot();
            assertEquals(
                    List.of("DETAIL_MISSING iphlpapi.dll: createdAt of tcp over IPV4 is not reported, unless it was"
                            + " known before: TCP4_MODULE failed: Windows error 8 (out of memory)"),
                    first.diagnostics().stream().map(Diagnostic::toString).toList());
            PortSnapshot second = source.snapshot();
            assertEquals(List.of(), second.diagnostics());
            // The times of a socket that was first seen without one are not told later: they would change its id.
            assertEquals(
                    "tcp 82, tcp 84",
                    second.ports().stream()
                            .filter(port -> port.socket().createdAt().isEmpty())
                            .map(port -> port.protocol() + " " + port.port())
                            .collect(Collectors.joining(", ")));
        }
    }

    /** A dual-stack socket stays one while either of its tables cannot be read. */
    @Test
    void halfOfADualStackSocketIsStillTheWhole() {
        try (ListeningPortSource source = open(OWNERS)) {
            ListeningPort whole = only(source.snapshot(), 80);
            for (Where where : List.of(Where.IPV4, Where.IPV6)) {
                FakeIpHelper.fail(31, -1, where);
                PortSnapshot half = source.snapshot();
                assertFalse(half.isComplete());
                assertEquals(whole, only(half, 80));
            }
        }
        try (ListeningPortSource source = open(OWNERS)) {
            FakeIpHelper.fail(31, -1, Where.IPV4);
            assertTrue(only(source.snapshot(), 80).socket().acceptsIpv4().isEmpty());
        }
    }

    /** What an IPv4-only rule allows is not allowed over IPv6, and the other way round. */
    @Test
    void eachFamilyHasItsVerdict() {
        try (FirewallLab lab = FirewallLab.open();
                ListeningPortSource source = ListeningPorts.open(
                        new WindowsListeningPortProvider(FakeIpHelper.library(), lab.target()),
                        SnapshotRequest.standard().withFirewallTimeout(Duration.ofSeconds(Machine.PATIENCE_SECONDS)))) {
            String rule = "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|";
            lab.rule("{4}", rule + "RA4=1.0.0.0-255.255.255.254|Name=four|");
            assertEquals(
                    List.of(
                            "80 RESTRICTED IPv4 ALLOWED: rule \"four\" allows it; IPv6 BLOCKED: no rule allows it, and"
                                    + " the private profile blocks by default",
                            "81 BLOCKED no rule allows it, and the private profile blocks by default",
                            "82 ALLOWED rule \"four\" allows it"),
                    verdicts(source.snapshot()));

            TestRegistry.deleteValue(FirewallLab.RULES, "{4}");
            lab.rule("{6}", rule + "RA6=::2-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe|Name=six|");
            assertEquals(
                    List.of(
                            "80 RESTRICTED IPv4 BLOCKED: no rule allows it, and the private profile blocks by default;"
                                    + " IPv6 ALLOWED: rule \"six\" allows it",
                            "81 ALLOWED rule \"six\" allows it",
                            "82 BLOCKED no rule allows it, and the private profile blocks by default"),
                    verdicts(source.snapshot()));
        }
    }

    private static List<String> verdicts(PortSnapshot snapshot) {
        return snapshot.ports().stream()
                .filter(port -> port.protocol() == Protocol.TCP && port.port() < 83)
                .map(port -> port.port() + " " + port.firewall().verdict() + " "
                        + port.firewall().reason())
                .toList();
    }

    private static void assertUnchanged(PortSnapshot before, PortSnapshot during) {
        assertEquals(List.of(), during.changesSince(before), during::toString);
        assertTrue(ids(before).containsAll(ids(during)), during::toString);
    }

    private static List<ListenerId> ids(PortSnapshot snapshot) {
        return snapshot.ports().stream().map(ListeningPort::id).toList();
    }

    private static long connections(PortSnapshot snapshot, int port) {
        return only(snapshot, port).socket().connections().orElseThrow();
    }

    private static ListeningPort only(PortSnapshot snapshot, int number) {
        List<ListeningPort> ports = snapshot.onPort(number).stream()
                .filter(port -> port.protocol() == Protocol.TCP)
                .toList();
        assertEquals(1, ports.size(), snapshot::toString);
        return ports.get(0);
    }

    private static String text(ListeningPort port) {
        String address =
                port.socket().family() == AddressFamily.IPV6 ? "[" + port.addressText() + "]" : port.addressText();
        return port.protocol() + " " + address + ":" + port.port() + " "
                + port.socket().family() + " " + port.socket().acceptsIpv4();
    }

    private static PortSnapshot look(SnapshotRequest request) {
        try (ListeningPortSource source = open(request)) {
            return source.snapshot();
        }
    }

    private static ListeningPortSource open(SnapshotRequest request) {
        return ListeningPorts.open(new WindowsListeningPortProvider(FakeIpHelper.library()), request);
    }
}
