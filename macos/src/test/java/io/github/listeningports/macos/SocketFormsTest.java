package io.github.listeningports.macos;

import static io.github.listeningports.macos.Scene.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of socket and address, from libproc and from the kernel's list alone, with the same result. */
class SocketFormsTest {

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    /** The listener on port 9 of a machine with that socket, from both sources. */
    private static ListeningPort both(String socket) {
        ListeningPort byLibproc = only(snapshot("sock it lport=9 last=100 unlisted " + socket, "fd 100 9 sock=it"), 9);
        ListeningPort byList = only(snapshot("sock it lport=9 last=100 " + socket), 9);
        assertEquals(byLibproc.id(), byList.id());
        assertEquals(byLibproc.socket().toString(), byList.socket().toString().replace("uid=501, ", ""));
        return byLibproc;
    }

    private static PortSnapshot snapshot(String... commands) {
        Scene.rootsMac(commands);
        return FakeMac.snapshot();
    }

    private static void assertAddress(String text, AddressFamily family, boolean acceptsIpv4, ListeningPort port) {
        assertEquals(text, port.addressText());
        assertEquals(family, port.socket().family());
        assertEquals(Optional.of(acceptsIpv4), port.socket().acceptsIpv4());
    }

    @ParameterizedTest
    @CsvSource({
        "4, 1, 00000000000000000000000000000000, 0.0.0.0, true",
        "4, 1, 0000000000000000000000007f000001, 127.0.0.1, true",
        // The bytes before the last four mean nothing.
        "4, 1, ffffffffffffffffffffffffc0a80102, 192.168.1.2, true",
        "6, 2, 00000000000000000000000000000000, ::, false",
        "6, 3, 00000000000000000000000000000000, ::, true",
        "6, 2, 00000000000000000000000000000001, ::1, false",
        "6, 2, 20010db8000000000000000000000001, 2001:db8::1, false",
        // Java's own ServerSocket on 127.0.0.1.
        "6, 1, 00000000000000000000ffff7f000001, 127.0.0.1, true",
        "6, 1, 0000000000000000000000007f000001, 127.0.0.1, true",
        "6, 1, 00000000000000000000000000000000, 0.0.0.0, true"
    })
    void addresses(int family, int vflag, String bytes, String text, boolean acceptsIpv4) {
        for (Protocol protocol : Protocol.values()) {
            ListeningPort port =
                    both("proto=" + protocol + " family=" + family + " vflag=" + vflag + " laddr=" + bytes);

            assertAddress(text, family == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6, acceptsIpv4, port);
            assertEquals(protocol, port.protocol());
            assertEquals(OptionalInt.empty(), port.scopeId());
            if (text.indexOf(':') < 0) {
                assertInstanceOf(Inet4Address.class, port.address());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fe8000040000000000000000000000aa, fe80::aa, 4",
        "fe80012c0000000000000000000000aa, fe80::aa, 300",
        "febf00010000000000000000000000aa, febf::aa, 1",
        "ff0200050000000000000000000000fb, ff02::fb, 5",
        "ff010006000000000000000000000001, ff01::1, 6"
    })
    void theScopeIsTakenOutOfTheAddress(String bytes, String text, int scope) {
        ListeningPort port = both("proto=udp family=6 laddr=" + bytes);

        assertAddress(text + "%" + scope, AddressFamily.IPV6, false, port);
        assertEquals(OptionalInt.of(scope), port.scopeId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fe800000000000000000000000000001",
                "ff0e0005000000000000000000000001",
                "fec00005000000000000000000000001"
            })
    void withoutAScopeThereIsNone(String bytes) {
        assertEquals(
                OptionalInt.empty(), both("proto=udp family=6 laddr=" + bytes).scopeId());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 32767, 32768, 65535})
    void portsOfEverySize(int number) {
        for (String place : List.of("fd 100 9 sock=it", "# in the list only")) {
            PortSnapshot snapshot = snapshot("sock it last=100 lport=" + number + " " + Scene.LOOPBACK, place);

            assertEquals("127.0.0.1", only(snapshot, number).addressText());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proto=tcp lport=0",
                "proto=udp lport=0",
                "proto=tcp lport=9 state=0",
                "proto=tcp lport=9 state=4",
                "proto=udp lport=9 fport=53",
                "proto=udp lport=9 fport=32768",
                "proto=icmp lport=9",
                "proto=other lport=9",
                "proto=tcp lport=9 nopcb unlisted",
                "proto=udp lport=9 vflag=0"
            })
    void socketsThatDoNotListen(String socket) {
        for (String place : List.of("fd 100 9 sock=it", "fileport 100 0x1003 sock=it", "# in the list only")) {
            PortSnapshot snapshot = snapshot("sock it last=100 " + Scene.LOOPBACK + " " + socket, place);

            assertEquals(
                    List.of("tcp 0.0.0.0:8080 web (100)", "udp 0.0.0.0:5353 mDNSResponder (65)"),
                    Scene.ports(snapshot));
            assertEquals(List.of(), snapshot.diagnostics());
        }
    }

