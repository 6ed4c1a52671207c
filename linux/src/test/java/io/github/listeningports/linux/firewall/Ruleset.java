package io.github.listeningports.linux.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A ruleset of {@code src/test/resources/firewall}, for nft or a shell.
 *
 * @param file below that folder
 * @param style which iptables runs a script that is written for both: nft or legacy; empty for others
 */
record Ruleset(String file, String style) {

    private static final Path FOLDER = Path.of("src/test/resources/firewall");

    /** All of them. Rules of iptables, written for both of its kinds, come twice: each becomes rules of nf_tables, and a legacy table. */
    static List<Ruleset> all() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().matches(".*\\.(nft|sh)"))
                    .sorted()
                    .flatMap(Ruleset::styles)
                    .toList();
        }
    }

    private static Stream<Ruleset> styles(Path file) {
        String name = FOLDER.relativize(file).toString();
        try {
            Stream<String> styles =
                    Files.readString(file).contains("-$style") ? Stream.of("nft", "legacy") : Stream.of("");
            return styles.map(style -> new Ruleset(name, style));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The one of that {@link #name}. */
    static Ruleset named(String name) {
        int space = name.indexOf(' ');
        return space < 0 ? new Ruleset(name, "") : new Ruleset(name.substring(0, space), name.substring(space + 1));
    }

    /** Such as "nft/server.nft", or "iptables/server.sh legacy". */
    String name() {
        return (file + " " + style).strip();
    }

    void load(PacketLab lab) {
        String path = FOLDER.resolve(file).toString();
        if (file.endsWith(".nft")) {
            lab.run("nft", "-f", path);
        } else {
            lab.run("env", "style=" + style, "sh", "-e", path);
        }
    }
}
