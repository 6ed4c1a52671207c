package io.github.listeningports.macos;

import static io.github.listeningports.macos.Scene.ANY;
import static io.github.listeningports.macos.Scene.LOOPBACK;
import static io.github.listeningports.macos.Scene.path;
import static io.github.listeningports.macos.Scene.quietMac;
import static io.github.listeningports.macos.Scene.rootsMac;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.BindNote;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindReport.Answer;
import io.github.listeningports.BindRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What explainBind says of a scene. The expected answers follow from in_pcbbind and in6_pcbbind of xnu-11417; no Mac has confirmed them. */
class BindTest {

    private static final InetAddress ANY_4 = address(0, 0, 0, 0);
    private static final InetAddress LOOPBACK_4 = address(127, 0, 0, 1);

    /** Of a network for documentation (RFC 5737). */
    private static final InetAddress ELSEWHERE = address(203, 0, 113, 7);

    private static final String REMOTE = "fport=50000 faddr=0000000000000000000000000a000009";

    @BeforeEach
    void needsTheFake() {
        FakeMac.needs();
    }

    @Test
    void aListenerIsNamedWithWhatStopsIt() {
        quietMac();

        BindReport report = explain(BindRequest.tcp(8080).withAddress(ANY_4));

        assertEquals(Answer.REFUSED, report.answer());
        assertTrue(
                report.toString()
                        .matches(
                                "tcp 0\\.0\\.0\\.0:8080 is held by web \\(100\\), running since 2023-11-1[45] [0-9:]+; stop it with kill 100"),
                report::toString);
        assertEquals(BindObstacle.Kind.LISTENER, report.obstacles().get(0).kind());
    }

    @Test
    void nothingOnThePortIsBindable() {
        quietMac();

        assertEquals("tcp *:8081 can be bound", explain(BindRequest.tcp(8081)).toString());
        assertEquals("udp *:8080 can be bound", explain(BindRequest.udp(8080)).toString());
    }

    /** What else is on port 9000, who made it (501 is the caller), and with which options it may be bound: addresses "any", 0.0.0.0, 127.0.0.1; r SO_REUSEADDR, p SO_REUSEPORT. */
    @ParameterizedTest
    @CsvSource({
        // SO_REUSEADDR: only an unconnected socket on the same address is in the way.
        "4 LISTEN ANY 501, any r, BINDABLE",
        "4 LISTEN ANY 501, 0.0.0.0 r, REFUSED",
        "4 LISTEN ANY 501, 127.0.0.1 r, BINDABLE",
        "4 LISTEN LOOPBACK 501, 127.0.0.1 r, REFUSED",
        "4 LISTEN LOOPBACK 501, any r, BINDABLE",
        "4 TIME_WAIT LOOPBACK 501, 127.0.0.1 r, BINDABLE",
        "4 ESTABLISHED LOOPBACK 501, any r, BINDABLE",
        "4 BOUND LOOPBACK 501, 127.0.0.1 r, REFUSED",
        "6 LISTEN DUAL 501, any r, REFUSED",
        "6 LISTEN DUAL 501, 0.0.0.0 r, REFUSED",
        "6 LISTEN DUAL 501, 127.0.0.1 r, BINDABLE",
        "6 LISTEN SIX 501, any r, REFUSED",
        "6 LISTEN SIX 501, 0.0.0.0 r, BINDABLE",
        // Neither option: whatever has the port on an address in common.
        "4 LISTEN ANY 501, any, BINDABLE",
        "4 LISTEN ANY 501, 127.0.0.1, REFUSED",
        "4 LISTEN LOOPBACK 501, any, REFUSED",
        "4 TIME_WAIT LOOPBACK 501, any, REFUSED",
        "4 TIME_WAIT LOOPBACK 501, 127.0.0.1, REFUSED",
        "4 ESTABLISHED LOOPBACK 501, 0.0.0.0, REFUSED",
        "6 LISTEN SIX 501, 0.0.0.0, BINDABLE",
        // SO_REUSEPORT takes both.
        "4 LISTEN LOOPBACK 501 0x200, 127.0.0.1 p, BINDABLE",
        "4 LISTEN LOOPBACK 501 0x4, 127.0.0.1 p, REFUSED",
        // Another user's: no option helps, unless both are on any address.
        "4 LISTEN LOOPBACK 70, any r, REFUSED",
        "4 ESTABLISHED LOOPBACK 70, any r, REFUSED",
        "4 LISTEN ANY 70, 127.0.0.1 r, REFUSED",
        "4 LISTEN ANY 70, any r, BINDABLE",
        "4 LISTEN LOOPBACK 70 0x200, any p, BINDABLE",
        "4 LISTEN LOOPBACK 70 0x200, 127.0.0.1 p, REFUSED"
    })
    void asTheKernelDecides(String other, String wanted, Answer expected) throws UnknownHostException {
        String[] words = other.split(" ", -1);
        List<String> states = List.of("BOUND", "LISTEN", "", "", "ESTABLISHED", "", "", "", "", "", "TIME_WAIT");
        boolean connected = words[1].equals("ESTABLISHED") || words[1].equals("TIME_WAIT");
        quietMac("sock it family=" + words[0] + " lport=9000 handle=0xb1 gen=13 last=100 uid=" + words[3]
                + " state=" + states.indexOf(words[1])
                + (connected ? " " + REMOTE : "")
                + (words.length > 4 ? " options=" + words[4] : "")
                + " " + (words[2].equals("LOOPBACK") ? LOOPBACK : ANY)
                + (words[2].equals("DUAL") ? " vflag=3" : ""));
        String[] bind = wanted.split(" ", -1);
        BindRequest request = BindRequest.tcp(9000).withReuseAddress(wanted.endsWith(" r"));
        request = bind[0].equals("any") ? request : request.withAddress(InetAddress.getByName(bind[0]));
        request = wanted.endsWith(" p") ? request.withReusePort() : request;

        BindReport report = explain(request);

        assertEquals(expected, report.answer(), report::toString);
        assertEquals(
                expected == Answer.REFUSED ? 1 : 0,
                report.obstacles().size(),
                () -> report.obstacles().toString());
    }

