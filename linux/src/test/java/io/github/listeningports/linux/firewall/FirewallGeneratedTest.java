package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts on generated rulesets agree with the packets that arrive; 60 rulesets in every build, more on demand. */
class FirewallGeneratedTest {

    private static final int COUNT = Integer.getInteger("listeningports.test.rulesets", 60);
    private static final int FIRST = Integer.getInteger("listeningports.test.firstRuleset", 1);
    private static final List<String> STYLES = List.of("nft", "nft", "iptables-nft", "iptables-legacy");

    @TempDir
    private static Path directory;

    private final FirewallTruth truth = new FirewallTruth();
    private int refused;

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
        PacketLab.needsLegacyTables();
    }

    /** One after the other: each is loaded when the one before it was tried. What nft refuses is no test, and another seed takes its place. */
    @TestFactory
    Stream<DynamicTest> theVerdictOnGeneratedRulesetsIsWhatHappens() {
        Stream<DynamicTest> rulesets = IntStream.iterate(FIRST, seed -> seed + 1)
                .mapToObj(this::load)
                .flatMap(Optional::stream)
                .limit(COUNT);
        return Stream.concat(
                rulesets,
                Stream.of(
                        dynamicTest(
                                "at most 1 % of the verdicts are UNKNOWN",
                                () -> truth.conclude("generated rulesets, and " + refused + " that nft refused")),
                        dynamicTest("the rules named first decided most packets", truth::concludeReasons)));
    }

    private Optional<DynamicTest> load(int seed) {
        String style = STYLES.get(seed % STYLES.size());
        String name = "seed " + seed + " (" + style + ")";
        PacketLab lab = PacketLab.open(FirewallTruth.LISTENERS);
        if (!isLoaded(seed, style, lab)) {
            lab.close();
            refused++; // with all its rules
            assertTrue(refused * 5 <= COUNT, "most are refused");
            return Optional.empty();
        }
        return Optional.of(dynamicTest(name, () -> {
            try (lab) {
                truth.check(name, lab);
            }
        }));
    }

    /** What the tool refuses (two protocols in one rule) is not there; an iptables script goes on without. */
    private static boolean isLoaded(int seed, String style, PacketLab lab) {
        RulesetGenerator generator = new RulesetGenerator(seed);
        if (style.equals("nft")) {
            return lab.succeeds("nft", "-f", file(seed, generator.nft()));
        }
        lab.succeeds("sh", file(seed, generator.iptables(style)));
        return true;
    }

    private static String file(int seed, String text) {
        try {
            return Files.writeString(directory.resolve(seed + ".ruleset"), text).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
