package io.github.listeningports.macos;

import static io.github.listeningports.macos.Scene.diagnostics;
import static io.github.listeningports.macos.Scene.ports;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an open source remembers, what it reads again, and when it sees changes. */
class OpenSourceTest {

    private static final String WEB = "tcp 0.0.0.0:8080 web (100)";
    private static final String MDNS = "udp 0.0.0.0:5353 mDNSResponder (65)";
    private static final int CONNECTIONS = 500;

    private long now;

    /** How long it takes from one look at the clock to the next. */
    private long step;

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    /** A process with a listener and many connections, and another one with a connection only. */
    @BeforeEach
    void busyMac() {
        StringBuilder connections = new StringBuilder();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.append("sock c" + i + " lport=8080 state=4 uid=501 last=100 " + Scene.LOOPBACK + "\n");
            connections.append("fd 100 " + (10 + i) + " sock=c" + i + "\n");
        }
        Scene.quietMac(
                connections.toString(),
                "proc 80 start=1700000500.0 " + Scene.path("/usr/local/bin/helper"),
                "sock idle lport=9000 state=4 uid=501 last=80 " + Scene.LOOPBACK,
                "fd 80 5 sock=idle");
    }

    private MacosSource source() {
        return FakeMac.source(SnapshotRequest.owners(), () -> now += step);
    }

    private void later(Duration duration) {
        now += duration.toNanos();
    }

    private static int socketsRead(MacosSource source) {
        int before = FakeMac.calls("socket");
        source.snapshot();
        return FakeMac.calls("socket") - before;
    }

    @Test
    void unchangedSocketsAreNotReadAgain() {
        MacosSource source = source();

        // Every connection, the listener, and the listener again after its owner was read.
        assertEquals(CONNECTIONS + 3, socketsRead(source));
        for (int i = 0; i < 3; i++) {
            assertEquals(1, socketsRead(source));
        }
        assertEquals(List.of(WEB, MDNS), ports(source.snapshot()));
    }

    @Test
    void everythingIsReadAgainAfterAMinute() {
        MacosSource source = source();
        source.snapshot();
        later(SocketOwnerReader.EVERYTHING);

        assertEquals(CONNECTIONS + 3, socketsRead(source));
        assertEquals(1, socketsRead(source));
    }

    @Test
    void aNewListenerOfAKnownProcess() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("sock fresh lport=9 uid=501 last=100 " + Scene.ANY);
        FakeMac.then("fd 100 4 sock=fresh");

        assertEquals(List.of("tcp 0.0.0.0:9 web (100)", WEB, MDNS), ports(source.snapshot()));
    }

    @Test
    void aNewProcess() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("proc 200 " + Scene.path("/bin/new"));
        FakeMac.then("sock fresh lport=9 uid=501 last=200 " + Scene.ANY);
        FakeMac.then("fd 200 4 sock=fresh");

        assertEquals(List.of("tcp 0.0.0.0:9 new (200)", WEB, MDNS), ports(source.snapshot()));
    }

    @Test
    void theOwnerExits() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("exit 100");

        assertEquals(List.of(MDNS), ports(source.snapshot()));
    }

    @Test
    void theListenerIsClosed() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("close 100 3");

        assertEquals(List.of(MDNS), ports(source.snapshot()));
    }

    /** One closed, another opened, under the same number. */
    @Test
    void anotherListenerUnderTheNumberOfAKnownOne() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("sock fresh lport=9 uid=501 last=100 " + Scene.ANY);
        FakeMac.then("move 100 3 fresh");

        assertEquals(List.of("tcp 0.0.0.0:9 web (100)", MDNS), ports(source.snapshot()));
    }

    /** The list of descriptors is unchanged; the kernel's list shows the socket, and which process to read. */
    @Test
    void aListenerUnderTheNumberOfAConnection() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("sock fresh lport=9 uid=501 last=100 " + Scene.ANY);
        FakeMac.then("move 100 77 fresh");

        PortSnapshot snapshot = source.snapshot();

        assertEquals(List.of("tcp 0.0.0.0:9 web (100)", WEB, MDNS), ports(snapshot));
        assertEquals(List.of("OWNER_HIDDEN libproc 1"), diagnostics(snapshot));
    }

    /** Where the kernel's list names no process, all are read some seconds later; until then a diagnostic says so. */
    @Test
    void aListenerWithoutALastUser() {
        step = Duration.ofSeconds(1).toNanos();
        MacosSource source = source();
        source.snapshot();
        step = 0;
        FakeMac.then("sock fresh lport=9 uid=501 last=0 " + Scene.ANY);
        FakeMac.then("move 80 5 fresh");

        PortSnapshot second = source.snapshot();
        later(SocketOwnerReader.UNKNOWN_OWNER);
        PortSnapshot third = source.snapshot();

        assertEquals(List.of("tcp 0.0.0.0:9 ?", WEB, MDNS), ports(second));
        assertEquals(List.of("OWNER_HIDDEN libproc 1", "OWNER_HIDDEN libproc 1"), diagnostics(second));
        assertEquals(List.of("tcp 0.0.0.0:9 helper (80)", WEB, MDNS), ports(third));
    }

    @Test
    void aListenerWithoutALastUserWhereReadingAllTakesNoTime() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("sock fresh lport=9 uid=501 last=0 " + Scene.ANY);
        FakeMac.then("move 80 5 fresh");

        assertEquals(List.of("tcp 0.0.0.0:9 helper (80)", WEB, MDNS), ports(source.snapshot()));
    }

    /** A socket of the kernel never has an owner: it is searched for once. */
    @Test
    void theOwnerOfAKernelSocketIsSearchedForOnce() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("sock kernels lport=2049 uid=0 last=0 " + Scene.ANY);
        later(SocketOwnerReader.UNKNOWN_OWNER);

        assertEquals(CONNECTIONS + 3 + 1, socketsRead(source));
        later(SocketOwnerReader.UNKNOWN_OWNER);
        assertEquals(1, socketsRead(source));
    }

    @Test
    void aFurtherOwnerUnderTheNumberOfAConnectionIsSeenWithinAMinute() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("move 80 5 web");
        later(SocketOwnerReader.EVERYTHING);

        assertEquals(List.of("tcp 0.0.0.0:8080 web (100) and 1 more", MDNS), ports(source.snapshot()));
    }

    @Test
    void aFurtherOwnerUnderANewNumberIsSeenAtOnce() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("fd 80 6 sock=web");

        assertEquals(List.of("tcp 0.0.0.0:8080 web (100) and 1 more", MDNS), ports(source.snapshot()));
    }

    /** A list that withholds sockets does not show that a number was used again; but no number was, while no socket was created in the whole system. */
    @ParameterizedTest
    @ValueSource(strings = {"blind", "ownprocess", "own=0"})
    void whereTheListsWithholdSocketsEverythingIsReadAfterANewOne(String how) {
        FakeMac.then("list tcp " + how);
        MacosSource source = source();

        assertEquals(CONNECTIONS + 3, socketsRead(source));
        assertEquals(1, socketsRead(source));
        assertEquals(1, socketsRead(source));
        FakeMac.then("sock fresh lport=9 uid=501 last=100 " + Scene.ANY);
        FakeMac.then("move 100 77 fresh");
        assertEquals(List.of("tcp 0.0.0.0:9 web (100)", WEB, MDNS), ports(source.snapshot()));
        assertEquals(2, socketsRead(source));
    }

    /** A socket that was there before and listens only now shows in no creation number. */
    @Test
    void whereTheListsWithholdSocketsEverythingIsReadAgainAfterSomeSeconds() {
        FakeMac.then("list tcp ownprocess");
        MacosSource source = source();
        source.snapshot();
        later(SocketOwnerReader.UNKNOWN_OWNER.minusNanos(1));

        assertEquals(1, socketsRead(source));
        later(Duration.ofNanos(1));
        assertEquals(CONNECTIONS + 3, socketsRead(source));
        assertEquals(1, socketsRead(source));
    }

    /** Nothing is known of the system's sockets: nothing is remembered. */
    @Test
    void whereThereIsNoListEverythingIsReadEachTime() {
        FakeMac.then("list tcp errno=1");
        MacosSource source = source();
        source.snapshot();

        assertEquals(CONNECTIONS + 3, socketsRead(source));
        FakeMac.then("sock fresh lport=9 uid=501 last=100 " + Scene.ANY);
        FakeMac.then("move 100 77 fresh");
        assertEquals(List.of("tcp 0.0.0.0:9 web (100)", WEB, MDNS), ports(source.snapshot()));
    }

    /** The list fails after it worked: from then on nothing remembered is trusted. */
    @Test
    void theListsGoBlindMeanwhile() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("list tcp blind");
        FakeMac.then("sock fresh lport=9 uid=501 last=100 " + Scene.ANY);
        FakeMac.then("move 100 77 fresh");

        assertEquals(List.of("tcp 0.0.0.0:9 web (100)", WEB, MDNS), ports(source.snapshot()));
    }

    @Test
    void anotherProcessUnderTheSamePid() {
        MacosSource source = source();
        source.snapshot();
        FakeMac.then("exit 100");
        FakeMac.then("proc 100 uid=501 " + Scene.path("/bin/other"));
        FakeMac.then("sock fresh lport=9 uid=501 last=100 " + Scene.ANY);
        FakeMac.then("fd 100 3 sock=fresh");

        assertEquals(List.of("tcp 0.0.0.0:9 other (100)", MDNS), ports(source.snapshot()));
    }

    @Test
    void aSocketThatIsClosedBetweenTheProcessesAndTheListsIsNotListedWithoutOwner() {
        Scene.rootsMac();
        FakeMac.snapshot();
        int steps = FakeMac.calls("all");
        for (int step = 1; step <= steps; step++) {
            Scene.rootsMac(
                    "sock brief lport=9 last=100 uid=501 " + Scene.ANY,
                    "at " + step + " fd 100 9 sock=brief",
                    "at " + (step + 1) + " close 100 9");
            FakeMac.snapshot();
            PortSnapshot after = FakeMac.snapshot();
            assertEquals(List.of(WEB, MDNS), ports(after), "step " + step);
        }
    }
}
