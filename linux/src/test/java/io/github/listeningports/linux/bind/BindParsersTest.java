package io.github.listeningports.linux.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bind meets: rows of /proc/net and messages of sock_diag(7) as the kernel's source writes them, of little-endian and big-endian machines, and the table of local addresses. */
class BindParsersTest {

    private static final int PORT = 8080;

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The states of include/net/tcp_states.h. */
    @ParameterizedTest
    @CsvSource({
        "-1, UNKNOWN, true",
        "0, UNKNOWN, true",
        "1, ESTABLISHED, true",
        "2, SYN_SENT, true",
        "3, SYN_RECV, false",
        "6, TIME_WAIT, true",
        "7, CLOSE, true",
        "10, LISTEN, true",
        "11, CLOSING, true",
        "12, NEW_SYN_RECV, false",
        "13, UNKNOWN, true"
    })
    void states(int number, SocketState state, boolean holdsAPort) {
        assertEquals(state, SocketState.of(number));
        assertEquals(holdsAPort, state.holdsAPort());
        assertEquals(holdsAPort, number < 1 || (SocketState.holdingAPort() & 1 << number) != 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "32768\t60999|32767|false",
                "32768\t60999|32768|true",
                "32768\t60999|60999|true",
                "32768\t60999|61000|false",
                "8080,9148-9150|8080|true",
                "8080,9148-9150|8081|false",
                "8080,9148-9150|9149|true",
                "8080,9148-9150|9151|false",
                "8080,9148-9150|9147|false"
            })
    void rangesOfPorts(String text, int port, boolean contains) {
        assertEquals(contains, PortRanges.contain(text, port));
    }

