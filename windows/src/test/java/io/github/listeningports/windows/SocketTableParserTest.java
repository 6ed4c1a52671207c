package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.TableLayout;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables recorded from GetExtendedTcpTable and GetExtendedUdpTable of wine 8, unless stated otherwise; little-endian, on every system. */
class SocketTableParserTest {

    private static final String TCP4 = "01000000 02000000 7f000001 9d6c0000 00000000 00000000 28010000";

    private static final String UDP4 =
            "03000000 00000000 9ca60000 00000000 7f000001 9d0a0000 00000000 7f000001 9d6e0000 28010000";

    private static final String TCP6 = "01000000 00000000000000000000000000000001 00100000 9ca50000"
            + " 00000000000000000000000000000000 00000000 00000000 02000000 00000000";

    /** The padding, which is never written, is cc; the row ends with 128 bytes of module information. */
    private static final String UDP4_MODULE =
            "01000000 cccccccc 00000000 9ca60000 00000000 cccccccc 80d53eb15d9ddd01 00000000 cccccccc"
                    + "00".repeat(128);

    @Test
    void tcpOverIpv4() {
        List<SocketRow> rows = parse(TCP4, TableLayout.TCP4_PID);

        assertEquals("[tcp IPV4 127.0.0.1:40300 pid 296 scope 0 created 0]", texts(rows));
        assertInstanceOf(Inet4Address.class, rows.get(0).address());
    }

    @Test
    void udpOverIpv4() {
        assertEquals(
                "[udp IPV4 0.0.0.0:40102 pid 0 scope 0 created 0, udp IPV4 127.0.0.1:40202 pid 0 scope 0 created 0,"
                        + " udp IPV4 127.0.0.1:40302 pid 296 scope 0 created 0]",
                texts(parse(UDP4, TableLayout.UDP4_PID)));
    }

    /** wine reports scope 4096 for ::1, which has none. */
    @Test
    void tcpOverIpv6() {
        assertEquals(
                "[tcp IPV6 0:0:0:0:0:0:0:1:40101 pid 0 scope 0 created 0]", texts(parse(TCP6, TableLayout.TCP6_PID)));
    }

    /** The time is invented, about 2026-11-23T07:00:00Z; wine reports 0. */
    @Test
    void udpOverIpv4WithTimes() {
        List<SocketRow> rows = parse(UDP4_MODULE, TableLayout.UDP4_MODULE);

        assertEquals("0.0.0.0", rows.get(0).address().getHostAddress());
        assertEquals(40102, rows.get(0).port());
        assertEquals(Long.reverseBytes(0x80d53eb15d9ddd01L), rows.get(0).created());
    }

    /** Handmade, after the SDK's headers: on port 40300, in the states LISTEN, TIME_WAIT, CLOSED and 100, which is Get-NetTCPConnection's Bound; and ESTABLISHED on another port. */
    @Test
    void socketsThatDoNotListen() {
        String local = " 7f000001 9d6c0000 ";
        String remote = " 0a000009 1f900000 ";
        String none = " 00000000 00000000 ";
        List<TcpSocket> ipv4 = others(
                "05000000 02000000" + local + none + "07000000 0b000000" + local + remote + "00000000 01000000" + local
                        + none + "07000000 64000000" + local + none + "07000000 05000000 7f000001 9d6d0000" + remote
                        + "07000000",
                TableLayout.TCP4_ALL);
        List<TcpSocket> ipv6 = others(
                "01000000 00000000000000000000000000000001 00000000 9d6c0000"
                        + " fd000000000000000000000000000009 00000000 1f900000 05000000 07000000",
                TableLayout.TCP6_ALL);

        assertEquals(
                List.of("TIME_WAIT 10.0.0.9 false 0", "BOUND 0.0.0.0 true 7", "BOUND 0.0.0.0 true 7"),
                ipv4.stream().map(SocketTableParserTest::text).toList());
        assertEquals(
                List.of("ESTABLISHED fd00:0:0:0:0:0:0:9 false 7"),
                ipv6.stream().map(SocketTableParserTest::text).toList());
        assertEquals(List.of(), others("", TableLayout.TCP4_ALL));
        assertEquals(List.of(), others("05000000 0b000000", TableLayout.TCP4_ALL), "the rows do not fit");
    }

    private static List<TcpSocket> others(String hex, TableLayout layout) {
        return SocketTableParser.parseOthers(bytes(hex), layout, port -> port == 40300);
    }

