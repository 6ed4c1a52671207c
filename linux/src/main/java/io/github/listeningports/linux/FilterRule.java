package io.github.listeningports.linux;

import java.util.List;
import java.util.function.Function;

/**
 * A rule of nf_tables or ip_tables.
 *
 * @param label a human-readable description
 * @param program compiles its steps for packets of a kind
 */
record FilterRule(String label, Function<PacketKind, List<Step>> program) {

    /** The policy of a chain. */
    static FilterRule policy(RuleChain chain, Verdict verdict) {
        return new FilterRule("the policy of " + chain.label(), kind -> List.of(new Step.Decide(verdict)));
    }
}
