package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static io.github.listeningports.Protocol.UDP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that no kernel here sends: other byte orders, errors, and broken ones. */
class InetDiagMessagesTest {

    private static final int SEQUENCE = 9;

    private final List<SocketRow> rows = new ArrayList<>();
    private final Datagrams made = new Datagrams(ByteOrder.LITTLE_ENDIAN, SEQUENCE);

    /** 64-bit x86 and ARM differ in nothing; s390x turns every number around but ports and addresses. */
    @Test
    void bothByteOrders() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            Datagrams datagrams = new Datagrams(order, SEQUENCE);
            datagrams.socket(
                    false,
                    8080,
                    datagrams.attribute(Datagrams.SKV6ONLY, (byte) 1),
                    datagrams.upperLayer("mptcp"),
                    datagrams.cgroup(0xf123_4567_89ab_cdefL));
            datagrams.socket(true, 0xfedc).end(Datagrams.DONE, 0);
            rows.clear();
            NetlinkParser parser = parse(TCP, datagrams.datagram());

            assertTrue(parser.isDone() && !parser.isMalformed());
            assertEquals(2, rows.size());
            SocketRow six = rows.get(0);
            assertEquals("2001:db8:0:0:0:0:0:1", six.address().getHostAddress());
            assertEquals(8080, six.port());
            assertEquals(OptionalLong.of(0xffff_fff0L), six.acceptQueue());
            assertEquals(0xffff_fff2L, six.uid());
            assertEquals(0xffff_fff3L, six.inode());
            assertEquals(
                    Optional.of(new SocketRow.Extras(
                            0xf123_4567_8877_6655L,
                            OptionalLong.of(0xffff_fff1L),
                            Optional.of(true),
                            7,
                            Optional.of(true),
                            OptionalLong.of(0xf123_4567_89ab_cdefL))),
                    six.extras());
            assertEquals("10.1.2.3", rows.get(1).address().getHostAddress());
            assertEquals(0xfedc, rows.get(1).port());
            assertEquals(Optional.empty(), rows.get(1).extras().orElseThrow().v6Only());
        }
    }

    @Test
    void dropsOfUdpInBothByteOrders() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            Datagrams datagrams = new Datagrams(order, SEQUENCE);
            rows.clear();
            parse(UDP, datagrams.socket(true, 53, datagrams.memory(0xffff_ffff)).datagram());

            assertEquals(OptionalLong.of(0xffff_ffffL), rows.get(0).drops());
            assertEquals(OptionalLong.empty(), rows.get(0).acceptQueue());
        }
    }

    @Test
    void anOlderKernelSendsShorterMemoryInfoOrNone() {
        made.socket(true, 53, made.attribute(Datagrams.SKMEMINFO, new byte[32])).socket(true, 54);
        NetlinkParser parser = parse(UDP, made.datagram());

        assertEquals(
                List.of(OptionalLong.empty(), OptionalLong.empty()),
                rows.stream().map(SocketRow::drops).toList());
        assertFalse(parser.isMalformed());
    }

    @Test
    void unknownAttributesAreJumpedOver() {
        byte[] unknown = made.attribute(0x3abc, new byte[37]);
        byte[] nested = made.attribute(0x8000 | 99, made.attribute(Datagrams.SKV6ONLY, (byte) 1));
        made.socket(false, 1, unknown, nested, made.attribute(Datagrams.SKV6ONLY, (byte) 0), unknown);
        NetlinkParser parser = parse(TCP, made.datagram());

        assertEquals(Optional.of(false), rows.get(0).extras().orElseThrow().v6Only());
        assertFalse(parser.isMalformed());
    }

    /** INET_DIAG_ULP_INFO reports TLS in the same way; the flag for nesting may be set or not. */
    @Test
    void onlyTheUpperLayerProtocolOfMptcpIsMultipath() {
        byte[] flagged = made.upperLayer("mptcp");
        flagged[3] |= (byte) 0x80;
        byte[] endless = {9, 0, 1, 0, 'm', 'p', 't', 'c', 'p'}; // netlink's strings may lack the NUL
        made.socket(true, 1, made.upperLayer("tls"))
                .socket(true, 2, made.upperLayer("mptc"))
                .socket(true, 3, made.upperLayer("mptcp"))
                .socket(true, 4, flagged)
                .socket(true, 5, made.attribute(Datagrams.ULP_INFO))
                .socket(true, 6, made.attribute(Datagrams.ULP_INFO, endless));
        parse(TCP, made.datagram());

        assertEquals(
                List.of(false, false, true, true, false, true),
                rows.stream()
                        .map(row -> row.extras().orElseThrow().multipath().orElseThrow())
                        .toList());
    }

    /** Older kernels report MPTCP only to callers that get the mark (15, INET_DIAG_MARK) too. */
    @Test
    void whatTheKernelMayHaveKeptToItselfIsNotKnown() {
        made.socket(true, 1).socket(true, 2, made.attribute(15, (byte) 0, (byte) 0, (byte) 0, (byte) 0));
        parse(TCP, made.datagram());

        assertEquals(
                List.of(Optional.empty(), Optional.of(false)),
                rows.stream().map(row -> row.extras().orElseThrow().multipath()).toList());
    }

    @Test
    void aPortOfZeroIsNoListener() {
        InetDiagParser sockets = new InetDiagParser(UDP, port -> true, rows);
        new NetlinkParser(SEQUENCE, sockets)
                .parse(made.socket(true, 0).socket(true, 65535).datagram());

        assertEquals(List.of(65535), rows.stream().map(SocketRow::port).toList());
        assertEquals(2, sockets.sockets());
    }

    @ParameterizedTest
    @ValueSource(ints = {Datagrams.ERROR, Datagrams.DONE})
    void theEndReportsAnError(int type) {
        NetlinkParser failed = parse(TCP, made.socket(true, 1).end(type, -1).datagram());
        assertEquals(OptionalInt.of(1), failed.error(), "EPERM");
        assertTrue(failed.isDone());

        NetlinkParser fine = parse(
                TCP,
                new Datagrams(ByteOrder.LITTLE_ENDIAN, SEQUENCE).end(type, 0).datagram());
        assertEquals(OptionalInt.empty(), fine.error());
        assertTrue(fine.isDone());

        NetlinkParser silent = parse(
                TCP,
                new Datagrams(ByteOrder.LITTLE_ENDIAN, SEQUENCE)
                        .message(type, 0)
                        .datagram());
        assertTrue(silent.isDone(), "no code at all");
        assertEquals(OptionalInt.empty(), silent.error());

        NetlinkParser last = parse(
                TCP,
                new Datagrams(ByteOrder.LITTLE_ENDIAN, SEQUENCE)
                        .socket(true, 1)
                        .message(type, 0)
                        .datagram());
        assertTrue(last.isDone(), "nor bytes behind it");
        assertEquals(OptionalInt.empty(), last.error());
    }

    @Test
    void afterTheEndNothingIsRead() {
        NetlinkParser parser = parse(
                TCP, made.socket(true, 1).end(Datagrams.DONE, 0).socket(true, 2).datagram());

        assertEquals(List.of(1), rows.stream().map(SocketRow::port).toList());
        assertFalse(parser.isMalformed());
    }

    @Test
    void anInterruptedDumpIsReported() {
        NetlinkParser parser = parse(
                TCP,
                made.message(Datagrams.SOCKET, Datagrams.INTERRUPTED, made.socketPayload(true, 1))
                        .end(Datagrams.DONE, 0)
                        .datagram());

        assertTrue(parser.isInterrupted());
        assertEquals(1, rows.size(), "its rows are true all the same");

        NetlinkParser atTheEnd = parse(
                TCP,
                new Datagrams(ByteOrder.LITTLE_ENDIAN, SEQUENCE)
                        .message(Datagrams.DONE, Datagrams.INTERRUPTED, made.number(0))
                        .datagram());
        assertTrue(atTheEnd.isInterrupted());
    }

    @Test
    void theInterruptionOfAnotherDumpIsNot() {
        Datagrams other = new Datagrams(ByteOrder.LITTLE_ENDIAN, SEQUENCE + 1);
        NetlinkParser parser = parse(
                TCP,
                other.message(Datagrams.SOCKET, Datagrams.INTERRUPTED, other.socketPayload(true, 1))
                        .datagram());

        assertFalse(parser.isInterrupted());
        assertEquals(List.of(), rows);
    }

    @Test
    void noopAndMessagesYetToBeInventedAreJumpedOver() {
        NetlinkParser parser = parse(
                TCP,
                made.message(Datagrams.NOOP, 0)
                        .message(4711, 0, new byte[5])
                        .socket(true, 1)
                        .end(Datagrams.DONE, 0)
                        .datagram());

        assertEquals(1, rows.size());
        assertTrue(parser.isDone() && !parser.isMalformed());
    }

    @Test
    void aDumpOfManyDatagrams() {
        NetlinkParser parser = new NetlinkParser(SEQUENCE, new InetDiagParser(TCP, port -> true, rows));
        for (int i = 1; i <= 500; i++) {
            parser.parse(new Datagrams(ByteOrder.LITTLE_ENDIAN, SEQUENCE)
                    .socket(true, i)
                    .datagram());
            assertFalse(parser.isDone());
        }
        parser.parse(made.end(Datagrams.DONE, 0).datagram());

        assertTrue(parser.isDone());
        assertEquals(500, rows.size());
    }

    @Test
    void anEmptyDatagramIsNeitherTheEndNorMalformed() {
        NetlinkParser parser = parse(TCP, made.datagram());

        assertFalse(parser.isDone() || parser.isMalformed());
    }

    private NetlinkParser parse(Protocol protocol, ByteBuffer datagram) {
        NetlinkParser parser = new NetlinkParser(SEQUENCE, new InetDiagParser(protocol, port -> true, rows));
        parser.parse(datagram);
        return parser;
    }
}
