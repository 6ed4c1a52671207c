package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.ProcFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths are bytes, and are read as UTF-8 whatever the locale says. */
class PathEncodingTest {

    /** Copies the program to DIRECTORY/é x%41é, and becomes it. */
    private static final String RENAMED =
            "p=$(printf '%s/\\303\\251 x%%41\\303\\251' \"$0\") && cp \"$1\" \"$p\" && shift && exec \"$p\" \"$@\"";

    @Test
    void withoutALocaleAnExecutableHasItsName(@TempDir Path directory) throws IOException {
        Machine.needs("gcc");
        List<String> prefix =
                List.of("sh", "-c", RENAMED, directory.toRealPath().toString());
        try (Lab lab = Lab.start(prefix, "hold")) {
            String seen = Machine.run(
                            "env",
                            "-u",
                            "LANG",
                            "LC_ALL=C",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ExecutableMain.class.getName(),
                            Integer.toString(lab.port()))
                    .strip();

            assertFalse(seen.startsWith("UTF-8"), seen);
            assertTrue(seen.endsWith(directory.toRealPath() + "/<e9><20>x%41<e9>"), seen);
        }
    }

    @Test
    void linksOfAllKinds(@TempDir Path directory) throws IOException {
        Machine.needsLinux();
        for (String target : List.of("/", "/a", "a/b", "/memfd:x (deleted)", "socket:[1]", "/a%20b/?#", "//a/")) {
            Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of(target));
            assertEquals(Optional.of(Path.of(target).toString()), ProcFiles.link(link));
            Files.delete(link);
        }
    }

    @Test
    void bytesThatAreNoUtf8StayReplaced(@TempDir Path directory) {
        Machine.needsLinux();
        Machine.run(
                "sh",
                "-c",
                "ln -s \"$(printf '/a\\351b')\" \"$0/link\" && ln -s \"$(printf 'r\\303\\251l')\" \"$0/relative\"",
                directory.toString());

        String text = ProcFiles.link(directory.resolve("link")).orElseThrow();
        assertTrue(text.startsWith("/a") && text.endsWith("b") && text.length() == 4, text);
        assertEquals(Optional.of("r\u00e9l"), ProcFiles.link(directory.resolve("relative")));
    }
}