    private static String text(TcpSocket socket) {
        return socket.stateName() + " " + socket.remote().getHostAddress() + " " + socket.isBound() + " "
                + socket.row().pid();
    }

    /** Written after the SDK's headers: rows of each table, with fields at the offsets that the C compiler gives them. */
    @ParameterizedTest
    @EnumSource
    void everyFieldOfEveryTable(TableLayout layout) {
        Table table = new Table(layout, 3);
        table.row(
                0,
                "7f000001",
                "fe800000000000000000000000000001",
                0x1F90,
                0xDEADBEEF,
                0xFFFFFFF0,
                12,
                132_000_000_000_000_000L);
        table.row(1, "00000000", "00000000000000000000000000000000", 0x0050, 0, 4, 12, -1);
        table.row(2, "c0a80001", "00000000000000000000ffff7f000001", 0xFFFF, 0xFFFFFFFF, 0, 12, 0);
        List<SocketRow> rows = new ArrayList<>();

        assertEquals(0, SocketTableParser.parse(table.bytes, layout, port -> true, rows));

        boolean ipv4 = layout.family == AddressFamily.IPV4;
        boolean timed = layout.firstRow == 8;
        String kind = layout.protocol + " " + layout.family + " ";
        assertEquals(
                List.of(
                        kind + (ipv4 ? "127.0.0.1" : "fe80:0:0:0:0:0:0:1") + ":8080 pid 4294967280 scope "
                                + (ipv4 ? 0 : 12) + " created " + (timed ? 132_000_000_000_000_000L : 0),
                        kind + (ipv4 ? "0.0.0.0" : "0:0:0:0:0:0:0:0") + ":80 pid 4 scope 0 created 0",
                        kind + (ipv4 ? "192.168.0.1" : "127.0.0.1") + ":65535 pid 0 scope 0 created 0"),
                rows.stream().map(SocketTableParserTest::text).toList());
    }

    @Test
    void onlyTheLow16BitsOfAPortCount() {
        assertEquals(
                40300,
                parse(TCP4.replace("9d6c0000", "9d6cbeef"), TableLayout.TCP4_PID)
                        .get(0)
                        .port());
    }

    @Test
    void pidsAreUnsigned() {
        assertEquals(
                4_294_967_295L,
                parse(TCP4.replace("28010000", "ffffffff"), TableLayout.TCP4_PID)
                        .get(0)
                        .pid());
    }

    /** In network byte order, as Microsoft's page documents it, and in host byte order, as .NET reads it. */
    @Test
    void theScopeOfALinkLocalAddressInEitherByteOrder() {
        String linkLocal = TCP6.replace("00000000000000000000000000000001", "fe800000000000000000000000000001");
        for (String twelve : List.of("0c000000", "0000000c")) {
            assertEquals(
                    12,
                    parse(linkLocal.replace("00100000", twelve), TableLayout.TCP6_PID)
                            .get(0)
                            .scopeId());
        }
    }

    @Test
    void socketsThatDoNotListenAreLeftOut() {
        assertEquals(List.of(), parse(TCP4.replace("02000000 7f", "05000000 7f"), TableLayout.TCP4_PID));
    }

    @Test
    void socketsWithoutAPortAreLeftOut() {
        assertEquals(List.of(), parse(TCP4.replace("9d6c0000", "0000ffff"), TableLayout.TCP4_PID));
    }

    @Test
    void onlyTheRequestedPorts() {
        List<SocketRow> rows = new ArrayList<>();
        SocketTableParser.parse(bytes(UDP4), TableLayout.UDP4_PID, port -> port == 40202, rows);

        assertEquals("[udp IPV4 127.0.0.1:40202 pid 0 scope 0 created 0]", texts(rows));
    }

    /** Windows returns 4 bytes for a table without rows, whatever the offset of the first row. */
    @ParameterizedTest
    @EnumSource
    void aTableWithoutRows(TableLayout layout) {
        assertEquals(List.of(), parse("00000000", layout));
        assertEquals(List.of(), parse("00000000 cccccccc", layout));
        assertEquals(List.of(), parse("00000000" + "cc".repeat(1000), layout));
    }

    @ParameterizedTest
    @EnumSource
    void aBufferTooSmallForATable(TableLayout layout) {
        assertEquals(List.of(), parse("", layout));
        assertEquals(List.of(), parse("010000", layout));
    }

