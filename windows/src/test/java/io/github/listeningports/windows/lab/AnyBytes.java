package io.github.listeningports.windows.lab;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;

/** Random bytes for parsers, which must accept any. */
public final class AnyBytes {

    private static final int ROUNDS = 20_000;

    private AnyBytes() {}

    /** Calls a parser with random bytes; half of them start with a small number, so that there are rows. */
    public static void parse(int seed, int size, Consumer<ByteBuffer> parser) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(size)];
            random.nextBytes(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.length >= 4 && random.nextBoolean()) {
                buffer.putInt(0, random.nextInt(12));
            }
            if (bytes.length >= 100 && random.nextBoolean()) {
                // The state of a wanted row, at any place.
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
