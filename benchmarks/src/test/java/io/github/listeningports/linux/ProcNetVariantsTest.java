package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.ProcNetTable.Rows;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import oshi.software.common.os.linux.LinuxInternetProtocolStats;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;
import oshi.util.GlobalConfig;

/** What is compared for its speed gives the same answer. */
class ProcNetVariantsTest {

    static Stream<Arguments> tables() {
        return Stream.of(Protocol.values())
                .flatMap(protocol -> Stream.of(AddressFamily.values())
                        .flatMap(family -> Stream.of(Rows.values())
                                .flatMap(rows -> Stream.of(10, 1_000, 50_000)
                                        .map(count -> Arguments.of(protocol, family, rows, count)))));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void allFindTheListenersOfATable(Protocol protocol, AddressFamily family, Rows rows, int count) {
        ProcNetTable table = ProcNetTable.generate(protocol, family, rows, count, 7);

        assertEquals(rows == Rows.KEPT ? count : 0, table.listeners().size());
        assertEquals(table.listeners(), listeners(ours(table, protocol, family)));
        assertEquals(ours(table, protocol, family), SplitRows.parse(table.lines(), protocol, family));
        assertEquals(table.listeners(), oshi(table, protocol, family));
    }

    @Test
    void aSeedGivesTheSameTableAgainAndAnotherSeedAnother() {
        ProcNetTable table = ProcNetTable.generate(Protocol.TCP, AddressFamily.IPV4, Rows.KEPT, 10, 7);

        assertEquals(table, ProcNetTable.generate(Protocol.TCP, AddressFamily.IPV4, Rows.KEPT, 10, 7));
        assertNotEquals(table, ProcNetTable.generate(Protocol.TCP, AddressFamily.IPV4, Rows.KEPT, 10, 8));
    }

    /** Linux pads the rows of IPv4: TMPSZ of net/ipv4/tcp_ipv4.c, and 127 in net/ipv4/udp.c. */
    @Test
    void rowsAreAsLongAsTheKernels() {
        assertEquals(
                List.of(149), lengths(ProcNetTable.generate(Protocol.TCP, AddressFamily.IPV4, Rows.SKIPPED, 100, 7)));
        assertEquals(
                List.of(127), lengths(ProcNetTable.generate(Protocol.UDP, AddressFamily.IPV4, Rows.SKIPPED, 100, 7)));
    }

    /** OSHI's parsing is private and reads files: it is given a /proc of ours. */
    @Test
    void theMirrorOfOshiDoesWhatOshiDoes(@TempDir Path proc) throws IOException {
        Machine.needsLinux(); // OSHI takes no path of Windows for one of /proc
        List<String> names = List.of("tcp", "tcp6", "udp", "udp6");
        List<ProcNetTable> tables = List.of(
                ProcNetTable.generate(Protocol.TCP, AddressFamily.IPV4, Rows.KEPT, 200, 1),
                ProcNetTable.generate(Protocol.TCP, AddressFamily.IPV6, Rows.SKIPPED, 200, 2),
                ProcNetTable.generate(Protocol.UDP, AddressFamily.IPV4, Rows.KEPT, 200, 3),
                ProcNetTable.generate(Protocol.UDP, AddressFamily.IPV6, Rows.SKIPPED, 200, 4));
        Files.createDirectory(proc.resolve("net"));
        for (int i = 0; i < names.size(); i++) {
            Files.write(proc.resolve("net").resolve(names.get(i)), tables.get(i).bytes());
        }
        String before = GlobalConfig.get(GlobalConfig.OSHI_UTIL_PROC_PATH, "/proc");
        GlobalConfig.set(GlobalConfig.OSHI_UTIL_PROC_PATH, proc.toString());
        List<IPConnection> original;
        try {
            original = new LinuxInternetProtocolStats() {}.getConnections();
        } finally {
            GlobalConfig.set(GlobalConfig.OSHI_UTIL_PROC_PATH, before);
        }

        List<IPConnection> mirrored = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            mirrored.addAll(
                    OshiRows.parse(tables.get(i).lines(), name.substring(0, 3), name.endsWith("6") ? 6 : 4, Map.of()));
        }

        assertEquals(800, original.size());
        for (int i = 0; i < original.size(); i++) {
            assertSame(original.get(i), mirrored.get(i));
        }
    }

    private static void assertSame(IPConnection expected, IPConnection actual) {
        assertEquals(expected.getType(), actual.getType());
        assertArrayEquals(expected.getLocalAddress(), actual.getLocalAddress());
        assertEquals(expected.getLocalPort(), actual.getLocalPort());
        assertArrayEquals(expected.getForeignAddress(), actual.getForeignAddress());
        assertEquals(expected.getForeignPort(), actual.getForeignPort());
        assertEquals(expected.getState(), actual.getState());
        assertEquals(expected.getTransmitQueue(), actual.getTransmitQueue());
        assertEquals(expected.getReceiveQueue(), actual.getReceiveQueue());
        assertEquals(expected.getowningProcessId(), actual.getowningProcessId());
    }

    private static List<SocketRow> ours(ProcNetTable table, Protocol protocol, AddressFamily family) {
        ProcNetParser parser = new ProcNetParser(protocol, family, ByteOrder.LITTLE_ENDIAN);
        byte[] bytes = table.bytes();
        assertEquals(bytes.length, parser.parse(bytes, bytes.length));
        assertEquals(0, parser.malformedRows());
        return parser.rows();
    }

    private static List<Listener> listeners(List<SocketRow> rows) {
        return rows.stream()
                .map(row -> new Listener(row.address().getHostAddress(), row.port(), row.inode()))
                .toList();
    }

    /** OSHI tells no inode, but the process that it belongs to: here every socket has one of its own. */
    private static List<Listener> oshi(ProcNetTable table, Protocol protocol, AddressFamily family) {
        Map<Long, Integer> pids = table.listeners().stream()
                .map(Listener::inode)
                .collect(Collectors.toMap(inode -> inode, Math::toIntExact));
        TcpState wanted = protocol == Protocol.TCP ? TcpState.LISTEN : TcpState.CLOSED;
        return OshiRows.parse(table.lines(), protocol.toString(), family == AddressFamily.IPV4 ? 4 : 6, pids).stream()
                .filter(connection -> connection.getState() == wanted)
                .map(connection -> new Listener(
                        Words.text(connection.getLocalAddress()),
                        connection.getLocalPort(),
                        connection.getowningProcessId()))
                .toList();
    }

    private static List<Integer> lengths(ProcNetTable table) {
        return table.lines().stream().map(String::length).distinct().toList();
    }
}
