package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.lab.FuzzTarget;
import io.github.listeningports.linux.bind.BindFuzzTest;
import io.github.listeningports.linux.bind.PortSocket;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as a table of sockets, or as an answer of sock_diag. */
class SocketFuzzTest {

    /** Of the seeds' requests. */
    private static final int SEQUENCE = 1;

    /** Of listeners in the seeds. */
    private static final int[] PORTS = {22, 80, 0x1f90, 0x1f91, 0x1f93, 5353};

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("proc-net", tables(), SocketFuzzTest::table),
                new FuzzTarget("sock-diag", dumps(), SocketFuzzTest::dump),
                new FuzzTarget("interfaces", interfaces(), SocketFuzzTest::interfaces),
                new FuzzTarget(
                        "io-uring",
                        FuzzTarget.texts(
                                "SqMask:\t0x3\nUserFiles:\t2\n    0: socket:[4711]\n    1: dev-null\nUserBufs:\t0\n"),
                        SocketFuzzTest::ring));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    /** The first byte chooses what the rest is: the protocol, the family, the byte order. */
    private static byte[] with(int choice, byte[] bytes) {
        return ByteBuffer.allocate(1 + bytes.length)
                .put((byte) choice)
                .put(bytes)
                .array();
    }

    private static List<byte[]> tables() {
        List<byte[]> all = new ArrayList<>();
        for (String tree : List.of("linux-2.6.18-i686", "linux-4.1-syn-recv", "linux-6.1-s390x", "broken-rows")) {
            for (String file : Mutations.text(tree).split("(?m)^@", -1)) {
                int end = file.indexOf('\n');
                String name = file.substring(0, Math.max(0, end)).replaceFirst(".*/", "");
                int choice = List.of("tcp", "tcp6", "udp", "udp6").indexOf(name);
                if (choice >= 0) {
                    all.add(with(
                            choice | (tree.endsWith("s390x") ? 4 : 0),
                            FuzzTarget.texts(file.substring(end + 1)).get(0)));
                }
            }
        }
        return all;
    }

    /** Every row is kept, passed over or malformed. */
    private static void table(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        Protocol protocol = (bytes[0] & 2) == 0 ? Protocol.TCP : Protocol.UDP;
        AddressFamily family = (bytes[0] & 1) == 0 ? AddressFamily.IPV4 : AddressFamily.IPV6;
        ByteOrder order = (bytes[0] & 4) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        byte[] table = Arrays.copyOfRange(bytes, 1, bytes.length);
        String text = new String(table, StandardCharsets.ISO_8859_1);
        ProcNetParser whole = parsed(new ProcNetParser(protocol, family, order), table, table.length);
        ProcNetParser pieces = parsed(new ProcNetParser(protocol, family, order), table, 8 + (bytes[0] & 0xf8));
        for (ProcNetParser each : List.of(whole, pieces)) {
            assertTrue(each.rows().size() + each.malformedRows() <= text.split("\n", -1).length);
            each.rows()
                    .forEach(row -> assertTrue(
                            row.port() > 0 && row.port() < 65_536 && row.inode() >= 0 && row.uid() >= 0,
                            row::toString));
        }
        parsed(ProcNetParser.ofConnections(family, order, Set.of()), table, table.length);
        List<PortSocket> others = new ArrayList<>();
        for (int port : PORTS) {
            BindFuzzTest.rows(protocol, family, order, port, text).forEach(others::add);
        }
        others.forEach(each -> assertTrue(
                each.remotePort() >= 0 && each.remotePort() < 65_536 && each.inode() >= 0 && each.uid() >= 0,
                each::toString));
        boolean header = text.startsWith("  sl ") || text.startsWith("   sl ");
        if (header && Stream.of(text.split("\n", 0)).skip(1).allMatch(line -> isWhole(line, family))) {
            assertEquals(whole.rows(), pieces.rows());
            assertEquals(whole.malformedRows(), pieces.malformedRows());
            assertEquals(whole.hasSeenOnlyListening(), pieces.hasSeenOnlyListening());
            others.stream()
                    .filter(PortSocket::isListener)
                    .forEach(other ->
                            assertTrue(whole.rows().stream().anyMatch(row -> areSame(row, other)), other::toString));
        }
    }

    /** Whether it is as long as all rows that the kernel writes: a shorter one may take the next one with it, if both are read at once. */
    private static boolean isWhole(String line, AddressFamily family) {
        int colon = line.indexOf(':');
        int addresses = 2 * (family == AddressFamily.IPV4 ? 14 : 38);
        return line.matches(" *\\d+: .*") && line.length() > colon + 2 + addresses + 3 + 21 + 33;
    }

    private static boolean areSame(SocketRow row, PortSocket socket) {
        return socket.port() == row.port()
                && socket.address().equals(row.address())
                && socket.family() == row.family()
                && socket.uid() == row.uid()
                && socket.inode() == row.inode();
    }

    private static ProcNetParser parsed(ProcNetParser parser, byte[] table, int piece) {
        byte[] rest = new byte[0];
        int step = Math.max(1, piece);
        for (int at = 0; at < table.length; at += step) {
            int length = Math.min(step, table.length - at);
            byte[] buffer = Arrays.copyOf(rest, rest.length + length);
            System.arraycopy(table, at, buffer, rest.length, length);
            int taken = parser.parse(buffer, buffer.length);
            rest = Arrays.copyOfRange(buffer, taken, buffer.length);
        }
        parser.parseLast(rest, rest.length);
        return parser;
    }

    private static List<byte[]> dumps() {
        List<byte[]> all = new ArrayList<>();
        for (String name : List.of("tcp-ipv4", "tcp-ipv6", "udp-ipv6", "connections-ipv4", "no-such-protocol")) {
            for (ByteBuffer each : Datagrams.recorded(name)) {
                byte[] datagram = new byte[each.remaining()];
                each.get(0, datagram);
                ByteBuffer messages = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN);
                for (int at = 0; at + Datagrams.HEADER <= datagram.length; at += (messages.getInt(at) + 3) & ~3) {
                    messages.putInt(at + 8, SEQUENCE);
                }
                all.add(with(name.startsWith("udp") ? 2 : 0, datagram));
            }
        }
        return all;
    }

    /** Only a reported socket is a row; and the parser of bind's finds it, too. */
    private static void dump(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Protocol protocol = (bytes[0] & 2) == 0 ? Protocol.TCP : Protocol.UDP;
        ByteOrder order = (bytes[0] & 4) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer datagram =
                ByteBuffer.wrap(bytes, 1, bytes.length - 1).slice().order(order);
        List<SocketRow> rows = new ArrayList<>();
        InetDiagParser parser = new InetDiagParser(protocol, port -> true, rows);
        new NetlinkParser(SEQUENCE, parser).parse(datagram);
        assertTrue(rows.size() <= parser.sockets() && parser.sockets() <= bytes.length / 88);
        for (SocketRow row : rows) {
            assertTrue(row.port() > 0 && row.inode() >= 0 && row.uid() >= 0, row::toString);
            List<PortSocket> others = BindFuzzTest.sockets(protocol, SEQUENCE, row.port(), datagram);
            // Requests for a connection hold no port, and an attribute that is cut has an end.
            assertTrue(others.size() <= parser.sockets());
            for (PortSocket each : others) {
                assertTrue(
                        rows.stream().anyMatch(own -> areSame(own, each)) || rows.size() < parser.sockets(),
                        each::toString);
            }
        }
    }

    private static List<byte[]> interfaces() {
        List<byte[]> all = new ArrayList<>(FuzzTarget.texts("""
                Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
                1\tlo        :     1      V3
                \t\t\t\t010000E0     1 0:00000000\t\t0
                2\teth0      :     1      V3
                \t\t\t\t010000E0     1 0:00000000\t\t0
                """));
        all.add(Mutations.text("linux-6.1-s390x").getBytes(StandardCharsets.UTF_8));
        return all;
    }

    private static void interfaces(byte[] bytes) {
        IfInet6Parser.parse(bytes)
                .forEach((address, index) -> assertTrue(index >= 0 && address.getAddress().length >= 4));
        for (int index : List.of(1, 2, Integer.MAX_VALUE)) {
            Optional<String> name = IgmpParser.name(bytes, index);
            // The kernel refuses what its isspace() takes for a space (net/core/dev.c dev_valid_name), no other control
            // characters.
            assertTrue(name.orElse("lo").matches("\\S+"), name::toString);
        }
    }

    private static void ring(byte[] bytes) {
        assertTrue(RingFilesParser.sockets(bytes).stream().allMatch(inode -> inode >= 0));
    }
}