    /** In two descriptors of one process, in another process, and in a fileport of a third one: one listener with three owners, the longest-running first. */
    @Test
    void oneSocketInManyPlaces() {
        PortSnapshot snapshot = snapshot(
                "fd 100 4 sock=web",
                "proc 90 ppid=100 start=1700000000.250000 " + Scene.path("/usr/local/bin/web"),
                "fd 90 3 sock=web",
                "proc 80 start=1700000500.0 " + Scene.path("/usr/local/bin/helper"),
                "fileport 80 0xfffffff3 sock=web");

        assertEquals(
                List.of(100L, 90L, 80L),
                only(snapshot, 8080).owners().stream().map(ProcessInfo::pid).toList());
        assertEquals(List.of(), snapshot.diagnostics());
    }

    @Test
    void aSocketThatIsInAFileportOnly() {
        PortSnapshot snapshot = snapshot(
                "sock it lport=9 " + Scene.LOOPBACK, "fileport 100 0x1003 sock=it", "fileport 100 0x1103 type=1");

        assertEquals("tcp 127.0.0.1:9 web (100)", only(snapshot, 9).toString());
    }

    /** SO_REUSEPORT: the same address and port twice. */
    @Test
    void twoSocketsOnOnePort() {
        PortSnapshot snapshot = snapshot(
                "sock one lport=9 gen=51 " + Scene.LOOPBACK,
                "sock two lport=9 gen=52 " + Scene.LOOPBACK,
                "fd 100 8 sock=one",
                "fd 100 9 sock=two");

        List<ListeningPort> found = snapshot.onPort(9);
        assertEquals(2, found.size());
        assertNotEquals(found.get(0).id(), found.get(1).id());
    }

    /** A kernel that shows the handle of a socket in two forms: creation number and port agree, so it is one socket. */
    @Test
    void aSocketWhoseHandlesDifferIsOne() {
        PortSnapshot snapshot =
                snapshot("sock it lport=9 listhandle=0x1234 uid=70 last=100 " + Scene.LOOPBACK, "fd 100 9 sock=it");

        ListeningPort port = only(snapshot, 9);
        assertEquals("tcp 127.0.0.1:9 web (100)", port.toString());
        assertEquals(OptionalLong.of(70), port.socket().uid());
    }

    /** A creation number is unique within its protocol only. */
    @Test
    void theSameGenerationOfAnotherProtocolIsAnotherSocket() {
        PortSnapshot snapshot = snapshot(
                "sock one lport=9 gen=51 handle=0x77 last=100 " + Scene.LOOPBACK,
                "sock two proto=udp lport=9 gen=51 handle=0x77 last=100 " + Scene.LOOPBACK);

        assertEquals(2, snapshot.onPort(9).size());
    }

