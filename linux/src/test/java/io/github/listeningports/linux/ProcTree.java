package io.github.listeningports.linux;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A /proc of another kernel, unpacked from one text file of {@code src/test/resources/proc}: "@file PATH" and its lines, "@cut PATH" for one whose
 * last line has no newline, "@link PATH TARGET". The first line names its origin.
 */
final class ProcTree {

    private ProcTree() {}

    static Path unpack(String name, Path directory) throws IOException {
        Machine.needs(
                !System.getProperty("os.name").startsWith("Windows"),
                "links such as socket:[1], which cannot be made on Windows");
        for (String entry : text(name).split("(?m)^@", -1)) {
            List<String> lines = entry.lines().toList();
            String[] head = lines.get(0).split(" ", 3);
            String content = entry.substring(entry.indexOf('\n') + 1);
            switch (head[0]) {
                case "file" -> write(directory.resolve(head[1]), content);
                case "cut" -> write(directory.resolve(head[1]), content.stripTrailing());
                case "link" -> {
                    Path link = directory.resolve(head[1]);
                    Files.createDirectories(link.getParent());
                    Files.createSymbolicLink(link, Path.of(head[2]));
                }
                default -> {
                    if (!entry.startsWith("# ")) {
                        throw new IllegalArgumentException("not understood: " + entry);
                    }
                }
            }
        }
        return directory;
    }

    private static String text(String name) throws IOException {
        try (InputStream in = ProcTree.class.getResourceAsStream("/proc/" + name + ".tree")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
