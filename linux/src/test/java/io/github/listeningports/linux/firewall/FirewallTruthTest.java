package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Verdicts on rulesets of all styles agree with the packets that arrive. */
class FirewallTruthTest {

    /** For trying some only: a pattern of a part of the ruleset's name. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("listeningports.test.ruleset", ""));

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
        PacketLab.needsLegacyTables();
        Machine.needs("ipset");
    }

    @TestFactory
    Stream<DynamicTest> theVerdictIsWhatHappens() throws IOException {
        FirewallTruth truth = new FirewallTruth();
        Stream<DynamicTest> rulesets = Ruleset.all().stream()
                .filter(ruleset -> ONLY.matcher(ruleset.name()).find())
                .map(ruleset -> dynamicTest(ruleset.name(), () -> check(ruleset, truth)));
        Stream<DynamicTest> unknown =
                Stream.of(dynamicTest("at most 1 % of the verdicts are UNKNOWN", () -> truth.conclude("rulesets")));
        // Of some rulesets, that is the share of those that were chosen.
        Stream<DynamicTest> reasons = ONLY.pattern().isEmpty()
                ? Stream.of(dynamicTest("the rules named first decide most packets", truth::concludeReasons))
                : Stream.empty();
        return Stream.of(rulesets, unknown, reasons).flatMap(each -> each);
    }

    private static void check(Ruleset ruleset, FirewallTruth truth) {
        try (PacketLab lab = PacketLab.open(FirewallTruth.LISTENERS)) {
            ruleset.load(lab);
            truth.check(ruleset.name(), lab);
        }
    }
}
