package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The cases of {@code firewall-cases/cases.txt}, and the recordings beside it.
 *
 * @param comments what stands above the cases
 * @param lines of each ruleset, by its name: a listener, the verdict on it and the reason
 */
record FirewallCases(List<String> comments, Map<String, List<String>> lines) {

    /** In the sources: what a recorder writes. */
    private static final Path FOLDER = Path.of("src/test/resources/firewall-cases");

    private static final String CASES = "cases.txt";
    private static final String NETWORK = "network.hex";
    private static final String RULESET = "ruleset ";

    FirewallCases {
        comments = List.copyOf(comments);
        lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines)); // in their order
    }

    static FirewallCases read() {
        List<String> comments = new ArrayList<>();
        Map<String, List<String>> cases = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : resource(CASES)) {
            if (line.startsWith("#")) {
                comments.add(line);
            } else if (line.startsWith(RULESET)) {
                current = new ArrayList<>();
                cases.put(line.substring(RULESET.length()), current);
            } else if (!line.isBlank()) {
                current.add(line);
            }
        }
        return new FirewallCases(comments, cases);
    }

    void write() throws IOException {
        List<String> all = new ArrayList<>(comments);
        lines.forEach((ruleset, cases) -> {
            all.add("");
            all.add(RULESET + ruleset);
            all.addAll(cases);
        });
        write(FOLDER.resolve(CASES), all);
    }

    static String line(String listener, FirewallStatus status) {
        return String.format("%-24s %-11s %s", listener, status.verdict(), status.reason());
    }

    /** The same line without its reason. */
    static String verdict(String line) {
        String[] parts = line.split(" +", 3);
        return parts[0] + " " + parts[1];
    }

    /** Those of one ruleset. */
    List<String> lines(String ruleset) {
        return Objects.requireNonNull(lines.get(ruleset), ruleset);
    }

    /** Where that ruleset's listeners are. */
    List<String> listeners(String ruleset) {
        return lines(ruleset).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    /** The verdicts on those listeners now. */
    List<String> linesNow(String ruleset) {
        RecordedFirewall firewall = recorded(ruleset);
        return listeners(ruleset).stream()
                .map(listener -> line(listener, firewall.status(listener)))
                .toList();
    }

    static RecordedFirewall recorded(String ruleset) {
        List<String> recording = resource(file(ruleset));
        // Most rulesets are those of the same network.
        boolean own = recording.stream().anyMatch(line -> line.startsWith("link "));
        return RecordedFirewall.of(own ? recording : network(), recording);
    }

    static List<String> network() {
        return resource(NETWORK);
    }

    static void writeNetwork(List<String> recording) throws IOException {
        write(FOLDER.resolve(NETWORK), recording);
    }

    static void write(String ruleset, List<String> recording) throws IOException {
        Path file = FOLDER.resolve(file(ruleset));
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        write(file, recording);
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private static String file(String ruleset) {
        return ruleset.replace(' ', '.') + ".hex";
    }

    private static List<String> resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(FirewallCases.class.getResourceAsStream("/firewall-cases/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
