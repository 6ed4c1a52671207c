package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of rulesets that nobody thought of is what happens to packets; 60 in every build, more on demand. */
class FirewallGeneratedTest {

    private static final int COUNT = Integer.getInteger("listeningports.test.rulesets", 60);
    private static final int FIRST = Integer.getInteger("listeningports.test.firstRuleset", 1);

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        Machine.needs("nft");
        Machine.needs("iptables-legacy");
    }

    @Test
    void theVerdictOnGeneratedRulesetsIsWhatHappens(@TempDir Path directory) throws IOException {
        FirewallTruth truth = new FirewallTruth();
        int refused = 0;
        for (int seed = FIRST; seed < FIRST + COUNT + refused; seed++) {
            RulesetGenerator generator = new RulesetGenerator(seed);
            String style =
                    List.of("nft", "nft", "iptables-nft", "iptables-legacy").get(seed % 4);
            Path file = directory.resolve(seed + ".ruleset");
            Files.writeString(file, style.equals("nft") ? generator.nft() : generator.iptables(style));
            try (PacketLab lab = PacketLab.open(FirewallTruth.LISTENERS)) {
                // What the tool refuses (two protocols in one rule) is not there; an iptables script goes on without.
                boolean loaded = style.equals("nft")
                        ? lab.succeeds("nft", "-f", file.toString())
                        : lab.succeeds("sh", file.toString());
                if (style.equals("nft") && !loaded) {
                    refused++; // with all its rules
                    assertTrue(refused * 5 <= COUNT, "most are refused");
                    continue;
                }
                truth.check("seed " + seed + " (" + style + ")", lab);
            }
        }
        System.out.println(COUNT + " generated rulesets, and " + refused + " that nft refused: " + truth);
        if (Boolean.getBoolean("listeningports.test.verbose")) {
            truth.unneeded().forEach(each -> System.out.println("RESTRICTED, but uniform: " + each));
        }

        assertEquals(List.of(), truth.disagreements());
        assertTrue(truth.count(FirewallVerdict.UNKNOWN) * 20 <= truth.total(), truth::toString);
    }
}
