package io.github.listeningports.linux.bind;

import static io.github.listeningports.lab.FuzzTarget.texts;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.lab.FuzzTarget;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as a routing table; and, for another room, as sockets on one port. */
public class BindFuzzTest {

    static List<FuzzTarget> targets() {
        return List.of(new FuzzTarget("fib-trie", texts("""
                Main:
                  +-- 0.0.0.0/0 3 0 5
                     |-- 0.0.0.0
                        /0 universe UNICAST
                Local:
                  +-- 0.0.0.0/0 2 0 2
                     +-- 127.0.0.0/31 1 0 0
                        |-- 127.0.0.0
                           /8 host LOCAL
                           /32 link BROADCAST
                        |-- 10.77.1.1
                           /32 host LOCAL
                """), BindFuzzTest::route));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    private static void route(byte[] bytes) {
        String table = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int address : new int[] {0, 0x7f000001, 0x0a4d0101, -1}) {
            String type = FibTrieParser.type(table, address);
            assertTrue(type.indexOf(' ') < 0 && table.contains(type), type);
        }
    }

    /** The sockets in the rows of a table. */
    public static Stream<PortSocket> rows(
            Protocol protocol, AddressFamily family, ByteOrder order, int port, String table) {
        ProcPortParser parser = new ProcPortParser(protocol, family, order, port);
        return Stream.of(table.split("\n", -1)).map(parser::parse).flatMap(Optional::stream);
    }

    /** The sockets in an answer of sock_diag. */
    public static List<PortSocket> sockets(Protocol protocol, int sequence, int port, ByteBuffer datagram) {
        List<PortSocket> sockets = new ArrayList<>();
        new NetlinkParser(sequence, new PortDiagParser(protocol, port, sockets)).parse(datagram);
        return sockets;
    }
}
