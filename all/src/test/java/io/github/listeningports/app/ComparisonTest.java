package io.github.listeningports.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SocketDetails;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which listeners of a tool and of ours are the same, and what is a difference. */
class ComparisonTest {

    private static ListeningPort ours(String address, int port, Optional<Boolean> acceptsIpv4) {
        InetAddress parsed = AddressParser.address(address).orElseThrow();
        SocketDetails.Builder socket =
                SocketDetails.builder(address.indexOf(':') < 0 ? AddressFamily.IPV4 : AddressFamily.IPV6);
        acceptsIpv4.ifPresent(socket::acceptsIpv4);
        return ListeningPort.builder(Protocol.TCP, parsed, port)
                .socket(socket.build())
                .build();
    }

    private static ListeningPort ours(String address, int port) {
        return ours(address, port, Optional.empty());
    }

    private static ToolListener theirs(String address, int port) {
        return new ToolListener(Protocol.TCP, AddressParser.address(address), port, true);
    }

    private static Comparison compare(List<ToolListener> theirs, PortSnapshot ours, boolean seesAll) {
        return new Comparison(theirs, ours, theirs, ours, seesAll);
    }

    @ParameterizedTest
    @CsvSource({
        // tool, family known, ours, accepts IPv4: the same?
        "127.0.0.1, true,  127.0.0.1, true,  true",
        "127.0.0.1, true,  127.0.0.2, true,  false",
        "fe80::1,   true,  fe80::1,   false, true",
        "0.0.0.0,   true,  0.0.0.0,   true,  true",
        "0.0.0.0,   true,  ::,        true,  true",
        "0.0.0.0,   true,  ::,        ,      true",
        "0.0.0.0,   true,  ::,        false, false",
        "::,        true,  0.0.0.0,   true,  false",
        "::,        false, 0.0.0.0,   true,  true",
        "0.0.0.0,   false, ::,        false, true",
        "0.0.0.0,   true,  127.0.0.1, true,  false",
        "fe80::48:, true,  fe80::1,   false, true"
    })
    void theSameListener(String tool, boolean familyKnown, String address, Boolean acceptsIpv4, boolean same) {
        ToolListener theirs = new ToolListener(Protocol.TCP, AddressParser.address(tool), 80, familyKnown);

        assertEquals(same, theirs.is(ours(address, 80, Optional.ofNullable(acceptsIpv4))));
        assertEquals(false, theirs.is(ours(address, 81, Optional.ofNullable(acceptsIpv4))));
    }

    /** Windows lists a dual-stack socket twice. */
    @Test
    void oneOfOursMayBeTwoOfTheirs() {
        List<ToolListener> both = List.of(theirs("0.0.0.0", 80), theirs("::", 80));
        PortSnapshot one = Snapshots.of(ours("::", 80, Optional.of(true)));
        PortSnapshot two = Snapshots.of(ours("0.0.0.0", 80), ours("::", 80, Optional.of(false)));

        assertEquals(List.of(), compare(both, one, true).differences());
        assertEquals(List.of(), compare(both, two, true).differences());
        assertEquals(
                List.of("only the tool lists tcp 0.0.0.0:80"),
                compare(both, Snapshots.of(ours("::", 80, Optional.of(false))), true)
                        .differences());
    }

    @Test
    void whatOnlyOneLists() {
        Comparison comparison = compare(
                List.of(theirs("127.0.0.1", 80), theirs("127.0.0.1", 81)),
                Snapshots.of(ours("127.0.0.1", 80), ours("127.0.0.1", 82)),
                true);

        assertEquals(
                List.of("only the tool lists tcp 127.0.0.1:81", "only we list tcp 127.0.0.1:82 ?"),
                comparison.differences());
        assertEquals(List.of(), comparison.remarks());
    }

    /** A tool that sees own sockets only, or a snapshot whose diagnostic says that ports are missing. */
    @Test
    void whatOneMayNotSeeIsNoDifference() {
        PortSnapshot ours = Snapshots.of(ours("127.0.0.1", 82));
        PortSnapshot partial = Snapshots.with(ours, new Diagnostic(Diagnostic.Kind.PORTS_MISSING, "sysctl", "blind"));

        Comparison comparison = compare(List.of(theirs("127.0.0.1", 81)), partial, false);
        assertEquals(List.of(), comparison.differences());
        assertEquals(
                List.of("only the tool lists tcp 127.0.0.1:81", "only we list tcp 127.0.0.1:82 ?"),
                comparison.remarks());
        assertEquals(
                List.of("only the tool lists tcp 127.0.0.1:81"),
                compare(List.of(theirs("127.0.0.1", 81)), ours, false).differences());
    }

    @Test
    void whatCameOrWentMeanwhileIsNoDifference() {
        ToolListener old = theirs("127.0.0.1", 80);
        PortSnapshot none = Snapshots.of();
        PortSnapshot fresh = Snapshots.of(ours("127.0.0.1", 81));

        assertEquals(List.of(), new Comparison(List.of(old), none, List.of(), none, true).differences());
        assertEquals(List.of(), new Comparison(List.of(), none, List.of(old), none, true).differences());
        assertEquals(List.of(), new Comparison(List.of(), fresh, List.of(), none, true).differences());
        assertEquals(List.of(), new Comparison(List.of(), none, List.of(), fresh, true).differences());
    }
}
