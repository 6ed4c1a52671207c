package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A shell script of {@code src/test/resources/firewall-modules} for the host of a lab, by modules that some kernels lack. The README there describes its comments.
 *
 * @param name of the file, without .sh
 * @param needs what the kernel must have, and a command that fails without it, in a network namespace of its own
 * @param listens listeners that are opened after the script, such as on a device that it makes
 * @param enters the interface by which the packets of a0 come in, where the script puts another one in its place, as {@link PacketTry#enteringBy} takes it
 */
record ModuleCase(
        String name, Map<String, String> needs, List<String> listens, String enters, List<Expectation> expectations) {

    private static final Path FOLDER = Path.of("src/test/resources/firewall-modules");

    ModuleCase {
        needs = Map.copyOf(needs);
        listens = List.copyOf(listens);
        expectations = List.copyOf(expectations);
    }

    /** The verdict on a listener, and a part of its reason. */
    record Expectation(FirewallVerdict verdict, String listener, String reason) {

        static Expectation parse(String text) {
            String[] parts = text.split(" ", 3);
            return new Expectation(FirewallVerdict.valueOf(parts[0]), parts[1], parts.length > 2 ? parts[2] : "");
        }

        boolean isMetBy(FirewallStatus status) {
            return status.verdict() == verdict && status.reason().contains(reason);
        }

        @Override
        public String toString() {
            return listener + " should be " + verdict + (reason.isEmpty() ? "" : ", and the reason name " + reason);
        }
    }

    static List<ModuleCase> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".sh"))
                    .sorted()
                    .map(ModuleCase::read)
                    .toList();
        }
    }

    /** The cases whose verdict is known to be wrong, and why. */
    static Map<String, String> knownDisagreements() throws IOException {
        Map<String, String> known = new LinkedHashMap<>();
        for (String line : Files.readAllLines(FOLDER.resolve("known-disagreements"))) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                String[] parts = line.split(": ", 2);
                known.put(parts[0], parts[1]);
            }
        }
        return known;
    }

    private static ModuleCase read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            Map<String, String> needs = new LinkedHashMap<>();
            for (String need : values(lines, "needs")) {
                String[] parts = need.split(": ", 2);
                needs.put(parts[0], parts[1]);
            }
            return new ModuleCase(
                    file.getFileName().toString().replace(".sh", ""),
                    needs,
                    values(lines, "listens"),
                    values(lines, "enters").stream().findFirst().orElse("a0"),
                    values(lines, "expects").stream().map(Expectation::parse).toList());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> values(List<String> lines, String key) {
        String start = "# " + key + " ";
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    /** The script finds the start of a command on each peer in $peer1 and $peer2. */
    void load(PacketLab lab) {
        lab.run(
                "env",
                "peer1=" + String.join(" ", lab.enterPeer(1)),
                "peer2=" + String.join(" ", lab.enterPeer(2)),
                "sh",
                "-e",
                FOLDER.resolve(name + ".sh").toString());
        listens.forEach(lab::listen);
    }
}
