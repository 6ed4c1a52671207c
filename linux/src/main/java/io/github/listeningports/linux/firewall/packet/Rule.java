package io.github.listeningports.linux.firewall.packet;

import java.util.List;
import java.util.function.Function;

/**
 * A rule of nf_tables or ip_tables, or several like ones in a row.
 *
 * @param name a human-readable description of the first
 * @param similar how many follow it
 * @param scope for which other packets its steps are the same
 * @param compiler compiles its steps for packets of a kind
 */
public record Rule(String name, int similar, Scope scope, Function<PacketKind, List<Step>> compiler) {

    /** What the steps of a rule depend on. Thousands of rules are compiled for several kinds of packets, and most are the same for all. */
    public enum Scope {
        /** On the whole kind. */
        KIND,
        /** On the family and the protocol, not on the kind of destination. */
        PROTOCOL,
        /** On the family alone. */
        FAMILY
    }

    public Rule(String name, Function<PacketKind, List<Step>> compiler) {
        this(name, 0, Scope.KIND, compiler);
    }

    /** The policy of a chain. */
    public static Rule policy(Chain chain, Verdict verdict) {
        return new Rule("the policy of " + chain.label(), kind -> List.of(new Step.Decide(verdict)));
    }

    /** A human-readable description. */
    public String label() {
        return similar == 0 ? name : name + ", or one of the " + similar + " similar ones after it";
    }

    /** The first of so many like rules. */
    public Rule with(int others) {
        return new Rule(name, others, scope, compiler);
    }

    /** Whether its steps for packets of two kinds are the same. */
    public boolean isAlikeFor(PacketKind one, PacketKind other) {
        return one.ipv6() == other.ipv6()
                && switch (scope) {
                    case KIND -> one.equals(other);
                    case PROTOCOL -> one.tcp() == other.tcp();
                    case FAMILY -> true;
                };
    }
}
