package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said of rulesets of all styles is what happens to packets. */
class FirewallTruthTest {

    private static final Path RULESETS = Path.of("src/test/resources/firewall");

    /** For trying some only: a part of the file's name. */
    private static final String ONLY = System.getProperty("listeningports.test.ruleset", "");

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        Machine.needs("nft");
        Machine.needs("iptables-legacy");
        Machine.needs("ipset");
    }

    @Test
    void theVerdictOnEveryRulesetIsWhatHappens() throws IOException {
        FirewallTruth truth = new FirewallTruth();
        List<Path> rulesets;
        try (Stream<Path> files = Files.walk(RULESETS)) {
            rulesets = files.filter(file -> file.toString().matches(".*\\.(nft|sh)"))
                    .filter(file -> file.toString().contains(ONLY))
                    .sorted()
                    .toList();
        }
        int loaded = 0;
        for (Path ruleset : rulesets) {
            for (String style : styles(ruleset)) {
                try (PacketLab lab = PacketLab.open(FirewallTruth.LISTENERS)) {
                    load(ruleset, style, lab);
                    truth.check(RULESETS.relativize(ruleset) + " " + style, lab);
                    loaded++;
                }
            }
        }
        System.out.println(loaded + " rulesets: " + truth);
        if (Boolean.getBoolean("listeningports.test.verbose")) {
            truth.unneeded().forEach(each -> System.out.println("RESTRICTED, but uniform: " + each));
        }

        assertEquals(List.of(), truth.disagreements());
        assertTrue(truth.count(FirewallVerdict.UNKNOWN) * 20 <= truth.total(), truth::toString);
    }

    /** Rules of iptables, written for both of its kinds: each becomes rules of nf_tables, and a legacy table. */
    private static List<String> styles(Path ruleset) throws IOException {
        return Files.readString(ruleset).contains("-$style") ? List.of("nft", "legacy") : List.of("");
    }

    private static void load(Path ruleset, String style, PacketLab lab) {
        if (ruleset.toString().endsWith(".nft")) {
            lab.run("nft", "-f", ruleset.toString());
        } else {
            lab.run("env", "style=" + style, "sh", "-e", ruleset.toString());
        }
    }
}
