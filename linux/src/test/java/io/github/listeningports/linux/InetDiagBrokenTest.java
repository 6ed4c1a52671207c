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
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths that lie: never an exception, never bytes of one thing taken for another. */
class InetDiagBrokenTest {

    private static final int SEQUENCE = 9;

    private final List<SocketRow> rows = new ArrayList<>();
    private final Datagrams made = new Datagrams(ByteOrder.LITTLE_ENDIAN, SEQUENCE);

    @Test
    void aDatagramThatIsCutAtAnyByte() {
        ByteBuffer whole = made.socket(
                        false, 8080, made.attribute(Datagrams.SKV6ONLY, (byte) 1), made.upperLayer("mptcp"))
                .end(Datagrams.DONE, 0)
                .datagram();
        parse(TCP, whole);
        SocketRow row = rows.get(0);
        int firstMessage = whole.getInt(0);

        for (int length = 0; length < whole.limit(); length++) {
            rows.clear();
            NetlinkParser parser =
                    parse(TCP, whole.duplicate().order(whole.order()).limit(length));

            assertEquals(length < firstMessage ? List.of() : List.of(row), rows, "cut at " + length);
            assertEquals(length != 0 && length != firstMessage, parser.isMalformed(), "cut at " + length);
            assertFalse(parser.isDone());
        }
    }

    /** As if the kernel reported less: the rest is true, or the message is malformed. */
    @Test
    void aMessageThatIsShorterByAnyByte() {
        byte[] payload = made.socketPayload(
                false,
                53,
                made.attribute(Datagrams.SKV6ONLY, (byte) 1),
                made.memory(42),
                made.attribute(1, new byte[3]));
        for (int length = 0; length <= payload.length; length++) {
            byte[] cut = new byte[length];
            System.arraycopy(payload, 0, cut, 0, length);
            rows.clear();
            NetlinkParser parser = parse(
                    UDP,
                    new Datagrams(ByteOrder.LITTLE_ENDIAN, SEQUENCE)
                            .message(Datagrams.SOCKET, 0, cut)
                            .socket(false, 54)
                            .end(Datagrams.DONE, 0)
                            .datagram());

            assertTrue(parser.isDone());
            assertEquals(54, rows.get(rows.size() - 1).port(), "the next one is read in any case");
            assertEquals(parser.isMalformed() ? 1 : 2, rows.size(), "cut at " + length);
            assertTrue(parser.isMalformed() || length >= Datagrams.BODY, "cut at " + length);
            if (rows.size() == 2) {
                SocketRow row = rows.get(0);
                assertEquals(53, row.port());
                assertEquals(0xffff_fff3L, row.inode());
                assertEquals(
                        length >= Datagrams.BODY + 5 ? Optional.of(true) : Optional.empty(),
                        row.extras().orElseThrow().v6Only());
                assertEquals(length >= Datagrams.BODY + 48 ? OptionalLong.of(42) : OptionalLong.empty(), row.drops());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, -1, -16, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x7fff_fffd, 4096})
    void aMessageOfAnImpossibleLength(int length) {
        ByteBuffer datagram =
                made.socket(true, 1).socket(true, 2).end(Datagrams.DONE, 0).datagram();
        datagram.putInt(Datagrams.HEADER + Datagrams.BODY, length);
        NetlinkParser parser = parse(TCP, datagram);

        assertEquals(List.of(1), rows.stream().map(SocketRow::port).toList(), "what came before it stays");
        assertTrue(parser.isMalformed());
        assertFalse(parser.isDone());
    }

    /** The last message of a datagram may end without padding. */
    @Test
    void paddingThatIsNotThere() {
        ByteBuffer datagram = made.message(4711, 0, new byte[5]).datagram();
        NetlinkParser parser = parse(TCP, datagram.limit(Datagrams.HEADER + 5));

        assertFalse(parser.isMalformed());
    }

    @Test
    void bytesBehindTheLastMessageAreMalformedUnlessItWasTheEnd() {
        ByteBuffer behindSocket = made.socket(true, 1).message(0, 0).datagram();
        assertTrue(parse(TCP, behindSocket.limit(behindSocket.limit() - 8)).isMalformed());

        ByteBuffer behindEnd = new Datagrams(ByteOrder.LITTLE_ENDIAN, SEQUENCE)
                .end(Datagrams.DONE, 0)
                .message(0, 0)
                .datagram();
        assertFalse(parse(TCP, behindEnd.limit(behindEnd.limit() - 8)).isMalformed());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 9, 12, 0x7fff, 0x8000, 0xffff})
    void anAttributeOfAnImpossibleLength(int length) {
        byte[] attribute = made.attribute(Datagrams.SKV6ONLY, (byte) 1);
        attribute[0] = (byte) length;
        attribute[1] = (byte) (length >> 8);
        NetlinkParser parser = parse(
                TCP,
                made.socket(false, 1, attribute)
                        .socket(false, 2)
                        .end(Datagrams.DONE, 0)
                        .datagram());

        assertTrue(parser.isMalformed());
        assertTrue(parser.isDone());
        assertEquals(List.of(2), rows.stream().map(SocketRow::port).toList());
    }

    @Test
    void attributesTooShortForTheirValueAreIgnored() {
        made.socket(
                false,
                1,
                made.attribute(Datagrams.SKV6ONLY),
                made.attribute(Datagrams.ULP_INFO, new byte[] {9, 0, 1}),
                made.attribute(Datagrams.ULP_INFO, new byte[] {9, 0, 1, 0, 'm', 'p', 't', 'c'}));
        NetlinkParser parser = parse(TCP, made.datagram());

        assertFalse(parser.isMalformed());
        assertEquals(Optional.empty(), rows.get(0).extras().orElseThrow().v6Only());
        assertEquals(Optional.of(false), rows.get(0).extras().orElseThrow().multipath());
    }

    private NetlinkParser parse(Protocol protocol, ByteBuffer datagram) {
        NetlinkParser parser = new NetlinkParser(SEQUENCE, new InetDiagParser(protocol, port -> true, rows));
        parser.parse(datagram);
        return parser;
    }
}
