package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.windows.lab.FakeIpHelper;
import io.github.listeningports.windows.lab.FakeIpHelper.Scenario;
import io.github.listeningports.windows.lab.Lab;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What real tables seldom do: {@code src/test/c/iphlpapi.c} replaces iphlpapi.dll, called by the same code; processes are those of the real system. */
class FakeIpHelperTest {

    private static final int ROWS = 4;
    private static final long OWN_PID = ProcessHandle.current().pid();

    @BeforeAll
    static void needsTheFake() {
        WindowsMachine.needsWindows();
    }

    @Test
    void allFourTables() {
        PortSnapshot snapshot = look(Scenario.PLAIN, SnapshotRequest.owners());

        assertEquals(4 * ROWS, snapshot.ports().size());
        assertTrue(snapshot.isComplete());
        assertEquals(4, FakeIpHelper.calls());
        assertEquals("[tcp 127.0.0.1:1, tcp [::1]:1]", addresses(snapshot.onPort(1)));
    }

    @Test
    void theOwnerByItsPid() {
        PortSnapshot snapshot = look(Scenario.PLAIN, SnapshotRequest.owners());

        for (ListeningPort port : List.of(only(snapshot, Protocol.TCP, 1), only(snapshot, Protocol.UDP, 2))) {
            assertEquals(OWN_PID, port.process().orElseThrow().pid());
            assertTrue(port.socket()
                    .createdAt()
                    .orElseThrow()
                    .isAfter(Instant.now().minusSeconds(60)));
        }
    }

    /** A pid beyond 31 bits without a process, pid 0, and a socket older than the process that has its pid. */
    @Test
    void noWrongOwnerIsNamed() {
        PortSnapshot snapshot = look(Scenario.PLAIN, SnapshotRequest.owners());

        for (int port = 2; port <= 4; port++) {
            assertEquals(List.of(), only(snapshot, Protocol.TCP, port).owners());
        }
        Diagnostic hidden = only(snapshot, Kind.OWNER_HIDDEN);
        assertEquals(12, hidden.count());
        assertTrue(hidden.message().contains("tcp 2"), hidden.message());
    }

    /** What users look for: a port of a process that cannot be found. Its child may have inherited the socket. */
    @Test
    void theOwnerThatHasEndedAndItsChildren() {
        try (Lab parent = Lab.hold("parent")) {
            long child = parent.port(0);
            ProcessHandle.of(parent.pid()).ifPresent(ending -> ending.onExit().join());
            FakeIpHelper.owner(parent.pid());
            Diagnostic hidden = only(look(Scenario.PLAIN, SnapshotRequest.owners()), Kind.OWNER_HIDDEN);
            // A console has a child of its own, conhost.exe, older or younger than the other.
            assertTrue(
                    hidden.message()
                            .matches(".*tcp 2 \\(pid " + parent.pid()
                                    + " has ended; what it started and still runs may hold the socket: [^)]*.*lab.exe"
                                    + " \\("
                                    + child
                                    + "\\)(, conhost.exe \\(\\d+\\))*\\), tcp 3 \\(the table names no process\\), tcp 4 \\(pid "
                                    + OWN_PID
                                    + " has ended and was reused: java.exe \\(" + OWN_PID
                                    + "\\) started after the socket was bound.*"),
                    hidden.message());
        } finally {
            FakeIpHelper.owner(0xFFFF_FFF0L);
        }
        assertTrue(only(look(Scenario.PLAIN, SnapshotRequest.owners()), Kind.OWNER_HIDDEN)
                .message()
                .contains("tcp 2 (pid 4294967280 has ended), "));
    }

    @Test
    void tooSmallABufferTwice() {
        PortSnapshot snapshot = look(Scenario.TWICE_122, SnapshotRequest.ports().withProtocols(Protocol.TCP));

        assertEquals(2 * ROWS, snapshot.ports().size());
        assertEquals(List.of(), snapshot.diagnostics());
        assertEquals(4, FakeIpHelper.calls());
    }

    @Test
    void aTableThatGrewMeanwhile() {
        PortSnapshot snapshot = look(Scenario.ONCE_C0000001, SnapshotRequest.ports());

        assertEquals(4 * ROWS, snapshot.ports().size());
        assertEquals(List.of(), snapshot.diagnostics());
        assertEquals(5, FakeIpHelper.calls());
    }

    @Test
    void aTableThatAlwaysNeedsMore() {
        ListeningPortsException e = assertThrows(
                ListeningPortsException.class,
                () -> look(Scenario.ENDLESS, SnapshotRequest.ports().withProtocols(Protocol.UDP)));

        assertTrue(e.toString().contains("UDP4_MODULE failed 10 times"), e::toString);
        assertTrue(e.toString().contains("UDP6_PID failed 10 times"), e::toString);
        assertTrue(e.toString().contains("Windows error 122 (buffer too small)"), e::toString);
        assertEquals(40, FakeIpHelper.calls());
    }

    @Test
    void aTableThatNeedsMoreThanIsPossible() {
        ListeningPortsException e =
                assertThrows(ListeningPortsException.class, () -> look(Scenario.ABSURD_SIZE, SnapshotRequest.ports()));

        assertTrue(e.toString().contains("it asks for 4294967295 bytes"), e::toString);
    }