    /** A pcb whose socket has no protocol any more has no family, but a handle, a creation number and a uid (bsd/netinet/in_pcblist.c sotoxsocket_n). */
    @Test
    void aSocketWithoutAFamilyIsNoFlow() {
        PortSnapshot snapshot = snapshot(
                "sock one proto=udp family=0 vflag=1 lport=9 uid=123 last=100 " + Scene.LOOPBACK,
                "sock two proto=udp family=0 vflag=2 lport=10 gen=77 handle=0 last=100 laddr=00000000000000000000000000000001");

        assertEquals("127.0.0.1", only(snapshot, 9).addressText());
        assertEquals(AddressFamily.IPV4, only(snapshot, 9).socket().family());
        assertEquals(OptionalLong.of(123), only(snapshot, 9).socket().uid());
        assertEquals(List.of(), only(snapshot, 9).owners());
        assertEquals("::1", only(snapshot, 10).addressText());
        assertEquals(OptionalLong.of(77), only(snapshot, 10).id().instance());
    }

    /** In so_qlen, connections whose handshake is not complete are counted too. */
    @Test
    void theAcceptQueueHoldsCompleteConnectionsOnly() {
        ListeningPort port = both("qlen=7 incqlen=5 qlimit=128 " + Scene.LOOPBACK);

        assertEquals(OptionalLong.of(2), port.socket().acceptQueue());
        assertEquals(OptionalLong.of(128), port.socket().backlog());
        assertEquals(
                OptionalLong.of(0),
                both("qlen=1 incqlen=2 " + Scene.LOOPBACK).socket().acceptQueue()); // read while it changes
    }

    @Test
    void onlyTcpHasQueues() {
        PortSnapshot snapshot = snapshot();

        assertEquals(OptionalLong.of(3), only(snapshot, 8080).socket().acceptQueue());
        assertEquals(OptionalLong.of(128), only(snapshot, 8080).socket().backlog());
        assertEquals(OptionalLong.of(501), only(snapshot, 8080).socket().uid());
        assertEquals(OptionalLong.of(0xa2 + 2), only(snapshot, 5353).socket().cookie());
        assertEquals(OptionalLong.of(12), only(snapshot, 5353).id().instance());
        assertEquals(OptionalLong.empty(), only(snapshot, 5353).socket().acceptQueue());
    }

    /** The cheapest request reads no process where the lists are complete. */
    @Test
    void requestsForPortsReadNoProcesses() {
        Scene.quietMac();

        PortSnapshot snapshot = FakeMac.snapshot(SnapshotRequest.ports());

        assertEquals(List.of("tcp 0.0.0.0:8080 ?", "udp 0.0.0.0:5353 ?"), Scene.ports(snapshot));
        assertEquals(List.of(), snapshot.diagnostics());
        assertEquals(0, FakeMac.calls("listpids") + FakeMac.calls("list") + FakeMac.calls("socket"));
    }

    @Test
    void onlyRequestedPortsAreReturned() {
        Scene.quietMac("sock it lport=9 uid=501 last=100 " + Scene.LOOPBACK, "fd 100 9 sock=it");

        for (SnapshotRequest level : List.of(SnapshotRequest.ports(), SnapshotRequest.owners())) {
            assertEquals(List.of(9), numbers(FakeMac.snapshot(level.withPorts(9))));
            assertEquals(List.of(5353), numbers(FakeMac.snapshot(level.withProtocols(Protocol.UDP))));
            assertEquals(List.of(9, 8080), numbers(FakeMac.snapshot(level.withProtocols(Protocol.TCP))));
            assertEquals(
                    List.of(), numbers(FakeMac.snapshot(level.withPorts(5353).withProtocols(Protocol.TCP))));
        }
    }

    private static List<Integer> numbers(PortSnapshot snapshot) {
        List<Integer> numbers = new ArrayList<>();
        snapshot.forEach(port -> numbers.add(port.port()));
        return numbers;
    }
}
