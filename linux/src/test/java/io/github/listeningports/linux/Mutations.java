package io.github.listeningports.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

/** Feeds mutations of real files to a parser, which may find nothing, but never throws. */
public final class Mutations {

    private static final int MUTATIONS = 20_000;

    private Mutations() {}

    public static void of(String name, Consumer<byte[]> parser) {
        of(name, resource(name), parser);
    }

    static void of(String name, byte[] original, Consumer<byte[]> parser) {
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

    /** A file of {@code src/test/resources/proc}. */
    static String text(String name) {
        return new String(resource(name), StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) {
        try (InputStream in = Mutations.class.getResourceAsStream("/proc/" + name + ".tree")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
