package io.github.listeningports.linux.firewall.packet;

import java.util.List;
import java.util.function.Function;

/**
 * A rule of nf_tables or ip_tables.
 *
 * @param label a human-readable description
 * @param compiler compiles its steps for packets of a kind
 */
public record Rule(String label, Function<PacketKind, List<Step>> compiler) {

    /** The policy of a chain. */
    public static Rule policy(Chain chain, Verdict verdict) {
        return new Rule("the policy of " + chain.label(), kind -> List.of(new Step.Decide(verdict)));
    }
}
