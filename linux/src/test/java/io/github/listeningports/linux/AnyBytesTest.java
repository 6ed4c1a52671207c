package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.KernelVersionParser;
import io.github.listeningports.linux.kernel.MountInfoParser;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The parsers on mutations of real files: rows, or none, and never an exception. */
class AnyBytesTest {

    @Test
    void tables() {
        for (Protocol protocol : Protocol.values()) {
            for (AddressFamily family : AddressFamily.values()) {
                Mutations.of("linux-6.1-s390x", bytes -> parse(bytes, protocol, family));
                Mutations.of("broken-rows", bytes -> parse(bytes, protocol, family));
            }
        }
    }

    /** Every row is kept, skipped or counted as malformed; none takes two others with it. */
    private static void parse(byte[] bytes, Protocol protocol, AddressFamily family) {
        ProcNetParser parser = new ProcNetParser(protocol, family, ByteOrder.LITTLE_ENDIAN);
        int taken = parser.parse(bytes, bytes.length);
        byte[] rest = Arrays.copyOfRange(bytes, taken, bytes.length);
        parser.parseLast(rest, rest.length);
        long lines = new String(bytes, StandardCharsets.ISO_8859_1)
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        assertTrue(parser.rows().size() + parser.malformedRows() <= lines);
        parser.rows()
                .forEach(row -> assertTrue(row.port() > 0 && row.port() < 65536 && row.inode() >= 0, row::toString));
    }

    @Test
    void smallFiles() {
        for (Consumer<byte[]> parser : List.<Consumer<byte[]>>of(
                ProcessStatusParser::effectiveUid,
                KernelVersionParser::isLinux,
                IfInet6Parser::parse,
                bytes -> MountInfoParser.hidesProcesses(bytes, "/proc"))) {
            Mutations.of("linux-2.6.18-i686", parser);
        }
    }

    /** In any byte order, as an answer of either protocol: only a reported socket is a row. */
    @Test
    void sockDiag() {
        for (String name : List.of("tcp-ipv4", "tcp-ipv6", "udp-ipv6", "no-such-protocol")) {
            ByteBuffer recorded = Datagrams.recorded(name).get(0);
            int sequence = recorded.getInt(8);
            byte[] original = new byte[recorded.remaining()];
            recorded.get(original);
            Mutations.of(name, original, bytes -> {
                for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                    List<SocketRow> rows = new ArrayList<>();
                    Protocol protocol = bytes.length % 2 == 0 ? Protocol.TCP : Protocol.UDP;
                    InetDiagParser parser = new InetDiagParser(protocol, port -> true, rows);
                    new NetlinkParser(sequence, parser)
                            .parse(ByteBuffer.wrap(bytes).order(order));
                    assertTrue(rows.size() <= parser.sockets() && parser.sockets() <= bytes.length / 88);
                    rows.forEach(
                            row -> assertTrue(row.port() > 0 && row.inode() >= 0 && row.uid() >= 0, row::toString));
                }
            });
        }
    }
}
