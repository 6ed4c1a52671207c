package io.github.listeningports.macos;

import static io.github.listeningports.macos.Scene.diagnostics;
import static io.github.listeningports.macos.Scene.only;
import static io.github.listeningports.macos.Scene.ports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.ListenerId;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Flows of the user-space network stack (Network.framework): pcblist_n lists them without handle, creation number, family and uid (bsd/net/ntstat.c). */
class UserSpaceFlowsTest {

    private static final String LOOPBACK_V6 = "laddr=00000000000000000000000000000001";
    private static final List<String> SOCKETS =
            List.of("tcp 0.0.0.0:8080 web (100)", "udp 0.0.0.0:5353 mDNSResponder (65)");

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    private static List<String> flows(PortSnapshot snapshot) {
        return ports(snapshot).stream().filter(line -> !SOCKETS.contains(line)).toList();
    }

    /** By protocol, address, port and pid, whatever else they lack. */
    @Test
    void eachIsAListenerOfItsOwn() {
        Scene.quietMac(
                "proc 200 uid=501 " + Scene.path("/bin/one"),
                "proc 201 uid=0 denied " + Scene.path("/bin/two"),
                "flow proto=udp lport=9 pid=200 " + Scene.LOOPBACK,
                "flow proto=udp lport=10 pid=200 " + Scene.LOOPBACK,
                "flow proto=udp lport=9 pid=201 " + Scene.LOOPBACK,
                "flow proto=udp lport=9 pid=200 " + Scene.ANY,
                "flow proto=udp vflag=2 lport=9 pid=200 " + LOOPBACK_V6,
                "flow proto=tcp lport=9 pid=200 " + Scene.LOOPBACK);

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(
                List.of(
                        "tcp 127.0.0.1:9 one (200)",
                        "udp 0.0.0.0:9 one (200)",
                        "udp 127.0.0.1:9 two (201)",
                        "udp 127.0.0.1:9 one (200)",
                        "udp [::1]:9 one (200)",
                        "udp 127.0.0.1:10 one (200)"),
                flows(snapshot));
        Set<ListenerId> ids = new HashSet<>();
        snapshot.forEach(port -> ids.add(port.id()));
        assertEquals(snapshot.ports().size(), ids.size());
        assertEquals(AddressFamily.IPV6, snapshot.onPort(9).get(4).socket().family());
    }

    /** The process opened it and no other can hold it: no guess, whoever it belongs to. */
    @Test
    void theOwnerIsSure() {
        Scene.quietMac(
                "proc 201 uid=0 denied " + Scene.path("/bin/two"),
                "flow proto=udp lport=9 pid=201 " + Scene.ANY,
                "flow proto=udp lport=11 pid=100 " + Scene.ANY);

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(List.of("udp 0.0.0.0:9 two (201)", "udp 0.0.0.0:11 web (100)"), flows(snapshot));
        assertEquals(List.of("OWNER_HIDDEN libproc 1"), diagnostics(snapshot)); // mDNSResponder's socket
        assertTrue(snapshot.diagnostics().get(0).message().contains("(udp 5353)"), snapshot::toString);
    }

    @Test
    void whatTheKernelDoesNotReportIsAbsent() {
        Scene.rootsMac("flow proto=tcp lport=9 pid=100 " + Scene.ANY);

        ListeningPort flow = only(FakeMac.snapshot(), 9);

        assertEquals(OptionalLong.empty(), flow.socket().cookie());
        assertEquals(OptionalLong.empty(), flow.socket().uid());
        assertEquals(OptionalLong.empty(), flow.socket().acceptQueue());
        assertEquals(OptionalLong.empty(), flow.socket().backlog());
    }

    @Test
    void connectedFlowsDoNotListen() {
        Scene.rootsMac(
                "flow proto=udp lport=9 fport=443 pid=100 " + Scene.ANY,
                "flow proto=tcp state=4 lport=9 fport=443 pid=100 " + Scene.ANY);

        assertEquals(List.of(), flows(FakeMac.snapshot()));
    }

    @Test
    void aProcessThatEndedOrIsUnknown() {
        Scene.rootsMac(
                "flow proto=udp lport=9 pid=4711 " + Scene.ANY,
                "flow proto=udp lport=10 pid=0 " + Scene.ANY,
                "proc 70 hidden",
                "flow proto=udp lport=11 pid=70 " + Scene.ANY);

        PortSnapshot snapshot = FakeMac.snapshot();

        assertEquals(List.of("udp 0.0.0.0:9 ?", "udp 0.0.0.0:10 ?", "udp 0.0.0.0:11 ? (70)"), flows(snapshot));
        assertEquals(List.of("OWNER_HIDDEN libproc 2"), diagnostics(snapshot));
    }

    @Test
    void anotherProcessOnTheSamePortIsAnotherListener() {
        Scene.rootsMac("flow proto=udp lport=9 pid=100 " + Scene.ANY);
        MacosSource source = FakeMac.source(SnapshotRequest.owners(), System::nanoTime);
        PortSnapshot first = source.snapshot();
        assertEquals(List.of(), source.snapshot().changesSince(first));

        Scene.rootsMac("flow proto=udp lport=9 pid=65 " + Scene.ANY);
        assertEquals(2, source.snapshot().changesSince(first).size());
    }

    /** No descriptor refers to a flow, so no process is searched for it. */
    @Test
    void anOpenSourceReadsNothingAgainForThem() {
        Scene.rootsMac("flow proto=udp lport=9 pid=100 " + Scene.ANY, "flow proto=udp lport=10 pid=65 " + Scene.ANY);
        MacosSource source = FakeMac.source(SnapshotRequest.owners(), () -> 0);
        source.snapshot();
        int before = FakeMac.calls("socket");
        source.snapshot();

        assertEquals(2, FakeMac.calls("socket") - before); // the two known listeners
    }
}
