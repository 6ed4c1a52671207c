package io.github.listeningports.macos;

import static io.github.listeningports.macos.Scene.diagnostics;
import static io.github.listeningports.macos.Scene.message;
import static io.github.listeningports.macos.Scene.only;
import static io.github.listeningports.macos.Scene.ports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is visible without root, on systems that list all sockets and on those that do not. */
class RightsTest {

    private static final List<String> EVERYTHING =
            List.of("tcp 0.0.0.0:8080 web (100)", "udp 0.0.0.0:5353 mDNSResponder (65)");

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    /** libproc denies access; the kernel's list shows the socket and the process that last used it, whose name anybody may read. */
    @Test
    void otherUsersSocketsComeFromTheKernelsLists() {
        Scene.quietMac();

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(EVERYTHING, ports(snapshot));
        assertTrue(snapshot.isComplete());
        assertEquals(List.of("OWNER_HIDDEN libproc 1"), diagnostics(snapshot));
        String message = message(snapshot, Kind.OWNER_HIDDEN);
        assertTrue(
                message.contains("udp 5353") && message.contains("last used the socket") && message.contains("1 of 3"),
                message);
        ListeningPort mdns = only(snapshot, 5353);
        assertEquals(OptionalLong.of(65), mdns.socket().uid());
        ProcessInfo owner = mdns.process().orElseThrow();
        assertEquals(Optional.of("/usr/sbin/mDNSResponder"), owner.executable());
        assertEquals(Optional.of(new ProcessUser("65", Optional.empty())), owner.user());
        assertEquals(Optional.empty(), owner.startedAt());
    }

    @Test
    void theLastUserMayBeGoneOrUnknown() {
        Scene.quietMac(
                "sock kernels lport=2049 uid=0 last=0 " + Scene.ANY,
                "sock orphan lport=111 uid=0 last=66 " + Scene.ANY,
                "proc 66 hidden");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(
                List.of("tcp 0.0.0.0:111 ?", "tcp 0.0.0.0:2049 ?", EVERYTHING.get(0), EVERYTHING.get(1)),
                ports(snapshot));
        assertEquals(List.of("OWNER_HIDDEN libproc 1", "OWNER_HIDDEN libproc 2"), diagnostics(snapshot));
    }

    /** A readable process that does not hold the socket is not its owner, even if it last used it. */
    @Test
    void aLastUserThatDoesNotHoldTheSocketIsNoOwner() {
        Scene.quietMac("sock given lport=443 uid=0 last=100 " + Scene.ANY, "fd 65 8 sock=given");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals("tcp 0.0.0.0:443 ?", only(snapshot, 443).toString());
    }

    /** A socket of the kernel, which no process holds, is listed for root too. */
    @Test
    void aSocketOfTheKernelHasNoOwnerEvenForRoot() {
        Scene.rootsMac("sock nfs lport=2049 uid=0 last=0 " + Scene.ANY);

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals("tcp 0.0.0.0:2049 ?", only(snapshot, 2049).toString());
        assertEquals(List.of("OWNER_HIDDEN libproc 1"), diagnostics(snapshot));
        assertTrue(message(snapshot, Kind.OWNER_HIDDEN).contains("it belongs to the kernel"), snapshot::toString);
    }

    @Test
    void inASandboxOnlyTheOwnProcessIsVisible() {
        FakeMac.plays(
                "proc self uid=501 " + Scene.path("/usr/bin/java"),
                "sock own lport=8080 uid=501 " + Scene.LOOPBACK,
                "fd self 4 sock=own",
                "proc 65 uid=65 hidden",
                "sock mdns proto=udp lport=5353 uid=65 last=65 " + Scene.ANY,
                "fail lists errno=1");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(
                List.of("tcp 127.0.0.1:8080 java (" + ProcessHandle.current().pid() + ")"), ports(snapshot));
        assertEquals(
                List.of(
                        "PORTS_MISSING sysctl net.inet.tcp.pcblist_n 1",
                        "PORTS_MISSING sysctl net.inet.udp.pcblist_n 1"),
                diagnostics(snapshot));
        assertFalse(snapshot.isComplete());
        assertTrue(snapshot.diagnostics().get(0).message().contains("EPERM"), snapshot::toString);
    }

