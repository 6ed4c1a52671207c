package io.github.listeningports.lab;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A parser, and what holds for any bytes. {@code .ci/fuzz} looks for bytes for which it does not; every build tries the seeds, and the inputs that were found once.
 *
 * @param name that of the folder {@code src/test/resources/fuzz/NAME} with those inputs
 * @param seeds recorded bytes to begin with
 * @param check throws whatever does not hold
 */
public record FuzzTarget(String name, List<byte[]> seeds, Consumer<byte[]> check) {

    /** The seeds of a parser of text, in UTF-8. */
    public static List<byte[]> texts(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** A test for each target. */
    public static Stream<DynamicTest> tests(List<FuzzTarget> targets) {
        return targets.stream().map(each -> DynamicTest.dynamicTest(each.name, each::tryAll));
    }

    private void tryAll() throws IOException, URISyntaxException {
        assertFalse(seeds.isEmpty(), "the fuzzer needs something to begin with");
        for (byte[] seed : seeds) {
            tryOne("a seed", seed);
        }
        for (Path kept : kept()) {
            tryOne(kept.toString(), Files.readAllBytes(kept));
        }
    }

    private void tryOne(String what, byte[] bytes) {
        try {
            check.accept(bytes);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError(what + ": " + HexFormat.of().formatHex(bytes), e);
        }
    }

    private List<Path> kept() throws IOException, URISyntaxException {
        URL folder = FuzzTarget.class.getResource("/fuzz/" + name);
        if (folder == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted().toList();
        }
    }
}
