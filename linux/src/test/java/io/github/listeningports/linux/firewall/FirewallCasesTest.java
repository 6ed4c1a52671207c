package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.listeningports.FirewallVerdict;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The verdicts on recorded rulesets, without a kernel and on every system; {@code firewall-cases/README.md} describes how they are recorded. */
class FirewallCasesTest {

    private static final FirewallCases CASES = FirewallCases.read();

    @TestFactory
    Stream<DynamicTest> everyRecordedRuleset() {
        return CASES.lines().keySet().stream().map(ruleset -> dynamicTest(ruleset, () -> check(ruleset)));
    }

    /** Shows the lines that differ only. */
    private static void check(String ruleset) {
        List<String> lines = CASES.lines(ruleset);
        List<String> now = CASES.linesNow(ruleset);
        assertEquals(without(lines, now), without(now, lines));
    }

    private static String without(List<String> lines, List<String> others) {
        return lines.stream().filter(line -> !others.contains(line)).collect(Collectors.joining("\n"));
    }

    @Test
    void thereAreAsManyAsPromisedOfEveryKind() {
        assertTrue(CASES.lines().size() >= 50, "rulesets: " + CASES.lines().size());
        Set<String> verdicts = CASES.lines().values().stream()
                .flatMap(List::stream)
                .map(line -> FirewallCases.verdict(line).split(" ", 2)[1])
                .collect(Collectors.toSet());
        Set<String> all =
                Arrays.stream(FirewallVerdict.values()).map(Enum::name).collect(Collectors.toSet());
        all.remove(FirewallVerdict.NOT_EXPOSED.name()); // that of loopback, where no rule matters
        assertEquals(all, verdicts);
    }
}
