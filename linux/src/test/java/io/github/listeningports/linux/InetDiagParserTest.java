package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static io.github.listeningports.Protocol.UDP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Answers of a real kernel; ss and /proc showed the same sockets when they were recorded. */
class InetDiagParserTest {

    /** The id of the control group that the recorded sockets were made in. */
    private static final long ROOT_CGROUP = 1;

    private final List<SocketRow> rows = new ArrayList<>();
    private int reported;

    @Test
    void tcpOverIpv4() {
        NetlinkParser parser = parse("tcp-ipv4", TCP, 1);

        assertEquals(
                List.of(
                        tcp("0.0.0.0", 8002)
                                .inode(80249178)
                                .cookie(0x21092)
                                .interfaceIndex(1)
                                .build(),
                        tcp("0.0.0.0", 8003)
                                .inode(80249179)
                                .cookie(0x21093)
                                .multipath(true)
                                .build(),
                        tcp("127.0.0.1", 8001)
                                .uid(65534)
                                .inode(80241083)
                                .acceptQueue(2)
                                .cookie(0x21094)
                                .build()),
                rows);
        assertWhole(parser, 3);
    }

    @Test
    void tcpOverIpv6() {
        NetlinkParser parser = parse("tcp-ipv6", TCP, 2);

        assertEquals(
                List.of(
                        tcp("::", 8004)
                                .inode(80249173)
                                .cookie(0x21095)
                                .v6Only(false)
                                .build(),
                        tcp("::", 8005)
                                .inode(80241075)
                                .cookie(0x21096)
                                .v6Only(true)
                                .build(),
                        tcp("::ffff:127.0.0.1", 8007)
                                .inode(80241082)
                                .cookie(0x21097)
                                .v6Only(false)
                                .build(),
                        tcp("fe80::7", 8006)
                                .inode(80241084)
                                .cookie(0x21098)
                                .v6Only(true)
                                .interfaceIndex(3)
                                .build()),
                rows);
        assertWhole(parser, 4);
    }

    @Test
    void udpHasDropsAndNeitherQueueNorBacklog() {
        NetlinkParser parser = parse("udp-ipv6", UDP, 4);

        assertEquals(
                List.of(
                        udp(52162)
                                .inode(80251647)
                                .drops(0)
                                .cookie(0x21099)
                                .v6Only(false)
                                .build(),
                        udp(8008)
                                .uid(65534)
                                .inode(80249196)
                                .drops(54)
                                .cookie(0x2109a)
                                .v6Only(true)
                                .build()),
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
            assertEquals(0, reported);
            assertEquals(OptionalInt.empty(), parser.error());
            assertFalse(parser.isDone(), "nor are they its end");
            assertFalse(parser.isMalformed());
        }
    }

    @Test
    void onlyTheRequestedPortsAreKept() {
        NetlinkParser parser = parse("tcp-ipv6", TCP, 2, port -> port == 8005);

        assertEquals(List.of(8005), rows.stream().map(SocketRow::port).toList());
        assertWhole(parser, 4); // requested or not
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
        reported = sockets.sockets();
        return parser;
    }

    private void assertWhole(NetlinkParser parser, int sockets) {
        assertTrue(parser.isDone());
        assertFalse(parser.isMalformed());
        assertFalse(parser.isInterrupted());
        assertEquals(OptionalInt.empty(), parser.error());
        assertEquals(sockets, reported);
    }

    /** A listener like the recorded ones unless stated otherwise: empty accept queue, no interface, no MPTCP. */
    private static SocketRowBuilder tcp(String address, int port) {
        return SocketRowBuilder.tcp(address, port)
                .acceptQueue(0)
                .backlog(16)
                .multipath(false)
                .cgroup(ROOT_CGROUP);
    }

    private static SocketRowBuilder udp(int port) {
        return SocketRowBuilder.udp("::", port).cgroup(ROOT_CGROUP);
    }
}
