package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.KernelVersionParser;
import io.github.listeningports.linux.kernel.MountInfoParser;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The parsers on mutations of real files: rows, or none, and never an exception. */
class AnyBytesTest {

    private static final int MUTATIONS = 20_000;

    @Test
    void tables() {
        for (Protocol protocol : Protocol.values()) {
            for (AddressFamily family : AddressFamily.values()) {
                mutate("linux-6.1-s390x", bytes -> parse(bytes, protocol, family));
                mutate("broken-rows", bytes -> parse(bytes, protocol, family));
            }
        }
    }

    /** Every row is kept, skipped or counted as malformed; none takes two others with it. */
    private static void parse(byte[] bytes, Protocol protocol, AddressFamily family) {
        ProcNetParser parser = new ProcNetParser(protocol, family, ByteOrder.LITTLE_ENDIAN, port -> true);
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
                ProcessStatParser::parse,
                ProcessStatusParser::effectiveUid,
                CgroupParser::parse,
                PasswdParser::namesByUid,
                KernelStatParser::bootTime,
                KernelVersionParser::isLinux,
                IfInet6Parser::parse,
                bytes -> MountInfoParser.hidesProcesses(bytes, "/proc"))) {
            mutate("linux-2.6.18-i686", parser);
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
            mutate(name, original, bytes -> {
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

    private static void mutate(String name, Consumer<byte[]> parser) {
        mutate(name, resource(name), parser);
    }

    private static void mutate(String name, byte[] original, Consumer<byte[]> parser) {
        Random random = new Random(name.hashCode());
        for (int i = 0; i < MUTATIONS / 8; i++) {
            byte[] mutated = original.clone();
            for (int changes = random.nextInt(12); changes >= 0; changes--) {
                mutated = mutation(mutated, random);
            }
            try {
                parser.accept(mutated);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "mutation " + i + " of " + name + ":\n" + new String(mutated, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    private static byte[] mutation(byte[] bytes, Random random) {
        if (bytes.length < 2) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(200), bytes.length - at);
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] = (byte) random.nextInt(256);
            case 1 -> bytes[at] = (byte) " \n:()09AF/-\0".charAt(random.nextInt(12));
            case 2 -> Arrays.fill(bytes, at, at + length, (byte) '9');
            case 3 -> {
                byte[] cut = Arrays.copyOf(bytes, bytes.length - length);
                System.arraycopy(bytes, at + length, cut, at, bytes.length - at - length);
                return cut;
            }
            default -> System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length + 1), length);
        }
        return bytes;
    }

    private static byte[] resource(String name) {
        try (InputStream in = AnyBytesTest.class.getResourceAsStream("/proc/" + name + ".tree")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
