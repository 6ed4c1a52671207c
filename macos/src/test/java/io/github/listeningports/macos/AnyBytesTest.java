package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The parsers on mutations of a Mac's structures, and on noise: rows or none, never an exception. Seeded, so every run is the same. */
class AnyBytesTest {

    private static final int MUTATIONS = 20_000;

    private static final int[] RECORDS = {0x10, 104, 0x01, 104, 0x02, 32, 0x04, 32, 0x08, 136, 0x20, 204};

    /** The value of pcblist_n with listeners on ports 1, 2, 3, ... in records as long as a Mac's. */
    static byte[] pcblist(int sockets) {
        ByteBuffer bytes = little(ByteBuffer.allocate(48 + sockets * 640));
        bytes.putInt(24).putInt(sockets).putLong(1000).putLong(0);
        for (int i = 1; i <= sockets; i++) {
            for (int r = 0; r < RECORDS.length; r += 2) {
                int at = bytes.position();
                bytes.putInt(at, RECORDS[r + 1]).putInt(at + 4, RECORDS[r]);
                if (RECORDS[r] == 0x10) {
                    bytes.putShort(at + Layout.XI_LPORT, Short.reverseBytes((short) i))
                            .putLong(at + Layout.XI_GENCNT, i)
                            .put(at + Layout.XI_VFLAG, (byte) (1 + i % 3));
                } else if (RECORDS[r] == 0x01) {
                    bytes.putLong(at + Layout.XSO_SO, 7000 + i).putInt(at + Layout.XSO_FAMILY, i % 2 == 0 ? 2 : 30);
                } else if (RECORDS[r] == 0x20) {
                    bytes.putInt(at + Layout.XT_STATE, 1);
                }
                bytes.position(at + (RECORDS[r + 1] + 7 & ~7));
            }
        }
        bytes.putInt(24).putInt(sockets).putLong(1000).putLong(0);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static ByteBuffer little(ByteBuffer buffer) {
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void kernelsLists() {
        for (Protocol protocol : Protocol.values()) {
            mutate(pcblist(9), bytes -> parse(bytes, protocol));
        }
    }

    @Test
    void theUnmutatedListIsValid() {
        for (Protocol protocol : Protocol.values()) {
            List<SocketRow> rows = new ArrayList<>();
            PcbListParser parser = new PcbListParser(protocol, port -> true, 0, rows);
            parser.parse(little(ByteBuffer.wrap(pcblist(9))));

            assertEquals(9, rows.size());
            assertEquals(0, parser.malformedSockets());
            assertTrue(!parser.isCut());
        }
    }

    /** No more rows than sockets, no more sockets than fit. */
    static void parse(byte[] bytes, Protocol protocol) {
        List<SocketRow> rows = new ArrayList<>();
        List<BoundSocket> all = new ArrayList<>();
        PcbListParser parser = new PcbListParser(protocol, port -> true, 0, rows, Optional.of(all::add));
        parser.parse(little(ByteBuffer.wrap(bytes)));

        assertTrue(rows.size() <= all.size() && all.size() <= parser.sockets());
        assertTrue(rows.size() + parser.malformedSockets() <= parser.sockets());
        assertTrue(parser.sockets() <= bytes.length / 24 && parser.foreignSockets() <= parser.sockets());
        rows.forEach(AnyBytesTest::assertSound);
    }

    static void assertSound(SocketRow row) {
        assertTrue(row.port() > 0 && row.port() < 65536 && row.lastPid().orElse(1) > 0, row::toString);
        assertTrue(row.scopeId().orElse(1) > 0 && row.scopeId().orElse(1) < 65536, row::toString);
        assertTrue(row.uid().orElse(0) >= 0 && row.backlog().orElse(0) >= 0, row::toString);
    }

    /** A socket_fdinfo of one on port 8080. */
    static byte[] listener() {
        ByteBuffer info = little(ByteBuffer.allocate(Layout.SOCKET_FDINFO));
        info.putInt(Layout.SOI_KIND, 2)
                .putInt(Layout.TCPSI_STATE, 1)
                .putInt(Layout.SOI_FAMILY, 30)
                .putInt(Layout.INSI_LPORT, 0x901f)
                .put(Layout.INSI_VFLAG, (byte) 3);
        return info.array();
    }

    @Test
    void sockets() {
        ByteBuffer info = little(ByteBuffer.wrap(listener()));
        SocketInfoParser parser = new SocketInfoParser(SnapshotRequest.owners());
        SocketRow whole = parser.parse(info);
        assertTrue(whole != null && whole.port() == 8080);

        mutate(info.array(), bytes -> {
            SocketRow row = parser.parse(little(ByteBuffer.wrap(Arrays.copyOf(bytes, Layout.SOCKET_FDINFO))));
            if (row != null) {
                assertSound(row);
            }
        });
    }

    @Test
    void processes() {
        mutate(new byte[Layout.BSDINFO], bytes -> {
            ByteBuffer info = little(ByteBuffer.wrap(Arrays.copyOf(bytes, Layout.BSDINFO)));
            assertTrue(BsdInfoParser.parse(info).uid() >= 0);
            assertTrue(BsdInfoParser.parseShort(info).name().length() <= Layout.PBI_COMM_BYTES);
        });
    }

    @Test
    void arguments() {
        byte[] arguments =
                "\3\0\0\0/bin/x\0\0\0x\0-a\0\0HOME=/\0XPC_SERVICE_NAME=job\0".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                new ProcessArguments(List.of("x", "-a", ""), java.util.Optional.of("job")),
                ProcessArgumentsParser.parse(little(ByteBuffer.wrap(arguments))));

        mutate(arguments, bytes -> {
            ProcessArguments parsed = ProcessArgumentsParser.parse(little(ByteBuffer.wrap(bytes)));
            assertTrue(parsed.commandLine().size() <= bytes.length);
        });
    }

    @Test
    void users() {
        mutate(
                FakeMac.PASSWD.getBytes(StandardCharsets.UTF_8),
                bytes -> PasswdParser.namesByUid(bytes)
                        .forEach((uid, name) -> assertTrue(Long.parseLong(uid) >= 0 && !name.isEmpty(), uid + name)));
    }

    private static void mutate(byte[] original, Consumer<byte[]> parser) {
        Random random = new Random(original.length);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = original.clone();
            for (int changes = random.nextInt(8); changes >= 0; changes--) {
                mutated = mutation(mutated, random);
            }
            try {
                parser.accept(mutated);
            } catch (RuntimeException e) {
                throw new AssertionError("mutation " + i + ": " + FakeMac.hex(mutated), e);
            }
        }
    }

    private static byte[] mutation(byte[] bytes, Random random) {
        if (bytes.length < 2) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(200), bytes.length - at);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] = (byte) random.nextInt(256);
            case 1 -> bytes[at] = (byte) (random.nextBoolean() ? 0 : -1);
            case 2 -> Arrays.fill(bytes, at, at + length, (byte) random.nextInt(256));
            case 3 -> {
                byte[] cut = Arrays.copyOf(bytes, bytes.length - length);
                System.arraycopy(bytes, at + length, cut, at, bytes.length - at - length);
                return cut;
            }
            case 4 -> {
                // A length, where lengths are.
                int word = at & ~7;
                if (word + 4 <= bytes.length) {
                    little(ByteBuffer.wrap(bytes)).putInt(word, random.nextInt(300) - 20);
                }
            }
            default -> System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length + 1), length);
        }
        return bytes;
    }
}