    /** Linux 6.18, with 192.0.2.1/24 and 192.0.2.200/32 on a0, a rule and a route for table 7, {@code ip route add local 198.51.100.0/25 dev lo} and an unreachable local 203.0.113.0/24. */
    private static final String TABLE = """
            Id 7:
              |-- 10.0.0.0
                 /8 link UNICAST
            Main:
              |-- 192.0.2.0
                 /24 link UNICAST
            Local:
              +-- 0.0.0.0/0 2 0 2
                 +-- 127.0.0.0/8 2 0 2
                    +-- 127.0.0.0/31 1 0 0
                       |-- 127.0.0.0
                          /8 host LOCAL
                       |-- 127.0.0.1
                          /32 host LOCAL
                    |-- 127.255.255.255
                       /32 link BROADCAST
                 +-- 192.0.0.0/4 2 0 1
                    +-- 192.0.2.0/24 2 1 2
                       |-- 192.0.2.1
                          /32 host LOCAL
                       +-- 192.0.2.192/26 2 0 2
                          |-- 192.0.2.200
                             /32 host LOCAL
                          |-- 192.0.2.255
                             /32 link BROADCAST
                    |-- 198.51.100.0
                       /25 host LOCAL
                    |-- 203.0.113.0
                       /24 universe UNREACHABLE
            """;

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, LOCAL",
        "127.0.0.2, LOCAL",
        "127.255.255.255, BROADCAST",
        "128.0.0.0, ''",
        "126.255.255.255, ''",
        "192.0.2.1, LOCAL",
        "192.0.2.0, ''",
        "192.0.2.2, ''",
        "192.0.2.200, LOCAL",
        "192.0.2.255, BROADCAST",
        "198.51.100.127, LOCAL",
        "198.51.100.128, ''",
        "203.0.113.9, UNREACHABLE",
        "0.0.0.0, ''",
        "10.0.0.1, ''",
        "8.8.8.8, ''"
    })
    void theTypeOfAnAddress(String address, String type) {
        int number = ByteBuffer.wrap(address(address).getAddress()).getInt();
        assertEquals(type, FibTrieParser.type(TABLE, number));
    }

    /** Those of one prefix are in the order in which the kernel tries them (fib_find_alias). */
    @Test
    void theFirstOfEqualRoutesAndTheMostSpecificOne() {
        String table = "Local:\n  |-- 10.0.0.0\n     /8 link BROADCAST\n     /8 host LOCAL\n     /16 link UNICAST\n";
        assertEquals("BROADCAST", FibTrieParser.type(table, 0x0a010000));
        assertEquals("UNICAST", FibTrieParser.type(table, 0x0a000001));
        assertEquals("LOCAL", FibTrieParser.type("Local:\n  |-- 0.0.0.0\n     /0 host LOCAL\n", -1));
        assertEquals("LOCAL", FibTrieParser.type("Local:\n  |-- 0.0.0.0\n     /0 host LOCAL\n", 0x7fffffff));
    }

    /** The names are those of fib_table_print (net/ipv4/fib_trie.c). */
    @Test
    void otherTables() {
        String leaf = "  +-- 10.0.0.0/8 2 0 2\n     |-- 10.0.0.1\n        /32 host LOCAL\n";
        assertEquals("", FibTrieParser.type("Main:\n" + leaf, 0x0a000001));
        assertEquals("", FibTrieParser.type("Id 7:\n" + leaf, 0x0a000001));
        assertEquals("", FibTrieParser.type("Local:\nId 7:\n" + leaf, 0x0a000001));
        assertEquals("LOCAL", FibTrieParser.type("Main:\n" + leaf + "Local:\n" + leaf, 0x0a000001));
        assertEquals("", FibTrieParser.type("Local:\n" + leaf, 0x0a000002), "the inner node is no route");
    }

    private static Optional<PortSocket> row(AddressFamily family, ByteOrder order, String row) {
        return new ProcPortParser(Protocol.TCP, family, order, PORT).parse(row);
    }

    private static Optional<PortSocket> row4(String row) {
        return row(AddressFamily.IPV4, ByteOrder.LITTLE_ENDIAN, row);
    }

    /** net/ipv4/tcp_ipv4.c get_tcp4_sock. */
    @Test
    void aRowOfATable() {
        Optional<PortSocket> established = Optional.of(new PortSocket(
                Protocol.TCP,
                AddressFamily.IPV4,
                SocketState.ESTABLISHED,
                address("192.0.2.1"),
                PORT,
                address("198.51.100.7"),
                443,
                1000,
                4_294_967_295L,
                OptionalInt.empty(),
                Optional.empty(),
                OptionalLong.empty()));
        String rest =
                "01BB 01 00000000:00000000 02:00000A3F 00000000  1000        0 4294967295 2 0000000000000000 20 4 30 10 -1";
        assertEquals(established, row4("   0: 010200C0:1F90 076433C6:" + rest));
        assertEquals(
                established, row(AddressFamily.IPV4, ByteOrder.BIG_ENDIAN, "   0: C0000201:1F90 C6336407:" + rest));
    }

    @Test
    void aRowOfIpv6() {
        Optional<PortSocket> listener = Optional.of(new PortSocket(
                Protocol.TCP,
                AddressFamily.IPV6,
                SocketState.LISTEN,
                address("2001:db8::1:2"),
                PORT,
                address("::"),
                0,
                0,
                77,
                OptionalInt.empty(),
                Optional.empty(),
                OptionalLong.empty()));
        String rest = ":0000 0A 00000000:00000000 00:00000000 00000000     0        0 77";
        String any = "00000000000000000000000000000000";
        assertEquals(
                listener,
                row(
                        AddressFamily.IPV6,
                        ByteOrder.LITTLE_ENDIAN,
                        " 112: B80D0120000000000000000002000100:1F90 " + any + rest));
        assertEquals(
                listener,
                row(
                        AddressFamily.IPV6,
                        ByteOrder.BIG_ENDIAN,
                        "112: 20010DB8000000000000000000010002:1F90 " + any + rest));
    }

    /** get_timewait4_sock: the timer 3, and when it fires in hundredths of a second. */
    @Test
    void howLongASocketStaysInTimeWait() {
        String row =
                "   3: 0100007F:1F90 0100007F:9C40 06 00000000:00000000 03:%s 00000000     0        0 0 3 0000000000000000";
        PortSocket socket = row4(String.format(row, "0000176F")).orElseThrow();
        assertEquals(SocketState.TIME_WAIT, socket.state());
        assertEquals(OptionalLong.of(59_990), socket.remainingMillis());
        assertEquals(0, socket.inode());
        assertTrue(socket.isConnection());
        assertEquals(
                OptionalLong.of(0x1_0000_0000L * 10),
                row4(String.format(row, "100000000")).orElseThrow().remainingMillis(),
                "a longer number is not cut");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                "",
                "1F90",
                "   0: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1",
                "   0: 0100007F:1F90 00000000:0000 03 00000000:00000000 01:00000000 00000000     0        0 1",
                "   0: 0100007F:1F90 00000000:0000 0C 00000000:00000000 01:00000000 00000000     0        0 1",
                "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0",
                "   0: 000000000100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1",
                "   0: 0100007F:0050 1F900000:1F90 01 00000000:00000000 00:00000000 00000000     0        0 1"
            })
    void rowsThatAreNoSocketOnThePort(String row) {
        assertEquals(Optional.empty(), row4(row));
    }

    /** inet_diag_msg of linux/inet_diag.h, in a message of sock_diag(7). */
    private static final class Message {

        private static final int HEADER = 16;
        private static final int BODY = 72;

        private final ByteBuffer bytes;

        Message(ByteOrder order, int family, int state, int attributeBytes) {
            bytes = ByteBuffer.allocate(HEADER + BODY + attributeBytes).order(order);
            bytes.putInt(0, bytes.capacity()).putShort(4, (short) 20).putShort(6, (short) 2);
            bytes.putInt(8, 1);
            at(0).put((byte) family).put((byte) state);
            network16(4, PORT);
        }

        ByteBuffer at(int offset) {
            return bytes.position(HEADER + offset);
        }

        Message network16(int offset, int value) {
            at(offset).put((byte) (value >> 8)).put((byte) value);
            return this;
        }

        Message put(int offset, String hex) {
            at(offset).put(HexFormat.of().parseHex(hex));
            return this;
        }

        Message number(int offset, int value) {
            at(offset).putInt(value);
            return this;
        }

        /** INET_DIAG_SKV6ONLY is 11. */
        Message attribute(int offset, int length, int type, int value) {
            at(BODY + offset).putShort((short) length).putShort((short) type).put((byte) value);
            return this;
        }

        List<PortSocket> sockets() {
            return sockets(PORT);
        }

        List<PortSocket> sockets(int port) {
            List<PortSocket> sockets = new ArrayList<>();
            NetlinkParser parser = new NetlinkParser(1, new PortDiagParser(Protocol.TCP, port, sockets));
            parser.parse(bytes.rewind());
            assertFalse(parser.isMalformed());
            return sockets;
        }

        PortSocket socket() {
            List<PortSocket> sockets = sockets();
            assertEquals(1, sockets.size());
            return sockets.get(0);
        }
    }

    enum Machine {
        LITTLE(ByteOrder.LITTLE_ENDIAN),
        BIG(ByteOrder.BIG_ENDIAN);

        private final ByteOrder order;

        Machine(ByteOrder order) {
            this.order = order;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessage(Machine machine) {
        Message message = new Message(machine.order, 2, 1, 0)
                .network16(6, 443)
                .put(8, "c0000201")
                .put(24, "c6336407")
                .number(40, 5)
                .number(52, 60_000)
                .number(64, -2)
                .number(68, -1);
        PortSocket socket = new PortSocket(
                Protocol.TCP,
                AddressFamily.IPV4,
                SocketState.ESTABLISHED,
                address("192.0.2.1"),
                PORT,
                address("198.51.100.7"),
                443,
                4_294_967_294L,
                4_294_967_295L,
                OptionalInt.of(5),
                Optional.empty(),
                OptionalLong.empty());
        assertEquals(List.of(socket), message.sockets());
        assertEquals(List.of(), message.sockets(PORT + 1));
    }

    @Test
    void portsOfAllBits() {
        for (Machine machine : Machine.values()) {
            PortSocket socket =
                    new Message(machine.order, 2, 1, 0).network16(6, 0xfffe).socket();
            assertEquals(0xfffe, socket.remotePort());
            assertEquals(
                    1,
                    new Message(machine.order, 2, 1, 0)
                            .network16(4, 0xff01)
                            .sockets(0xff01)
                            .size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfIpv6(Machine machine) {
        PortSocket socket = new Message(machine.order, 10, 10, 8)
                .put(8, "20010db8000000000000000000010002")
                .attribute(0, 5, 11, 1)
                .socket();
        assertEquals(AddressFamily.IPV6, socket.family());
        assertEquals(SocketState.LISTEN, socket.state());
        assertEquals(address("2001:db8::1:2"), socket.address());
        assertEquals(address("::"), socket.remoteAddress());
        assertEquals(Optional.of(true), socket.v6Only());
        assertEquals(OptionalInt.of(0), socket.interfaceIndex());
        assertTrue(socket.isListener());
    }

    /** inet_twsk_diag_fill: timer 3, idiag_expires in milliseconds. */
    @Test
    void aMessageOfASocketInTimeWait() {
        Message message = new Message(ByteOrder.LITTLE_ENDIAN, 2, 6, 0).number(52, 59_990);
        assertEquals(OptionalLong.empty(), message.socket().remainingMillis());
        message.at(2).put((byte) 3);
        assertEquals(OptionalLong.of(59_990), message.socket().remainingMillis());
        message.number(52, -1);
        assertEquals(OptionalLong.of(4_294_967_295L), message.socket().remainingMillis());
    }

    /** Their listener holds the port. */
    @Test
    void requestsForAConnection() {
        assertEquals(List.of(), new Message(ByteOrder.LITTLE_ENDIAN, 2, 3, 0).sockets());
        assertEquals(List.of(), new Message(ByteOrder.LITTLE_ENDIAN, 2, 12, 0).sockets());
        assertEquals(1, new Message(ByteOrder.LITTLE_ENDIAN, 2, 13, 0).sockets().size(), "BOUND_INACTIVE");
    }

    private static Optional<Boolean> v6Only(Message message) {
        return message.socket().v6Only();
    }

    private static Message listener(int attributeBytes) {
        return new Message(ByteOrder.LITTLE_ENDIAN, 10, 10, attributeBytes);
    }

    @Test
    void theAttributeForV6Only() {
        assertEquals(Optional.empty(), v6Only(listener(0)));
        assertEquals(Optional.of(false), v6Only(listener(8).attribute(0, 5, 11, 0)));
        assertEquals(Optional.of(true), v6Only(listener(8).attribute(0, 5, 0x800b, 1)), "with a flag");
        assertEquals(Optional.empty(), v6Only(listener(8).attribute(0, 5, 8, 1)), "INET_DIAG_SHUTDOWN");
        Message second = listener(16).attribute(0, 7, 8, 0).attribute(8, 5, 11, 1);
        assertEquals(Optional.of(true), v6Only(second), "each begins at a multiple of four");
        assertEquals(
                Optional.of(true), v6Only(listener(13).attribute(0, 8, 8, 0).attribute(8, 5, 11, 1)));
    }

    @Test
    void attributesThatAreCut() {
        assertEquals(Optional.empty(), v6Only(listener(8).attribute(0, 9, 11, 1)), "longer than the message");
        assertEquals(Optional.empty(), v6Only(listener(8).attribute(0, 4, 11, 1)), "without a value");
        assertEquals(Optional.empty(), v6Only(listener(16).attribute(0, 0, 8, 0).attribute(8, 5, 11, 1)));
        Message header = listener(4);
        header.at(72).putShort((short) 4).putShort((short) 11);
        assertEquals(Optional.empty(), v6Only(header));
    }

    @Test
    void otherMessages() {
        Message message = new Message(ByteOrder.LITTLE_ENDIAN, 2, 10, 0);
        message.bytes.putShort(4, (short) 21);
        assertEquals(List.of(), message.sockets(), "of another type");

        List<PortSocket> sockets = new ArrayList<>();
        PortDiagParser parser = new PortDiagParser(Protocol.TCP, PORT, sockets);
        assertFalse(parser.take(20, ByteBuffer.allocate(200), 16, 16 + 71));
        assertTrue(parser.take(20, ByteBuffer.allocate(200), 16, 16 + 72));
        assertTrue(parser.take(21, ByteBuffer.allocate(200), 16, 16));
        assertEquals(List.of(), sockets);
    }
}