    /** Cut anywhere, the complete rows before are found, and the missing ones counted. */
    @ParameterizedTest
    @EnumSource
    void aTableThatIsCut(TableLayout layout) {
        Table whole = new Table(layout, 3);
        for (int i = 0; i < 3; i++) {
            whole.row(i, "7f000001", "00000000000000000000000000000001", 80 + i, 0, 4, 0, 0);
        }
        for (int length = 4; length < whole.bytes.limit(); length++) {
            ByteBuffer cut = whole.bytes.duplicate().limit(length);
            List<SocketRow> rows = new ArrayList<>();
            long lost = SocketTableParser.parse(cut, layout, port -> true, rows);

            assertEquals(Math.max(0, length - layout.firstRow) / layout.rowSize, rows.size());
            assertEquals(3 - rows.size(), lost);
        }
    }

    @Test
    void aCountLargerThanTheTable() {
        List<SocketRow> rows = new ArrayList<>();
        long lost = SocketTableParser.parse(
                bytes(TCP4.replaceFirst("01000000", "ffffffff")), TableLayout.TCP4_PID, port -> true, rows);

        assertEquals("[tcp IPV4 127.0.0.1:40300 pid 296 scope 0 created 0]", texts(rows));
        assertEquals(4_294_967_294L, lost);
    }

    @Test
    void theBuffersOwnByteOrderAndPositionDoNotMatter() {
        ByteBuffer big = bytes(TCP4).order(ByteOrder.BIG_ENDIAN).position(7);
        List<SocketRow> rows = new ArrayList<>();
        SocketTableParser.parse(big, TableLayout.TCP4_PID, port -> true, rows);

        assertEquals("[tcp IPV4 127.0.0.1:40300 pid 296 scope 0 created 0]", texts(rows));
        assertEquals(7, big.position());
    }

    @Test
    void eachProtocolAndFamilyHasATableWithTimesAndOneWithout() {
        for (Protocol protocol : Protocol.values()) {
            for (AddressFamily family : AddressFamily.values()) {
                TableLayout timed = TableLayout.withTimes(protocol, family);
                TableLayout plain = TableLayout.withoutTimes(protocol, family);
                assertEquals(List.of(protocol, protocol), List.of(timed.protocol, plain.protocol));
                assertEquals(List.of(family, family), List.of(timed.family, plain.family));
                assertEquals(List.of(8, 4), List.of(timed.firstRow, plain.firstRow));
            }
        }
    }

    /** A table filled field by field, with cc between the fields. */
    private static final class Table {
        private final TableLayout layout;
        private final ByteBuffer bytes;

        Table(TableLayout layout, int rows) {
            this.layout = layout;
            byte[] filler = HexFormat.of().parseHex("cc".repeat(layout.firstRow + rows * layout.rowSize));
            bytes = ByteBuffer.wrap(filler).order(ByteOrder.LITTLE_ENDIAN).putInt(0, rows);
        }

        void row(int index, String ipv4, String ipv6, int port, int dirt, int pid, int scope, long created) {
            int row = layout.firstRow + index * layout.rowSize;
            bytes.put(row + layout.address, HexFormat.of().parseHex(layout.family == AddressFamily.IPV4 ? ipv4 : ipv6));
            bytes.putInt(row + layout.port, dirt)
                    .putShort(row + layout.port, Short.reverseBytes((short) port))
                    .putInt(row + layout.pid, pid);
            if (layout.state >= 0) {
                bytes.putInt(row + layout.state, layout.wantedState());
            }
            if (layout.scope >= 0) {
                bytes.putInt(row + layout.scope, scope);
            }
            if (layout.created >= 0) {
                bytes.putLong(row + layout.created, created);
            }
        }
    }

    private static List<SocketRow> parse(String hex, TableLayout layout) {
        List<SocketRow> rows = new ArrayList<>();
        assertEquals(0, SocketTableParser.parse(bytes(hex), layout, port -> true, rows));
        return rows;
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static String texts(List<SocketRow> rows) {
        return rows.stream().map(SocketTableParserTest::text).toList().toString();
    }

    private static String text(SocketRow row) {
        String address = row.address().getHostAddress();
        return row.protocol() + " " + row.family() + " " + address + ":" + row.port() + " pid " + row.pid() + " scope "
                + row.scopeId() + " created " + row.created();
    }
}
