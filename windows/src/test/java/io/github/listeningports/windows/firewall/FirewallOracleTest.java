package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Generated rules compared with {@link FirewallOracle}, which evaluates packets one by one in every world that the listener may be in: ALLOWED packets pass in all of
 * them, BLOCKED packets in none.
 */
class FirewallOracleTest {

    private static final int SETS = 4_000;

    @Test
    void noVerdictIsFirmerThanThePackets() {
        Map<FirewallVerdict, Integer> verdicts = new EnumMap<>(FirewallVerdict.class);
        int firm = 0;
        int certain = 0;
        for (int seed = 0; seed < SETS; seed++) {
            FirewallOracle oracle = new FirewallOracle(new Random(seed));
            FirewallStatus status = oracle.evaluated();
            Set<Boolean> fates = oracle.fates();
            String what = "seed " + seed + ": " + status + "\n" + oracle;
            verdicts.merge(status.verdict(), 1, Integer::sum);
            switch (status.verdict()) {
                case ALLOWED -> assertEquals(Set.of(true), fates, what);
                case BLOCKED -> assertEquals(Set.of(false), fates, what);
                case RESTRICTED, UNKNOWN -> {}
                default -> throw new AssertionError(what);
            }
            certain += fates.size() == 1 ? 1 : 0;
            firm += status.verdict() == FirewallVerdict.ALLOWED || status.verdict() == FirewallVerdict.BLOCKED ? 1 : 0;
        }

        // An evaluator that always returns UNKNOWN is never wrong, and useless.
        assertTrue(verdicts.values().stream().allMatch(count -> count >= SETS / 20), verdicts::toString);
        assertTrue(firm >= certain * 9 / 10, firm + " firm of " + certain + ", " + verdicts);
    }
}
