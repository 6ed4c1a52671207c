package io.github.listeningports.linux;

import java.util.List;
import java.util.function.Function;

/**
 * A rule of any firewall.
 *
 * @param label which one, for people
 * @param program what it does with packets of a kind
 */
record FilterRule(String label, Function<PacketKind, List<Step>> program) {

    /** A chain's policy. */
    static FilterRule policy(RuleChain chain, Verdict verdict) {
        return new FilterRule("the policy of " + chain.label(), kind -> List.of(new Step.Decide(verdict)));
    }
}