    @Test
    void connectionsAreNamedTogether() {
        String at = " lport=9000 uid=501 last=100 ";
        quietMac(
                "sock one handle=0xb1 gen=13 state=10" + at + REMOTE + " " + LOOPBACK,
                "sock two handle=0xb2 gen=14 state=4" + at + REMOTE + " " + LOOPBACK);

        BindObstacle obstacle = explain(BindRequest.tcp(9000).withReuseAddress(false))
                .obstacles()
                .get(0);

        assertEquals(BindObstacle.Kind.CONNECTIONS, obstacle.kind());
        assertEquals(2, obstacle.sockets());
        assertEquals(
                "2 connections on tcp port 9000 hold it (1 ESTABLISHED, 1 TIME_WAIT; with 10.0.0.9; of web (100)); look closer with lsof -nP -itcp:9000",
                obstacle.toString());
    }

    @Test
    void rootMayTakeWhatAnotherUserHolds() {
        rootsMac("sock it lport=9000 handle=0xb1 gen=13 uid=70 last=100 " + LOOPBACK);

        assertEquals(Answer.BINDABLE, explain(BindRequest.tcp(9000)).answer());
    }

    @Test
    void whatSharesThePortMayHideWhatRefuses() {
        quietMac(
                "sock one handle=0xb1 gen=13 lport=9000 uid=501 last=100 options=0x200 " + LOOPBACK,
                "sock two handle=0xb2 gen=14 lport=9000 uid=501 last=100 " + LOOPBACK);

        BindReport report = explain(
                BindRequest.tcp(9000).withReuseAddress(false).withReusePort().withAddress(LOOPBACK_4));

        assertEquals(Answer.UNKNOWN, report.answer());
        assertTrue(
                report.toString().contains("which of the sockets on the port the kernel comes across first"),
                report::toString);
    }

    @Test
    void aFlowOfTheUserSpaceStackMayRefuse() {
        quietMac("proc 65 uid=501 " + path("/usr/libexec/x"), "flow proto=udp lport=9000 pid=65 " + ANY);

        BindReport report = explain(BindRequest.udp(9000).withAddress(ANY_4));

        assertEquals(Answer.UNKNOWN, report.answer());
        assertTrue(report.toString().contains("what the user-space network stack keeps for itself"), report::toString);
    }

    @Test
    void aPrivilegedPortTakesRootOnOneAddress() {
        quietMac();

        assertEquals(Answer.BINDABLE, explain(BindRequest.tcp(80)).answer());
        BindReport refused = explain(BindRequest.tcp(80).withAddress(LOOPBACK_4));
        assertEquals(
                List.of(BindObstacle.Kind.PRIVILEGED_PORT),
                refused.obstacles().stream().map(BindObstacle::kind).toList());
        assertEquals(Answer.REFUSED, refused.answer());

        rootsMac();
        assertEquals(
                Answer.BINDABLE,
                explain(BindRequest.tcp(80).withAddress(LOOPBACK_4)).answer());
    }

    @Test
    void anAddressOfAnotherMachineIsRefused() {
        quietMac();

        assertEquals(
                "203.0.113.7 is not an address of this machine; look closer with ifconfig",
                explain(BindRequest.tcp(8081).withAddress(ELSEWHERE)).toString());
    }

    /** As macOS 27 is reported to do. */
    @Test
    void whereTheKernelWithholdsSocketsListenersAreNamed() {
        quietMac("list tcp blind", "list udp blind");

        BindReport taken = explain(BindRequest.tcp(8080).withAddress(ANY_4));
        assertEquals(Answer.REFUSED, taken.answer(), taken::toString);
        BindReport free = explain(BindRequest.tcp(8081));
        assertEquals(Answer.UNKNOWN, free.answer());
        assertTrue(
                Stream.of(free, taken)
                        .allMatch(report -> report.notes().stream()
                                .anyMatch(note -> note.kind() == BindNote.Kind.NOT_SEEN
                                        && note.toString().contains("withholds sockets"))),
                () -> free.notes().toString());
    }

    private static BindReport explain(BindRequest request) {
        return FakeMac.provider().explainBind(request);
    }

    private static InetAddress address(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