    @Test
    void oneFamilyThatFailsHidesNoOther() {
        PortSnapshot snapshot = look(Scenario.NO_IPV6, SnapshotRequest.ports());

        assertEquals("[tcp 127.0.0.1:1]", addresses(snapshot.onPort(1)));
        assertEquals(2 * ROWS, snapshot.ports().size());
        assertEquals(
                List.of(
                        "PORTS_MISSING iphlpapi.dll: a socket table cannot be read, tcp IPV6: TCP6_MODULE failed:"
                                + " Windows error 50 (not supported); TCP6_PID failed: Windows error 50 (not supported)",
                        "PORTS_MISSING iphlpapi.dll: a socket table cannot be read, udp IPV6: UDP6_MODULE failed:"
                                + " Windows error 50 (not supported); UDP6_PID failed: Windows error 50 (not supported)"),
                snapshot.diagnostics().stream().map(Diagnostic::toString).toList());
        assertTrue(!snapshot.isComplete());
    }

    @Test
    void oneProtocolThatFailsHidesNoOther() {
        PortSnapshot snapshot = look(Scenario.NO_UDP, SnapshotRequest.ports());

        assertEquals(2 * ROWS, snapshot.ports().size());
        assertEquals(
                2,
                snapshot.diagnostics().stream()
                        .filter(each -> each.kind() == Kind.PORTS_MISSING)
                        .count());
        assertThrows(
                ListeningPortsException.class,
                () -> look(Scenario.NO_UDP, SnapshotRequest.ports().withProtocols(Protocol.UDP)));
    }

    @Test
    void nothingAtAllIsNoEmptyList() {
        ListeningPortsException e =
                assertThrows(ListeningPortsException.class, () -> look(Scenario.NOTHING, SnapshotRequest.ports()));

        assertTrue(e.toString().contains("no socket table can be read: tcp IPV4: TCP4_MODULE failed"), e::toString);
        assertTrue(e.toString().contains("Windows error 5 (access denied)"), e::toString);
    }

    @Test
    void emptyTablesAreAnEmptyList() {
        PortSnapshot snapshot = look(Scenario.EMPTY, SnapshotRequest.owners());

        assertEquals(List.of(), snapshot.ports());
        assertEquals(List.of(), snapshot.diagnostics());
    }

    /** Times are not requested again, because they are part of a listener's id. */
    @Test
    void withoutTimesWhereTheyAreRefused() {
        FakeIpHelper.play(Scenario.NO_MODULE);
        try (ListeningPortSource source = open(SnapshotRequest.owners())) {
            PortSnapshot first = source.snapshot();
            assertEquals(4 * (3 + 1), FakeIpHelper.calls());
            PortSnapshot second = source.snapshot();
            assertEquals(4, FakeIpHelper.calls());
            for (PortSnapshot snapshot : List.of(first, second)) {
                assertEquals(4 * ROWS, snapshot.ports().size());
                assertTrue(snapshot.isComplete());
                ListeningPort old = only(snapshot, Protocol.TCP, 4);
                assertTrue(old.socket().createdAt().isEmpty()
                        && old.id().instance().isEmpty());
                assertEquals(OWN_PID, old.process().orElseThrow().pid());
                assertTrue(snapshot.diagnostics().stream()
                        .anyMatch(each -> each.toString().contains("createdAt of udp over IPV6 is not reported")));
            }
            assertEquals(List.of(), second.changesSince(first));
        }
    }

    @Test
    void fiftyThousandRows() {
        PortSnapshot snapshot = look(Scenario.FIFTY_THOUSAND, SnapshotRequest.owners());

        assertEquals(4 * 50_000, snapshot.ports().size());
        assertTrue(snapshot.isComplete());
        assertEquals(50_000, snapshot.ports().get(2 * 50_000 - 1).port());
        assertEquals(5, FakeIpHelper.calls(), "the first learns a size that is enough for all");
    }

    @Test
    void aTableThatAnnouncesMoreRowsThanItHolds() {
        PortSnapshot snapshot =
                look(Scenario.LYING_COUNT, SnapshotRequest.ports().withProtocols(Protocol.TCP));

        assertEquals(2 * ROWS, snapshot.ports().size());
        Diagnostic missing = snapshot.diagnostics().get(0);
        assertEquals(Kind.PORTS_MISSING, missing.kind());
        assertTrue(
                missing.message().matches("the table of tcp over IPV4 announces 999997\\d\\d more rows than it holds"),
                missing.message());
    }

    private static PortSnapshot look(Scenario scenario, SnapshotRequest request) {
        FakeIpHelper.play(scenario);
        try (ListeningPortSource source = open(request)) {
            return source.snapshot();
        }
    }

    private static ListeningPortSource open(SnapshotRequest request) {
        return ListeningPorts.open(new WindowsListeningPortProvider(FakeIpHelper.library()), request);
    }

    private static ListeningPort only(PortSnapshot snapshot, Protocol protocol, int port) {
        return snapshot.onPort(port).stream()
                .filter(each -> each.protocol() == protocol)
                .findFirst()
                .orElseThrow();
    }

    private static Diagnostic only(PortSnapshot snapshot, Kind kind) {
        return snapshot.diagnostics().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static String addresses(List<ListeningPort> ports) {
        return ports.stream()
                .map(port -> port.toString().replaceAll(" [^ ]*( \\(.*)?$", ""))
                .toList()
                .toString();
    }
}