    @Test
    void processesCannotBeListedButSocketsCan() {
        Scene.quietMac("fail listpids errno=1");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(
                List.of(8080, 5353),
                snapshot.ports().stream().map(ListeningPort::port).toList());
        assertTrue(snapshot.isComplete());
        assertTrue(message(snapshot, Kind.OWNER_HIDDEN).contains("proc_listpids failed: EPERM"), snapshot::toString);
    }

    @Test
    void nothingCanBeListed() {
        Scene.quietMac("fail listpids errno=1", "fail lists errno=2");

        String message = String.valueOf(
                assertThrows(ListeningPortsException.class, FakeMac::snapshot).getMessage());

        assertTrue(
                message.contains("proc_listpids failed: EPERM")
                        && message.contains("ENOENT")
                        && message.contains("sandbox"),
                message);
    }

    /** Two headers with nothing between, though the sizing call asks for a larger buffer: what later systems return without root. */
    @ParameterizedTest
    @EnumSource(Protocol.class)
    void anEmptiedListIsNoEmptyMachine(Protocol protocol) {
        Scene.quietMac(
                "sock ssh lport=22 uid=0 last=70 " + Scene.ANY, "proc 70 uid=0 denied", "list " + protocol + " blind");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals("web (100)", only(snapshot, 8080).process().orElseThrow().toString());
        assertFalse(snapshot.isComplete());
        assertEquals(
                "PORTS_MISSING sysctl net.inet." + protocol + ".pcblist_n 1",
                diagnostics(snapshot).get(0));
        String message = message(snapshot, Kind.PORTS_MISSING);
        assertTrue(message.contains("in 48 bytes") && message.contains("run as root"), message);
    }

    /** Own sockets only, and all numbers agree: it shows only because sockets that every Mac has are missing. */
    @Test
    void aListOfOwnSocketsOnlyIsNoEmptyMachine() {
        FakeMac.plays(
                "proc self uid=501",
                "proc 65 uid=65 denied",
                "proc 100 uid=501 " + Scene.path("/usr/local/bin/web"),
                "sock web lport=8080 uid=501 last=100 " + Scene.ANY,
                "fd 100 3 sock=web");

        for (SnapshotRequest request : List.of(
                SnapshotRequest.owners(),
                SnapshotRequest.ports(),
                SnapshotRequest.owners().withProtocols(Protocol.TCP))) {
            PortSnapshot snapshot = FakeMac.snapshot(request);

            assertEquals(
                    List.of(8080),
                    snapshot.ports().stream().map(ListeningPort::port).toList());
            assertFalse(snapshot.isComplete());
            assertTrue(
                    snapshot.diagnostics().get(0).message().contains("own sockets only"),
                    () -> snapshot.diagnostics().toString());
        }
    }

    @Test
    void aListThatCountsMoreSocketsThanItHolds() {
        FakeMac.plays("proc self uid=501", "proc 65 uid=65 denied", "list tcp own=501");
        for (int i = 0; i < 40; i++) {
            FakeMac.then("sock s" + i + " lport=" + (1000 + i) + " uid=" + (i < 4 ? 501 : 0) + " " + Scene.ANY);
        }
        FakeMac.then("sock mdns proto=udp lport=5353 uid=65 last=65 " + Scene.ANY);

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(5, snapshot.ports().size());
        assertTrue(message(snapshot, Kind.PORTS_MISSING).contains("counts 40"), snapshot::toString);
    }

    /** A caller that sees every process misses nothing, whatever the lists hold. */
    @Test
    void rootNeedsNoList() {
        Scene.rootsMac("list tcp blind", "list udp blind");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(EVERYTHING, ports(snapshot));
        assertEquals(List.of(), snapshot.diagnostics());
    }

    /** Without sockets the kernel returns one header only, which is correct. */
    @Test
    void aListOfNoSocketsIsComplete() {
        FakeMac.plays(
                "proc self uid=501",
                "proc 65 uid=65 denied",
                "sock mdns proto=udp lport=5353 uid=65 last=65 " + Scene.ANY);

        assertTrue(FakeMac.snapshot().isComplete());
    }

