package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The parsers on any bytes: rows, or none, and never an exception. */
class AnyBytesTest {

    private static final int ROUNDS = 20_000;

    @Test
    void tables() {
        for (TableLayout layout : TableLayout.values()) {
            any(layout.name().hashCode(), 2_000, bytes -> {
                List<SocketRow> rows = new ArrayList<>();
                long lost = SocketTableParser.parse(bytes, layout, port -> port % 7 != 0, rows);
                int room = Math.max(0, bytes.limit() - layout.firstRow) / layout.rowSize;
                assertTrue(rows.size() <= room && lost >= 0);
                if (bytes.limit() >= 4) {
                    long told = Integer.toUnsignedLong(bytes.getInt(0));
                    assertEquals(Math.max(0, told - room), lost);
                }
                for (SocketRow row : rows) {
                    boolean ipv4 = row.address().getAddress().length == 4;
                    assertTrue(row.port() > 0 && row.port() < 65_536 && row.port() % 7 != 0, row::toString);
                    assertTrue(row.pid() >= 0 && row.pid() < 1L << 32, row::toString);
                    assertTrue(row.created() >= 0 && row.scopeId() >= 0, row::toString);
                    assertTrue(ipv4 || layout.family == AddressFamily.IPV6, row::toString);
                }
            });
        }
    }

    @Test
    void structures() {
        any(100, 90, bytes -> {
            for (int offset = -1; offset < 100; offset += 3) {
                SidParser.parse(bytes, offset);
            }
        });
        for (int pointerSize : new int[] {4, 8}) {
            any(200 + pointerSize, 600, bytes -> {
                Map<Long, List<String>> services = new HashMap<>();
                ServiceListParser.parse(bytes, bytes.limit(), bytes.limit() / 3, pointerSize, services);
                services.values().forEach(names -> names.forEach(name -> assertTrue(!name.isBlank())));
            });
            any(300 + pointerSize, 1, ignored -> {
                byte[] entry = new byte[ProcessEntryParser.size(pointerSize)];
                new Random(7).nextBytes(entry);
                ProcessEntryParser.Entry parsed = ProcessEntryParser.parse(ByteBuffer.wrap(entry), pointerSize);
                assertTrue(parsed.pid() >= 0
                        && parsed.parentPid() >= 0
                        && parsed.name().length() <= 260);
            });
        }
    }

    @Test
    void commandLines() {
        Random random = new Random(400);
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder line = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                line.append(" \t\"\\ab".charAt(random.nextInt(6)));
            }
            List<String> arguments = CommandLineParser.parse(line.toString());
            int characters = arguments.stream().mapToInt(String::length).sum();
            assertTrue(!arguments.isEmpty() && characters <= line.length(), () -> line + " " + arguments);
        }
    }

    /** Random bytes, of which the first are a small number every other time, so that there are rows. */
    private static void any(int seed, int size, Consumer<ByteBuffer> parser) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(size)];
            random.nextBytes(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.length >= 4 && random.nextBoolean()) {
                buffer.putInt(0, random.nextInt(12));
            }
            if (bytes.length >= 100 && random.nextBoolean()) {
                // A state that is looked for, at every place.
                for (int at = 4; at + 4 <= bytes.length; at += 4) {
                    if (random.nextInt(3) == 0) {
                        buffer.putInt(at, random.nextBoolean() ? 2 : 5);
                    }
                }
            }
            try {
                parser.accept(buffer);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("round " + i + ": " + HexFormat.of().formatHex(bytes), e);
            }
        }
    }
}
