package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Generated rules compared with {@link FirewallOracle}, which evaluates packets one by one in every world that the listener may be in: ALLOWED packets pass in all of
 * them, BLOCKED packets in none; and so do the packets of each source and family.
 */
class FirewallOracleTest {

    private static final int SETS = 4_000;

    @Test
    void noVerdictIsFirmerThanThePackets() {
        Map<FirewallVerdict, Integer> verdicts = new EnumMap<>(FirewallVerdict.class);
        int firm = 0;
        int certain = 0;
        int firmSources = 0;
        int certainSources = 0;
        for (int seed = 0; seed < SETS; seed++) {
            FirewallOracle oracle = new FirewallOracle(new Random(seed));
            FirewallStatus status = oracle.evaluated();
            Map<FirewallOracle.Source, Set<Boolean>> fatesBySource = oracle.fates();
            Set<Boolean> fates = fates(fatesBySource, source -> true);
            String what = "seed " + seed + ": " + status + "\n" + status.outcomes() + "\n" + oracle;
            verdicts.merge(status.verdict(), 1, Integer::sum);
            agree(fates, status.verdict(), what);
            for (AddressFamily family : AddressFamily.values()) {
                agree(fates(fatesBySource, source -> source.family() == family), status.verdict(family), what);
            }
            for (Map.Entry<FirewallOracle.Source, Set<Boolean>> each : fatesBySource.entrySet()) {
                FirewallVerdict verdict = status.verdictFrom(FirewallOracle.address(each.getKey()));
                agree(each.getValue(), verdict, each.getKey() + " " + what);
                certainSources += each.getValue().size() == 1 ? 1 : 0;
                firmSources += isFirm(verdict) ? 1 : 0;
            }
            certain += fates.size() == 1 ? 1 : 0;
            firm += isFirm(status.verdict()) ? 1 : 0;
        }

        // An evaluator that always returns UNKNOWN is never wrong, and useless.
        assertTrue(verdicts.values().stream().allMatch(count -> count >= SETS / 20), verdicts::toString);
        assertTrue(firm >= certain * 9 / 10, firm + " firm of " + certain + ", " + verdicts);
        assertTrue(firmSources >= certainSources * 8 / 10, firmSources + " firm of " + certainSources);
    }

    private static Set<Boolean> fates(
            Map<FirewallOracle.Source, Set<Boolean>> bySource, Predicate<FirewallOracle.Source> some) {
        Set<Boolean> fates = new HashSet<>();
        bySource.forEach((source, those) -> fates.addAll(some.test(source) ? those : Set.of()));
        return fates;
    }

    private static void agree(Set<Boolean> fates, FirewallVerdict verdict, String what) {
        switch (verdict) {
            case ALLOWED -> assertEquals(Set.of(true), fates, what);
            case BLOCKED -> assertEquals(Set.of(false), fates, what);
            case NOT_EXPOSED -> assertEquals(Set.of(), fates, what);
            case RESTRICTED, UNKNOWN -> {}
            case REDIRECTED -> throw new AssertionError(what);
        }
    }

    private static boolean isFirm(FirewallVerdict verdict) {
        return verdict == FirewallVerdict.ALLOWED || verdict == FirewallVerdict.BLOCKED;
    }
}
