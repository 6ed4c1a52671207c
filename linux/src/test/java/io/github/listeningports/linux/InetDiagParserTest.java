package io.github.listeningports.linux;

import static io.github.listeningports.AddressFamily.IPV4;
import static io.github.listeningports.AddressFamily.IPV6;
import static io.github.listeningports.Protocol.TCP;
import static io.github.listeningports.Protocol.UDP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** What a real kernel answered; ss and /proc said the same of these sockets when they were recorded. */
class InetDiagParserTest {

    /** The id of the control group that the recorded sockets were made in. */
    private static final OptionalLong ROOT_CGROUP = OptionalLong.of(1);

    private static final OptionalLong NONE = OptionalLong.empty();
    private static final Optional<Boolean> NOT_TOLD = Optional.empty();

    private final List<SocketRow> rows = new ArrayList<>();
    private int told;

    @Test
    void tcpOverIpv4() {
        NetlinkParser parser = parse("tcp-ipv4", TCP, 1);

        assertEquals(
                List.of(
                        tcp(IPV4, "0.0.0.0", 8002, 0, 80249178, 0, extras(0x21092, NOT_TOLD, 1, false)),
                        tcp(IPV4, "0.0.0.0", 8003, 0, 80249179, 0, extras(0x21093, NOT_TOLD, 0, true)),
                        tcp(IPV4, "127.0.0.1", 8001, 65534, 80241083, 2, extras(0x21094, NOT_TOLD, 0, false))),
                rows);
        assertWhole(parser, 3);
    }

    @Test
    void tcpOverIpv6() {
        NetlinkParser parser = parse("tcp-ipv6", TCP, 2);

        assertEquals(
                List.of(
                        tcp(IPV6, "::", 8004, 0, 80249173, 0, extras(0x21095, Optional.of(false), 0, false)),
                        tcp(IPV6, "::", 8005, 0, 80241075, 0, extras(0x21096, Optional.of(true), 0, false)),
                        tcp(
                                IPV6,
                                "::ffff:127.0.0.1",
                                8007,
                                0,
                                80241082,
                                0,
                                extras(0x21097, Optional.of(false), 0, false)),
                        tcp(IPV6, "fe80::7", 8006, 0, 80241084, 0, extras(0x21098, Optional.of(true), 3, false))),
                rows);
        assertWhole(parser, 4);
    }

    @Test
    void udpHasDropsAndNeitherQueueNorBacklog() {
        NetlinkParser parser = parse("udp-ipv6", UDP, 4);

        assertEquals(
                List.of(udp(52162, 0, 80251647, 0, 0x21099, false), udp(8008, 65534, 80249196, 54, 0x2109a, true)),
                rows);
        assertWhole(parser, 2);
    }

    /** What waits to be accepted has no inode yet. */
    @Test
    void connections() {
        NetlinkParser parser = parse("connections-ipv4", TCP, 6);

        assertEquals(
                List.of("8001 #0", "58966 #80251643", "58970 #80251646", "8001 #0"),
                rows.stream().map(row -> row.port() + " #" + row.inode()).toList());
        assertTrue(rows.stream().allMatch(row -> row.address().getHostAddress().equals("127.0.0.1")), rows::toString);
        assertWhole(parser, 4);
    }

    @Test
    void theErrorOfTheKernel() {
        NetlinkParser parser = parse("no-such-protocol", TCP, 5);

        assertEquals(OptionalInt.of(2), parser.error(), "ENOENT");
        assertTrue(parser.isDone());
        assertFalse(parser.isMalformed());
        assertEquals(List.of(), rows);
    }

    @Test
    void answersToAnotherRequestAreLeftOut() {
        for (String name : List.of("tcp-ipv4", "no-such-protocol")) {
            NetlinkParser parser = parse(name, TCP, 77);

            assertEquals(List.of(), rows);
            assertEquals(0, told);
            assertEquals(OptionalInt.empty(), parser.error());
            assertFalse(parser.isDone(), "nor are they its end");
            assertFalse(parser.isMalformed());
        }
    }

    @Test
    void onlyThePortsAskedForAreKept() {
        parse("tcp-ipv6", TCP, 2, port -> port == 8005);

        assertEquals(List.of(8005), rows.stream().map(SocketRow::port).toList());
        assertEquals(4, told, "told of, asked for or not");
    }

    private NetlinkParser parse(String name, Protocol protocol, int sequence) {
        return parse(name, protocol, sequence, port -> true);
    }

    private NetlinkParser parse(String name, Protocol protocol, int sequence, IntPredicate wantedPort) {
        InetDiagParser sockets = new InetDiagParser(protocol, wantedPort, rows);
        NetlinkParser parser = new NetlinkParser(sequence, sockets);
        for (ByteBuffer datagram : Datagrams.recorded(name)) {
            parser.parse(datagram);
        }
        told = sockets.sockets();
        return parser;
    }

    private void assertWhole(NetlinkParser parser, int sockets) {
        assertTrue(parser.isDone());
        assertFalse(parser.isMalformed());
        assertFalse(parser.isInterrupted());
        assertEquals(OptionalInt.empty(), parser.error());
        assertEquals(sockets, told);
    }

    private static SocketRow tcp(
            AddressFamily family,
            String address,
            int port,
            long uid,
            long inode,
            long acceptQueue,
            SocketRow.Extras extras) {
        return new SocketRow(
                TCP,
                family,
                address(address),
                port,
                uid,
                inode,
                OptionalLong.of(acceptQueue),
                NONE,
                Optional.of(extras));
    }

    private static SocketRow.Extras extras(
            long cookie, Optional<Boolean> v6Only, int interfaceIndex, boolean multipath) {
        return new SocketRow.Extras(
                cookie, OptionalLong.of(16), v6Only, interfaceIndex, Optional.of(multipath), ROOT_CGROUP);
    }

    private static SocketRow udp(int port, long uid, long inode, long drops, long cookie, boolean v6Only) {
        return new SocketRow(
                UDP,
                IPV6,
                address("::"),
                port,
                uid,
                inode,
                NONE,
                OptionalLong.of(drops),
                Optional.of(new SocketRow.Extras(cookie, NONE, Optional.of(v6Only), 0, Optional.empty(), ROOT_CGROUP)));
    }

    /** Of a literal: no name is looked up. */
    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
