package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured of sock_diag is the answer that it should be. */
class DiagTableTest {

    static Stream<Arguments> tables() {
        return Stream.of(Protocol.values())
                .flatMap(protocol -> Stream.of(AddressFamily.values())
                        .flatMap(family ->
                                Stream.of(10, 1_000, 50_000).map(count -> Arguments.of(protocol, family, count))));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theParserFindsTheListenersOfATable(Protocol protocol, AddressFamily family, int count) {
        DiagTable table = DiagTable.generate(protocol, family, count, 7);

        List<Listener> found = parse(table, protocol, port -> true).stream()
                .map(row -> new Listener(row.address().getHostAddress(), row.port(), row.inode()))
                .toList();

        assertEquals(count, found.size());
        assertEquals(table.listeners(), found);
        assertEquals(List.of(), parse(table, protocol, port -> false));
    }

    /** As recorded in linux/src/test/resources/sock_diag: 0x198 bytes a socket of tcp-ipv4.hex, 0xac of udp-ipv6.hex. */
    @Test
    void messagesAreAsLongAsTheKernels() {
        assertEquals(0x198, bytesOfOne(Protocol.TCP, AddressFamily.IPV4));
        assertEquals(0xac, bytesOfOne(Protocol.UDP, AddressFamily.IPV6));
    }

    private static int bytesOfOne(Protocol protocol, AddressFamily family) {
        return DiagTable.generate(protocol, family, 1, 7).datagrams().get(0).limit();
    }

    private static List<SocketRow> parse(DiagTable table, Protocol protocol, IntPredicate wantedPort) {
        List<SocketRow> rows = new ArrayList<>();
        InetDiagParser sockets = new InetDiagParser(protocol, wantedPort, rows);
        NetlinkParser answer = new NetlinkParser(DiagTable.SEQUENCE, sockets);
        table.datagrams().forEach(answer::parse);
        assertTrue(answer.isDone());
        assertFalse(answer.isMalformed());
        assertEquals(table.listeners().size(), sockets.sockets());
        return rows;
    }
}