    /** A Mac where 500 sockets of either protocol were closed within the last second: they are counted, and not listed (INPCB_STATE_DEAD). */
    @ParameterizedTest
    @EnumSource(Protocol.class)
    void socketsThatAreBeingFreedAreNotWithheld(Protocol protocol) {
        Scene.quietMac(
                "sock ssh lport=22 uid=0 last=70 " + Scene.ANY,
                "proc 70 uid=0 denied",
                "list " + protocol + " dead=500");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertTrue(snapshot.isComplete(), snapshot::toString);
        assertTrue(FakeMac.snapshot(SnapshotRequest.ports()).isComplete());
    }

    /** What macOS 27 is reported to list without root: no socket of another user, nor of this user's other processes. */
    @Test
    void aListOfTheCallingProcessOnly() {
        Scene.quietMac(
                "sock mine lport=9 uid=501 last=self " + Scene.ANY,
                "fd self 9 sock=mine",
                "list tcp ownprocess",
                "list udp ownprocess");

        for (SnapshotRequest request : List.of(SnapshotRequest.owners(), SnapshotRequest.ports())) {
            PortSnapshot snapshot = FakeMac.snapshot(request);

            assertEquals(
                    List.of(9, 8080),
                    snapshot.ports().stream().map(ListeningPort::port).toList());
            assertEquals(
                    List.of(
                            "PORTS_MISSING sysctl net.inet.tcp.pcblist_n 1",
                            "PORTS_MISSING sysctl net.inet.udp.pcblist_n 1"),
                    diagnostics(snapshot));
            assertTrue(
                    snapshot.diagnostics().get(0).message().contains("other users' processes may be missing"),
                    snapshot::toString);
        }
    }

    /** A socket of root's in the calling process, by socket activation, makes such a list look like one of all users; but it lacks what others hold. */
    @Test
    void anInheritedSocketDoesNotHideWhatIsMissing() {
        Scene.quietMac(
                "sock mine lport=9 uid=0 last=self " + Scene.ANY,
                "fd self 9 sock=mine",
                "list tcp ownprocess",
                "list udp ownprocess");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(
                "PORTS_MISSING sysctl net.inet.tcp.pcblist_n 1",
                diagnostics(snapshot).get(0));
        assertTrue(
                snapshot.diagnostics().get(0).message().contains("the list lacks port 8080, which process 100 holds"),
                snapshot::toString);
    }

    /** The daemon forked and its first process ended; now its pid is that of another user's program. */
    @Test
    void aGuessThatCannotBeRightIsNoOwner() {
        Scene.quietMac(
                "sock daemons lport=111 uid=70 last=66 " + Scene.ANY,
                "proc 66 uid=502 denied " + Scene.path("/bin/stranger"),
                "sock roots lport=112 uid=0 last=66 " + Scene.ANY,
                "sock setuid lport=113 uid=70 last=67 " + Scene.ANY,
                "proc 67 uid=0 ruid=70 denied " + Scene.path("/bin/helper"));

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals("tcp 0.0.0.0:111 ?", only(snapshot, 111).toString());
        // A daemon that opened its socket as root and serves another user since looks like this, too.
        assertEquals("tcp 0.0.0.0:112 stranger (66)", only(snapshot, 112).toString());
        assertEquals("tcp 0.0.0.0:113 helper (67)", only(snapshot, 113).toString());
        assertEquals(List.of("OWNER_HIDDEN libproc 3", "OWNER_HIDDEN libproc 1"), diagnostics(snapshot));
    }

    /** launchd opened the socket and keeps its copy; the service answers. The label of Apple's restricted programs is hidden. */
    @Test
    void theServiceComesBeforeLaunchd() {
        Scene.rootsMac(
                "proc 1 ppid=0 uid=0 start=1600000000.0 " + Scene.path("/sbin/launchd"),
                "proc 400 uid=0 start=1700000900.0 restricted " + Scene.path("/usr/libexec/service"),
                "sock activated lport=22 uid=0 last=1 " + Scene.ANY,
                "fd 1 9 sock=activated",
                "fd 400 0 sock=activated",
                "sock waiting lport=23 uid=0 last=1 " + Scene.ANY,
                "fd 1 10 sock=waiting");

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(
                "tcp 0.0.0.0:22 service (400) and 1 more", only(snapshot, 22).toString());
        assertEquals("tcp 0.0.0.0:23 launchd (1)", only(snapshot, 23).toString());
    }
}
