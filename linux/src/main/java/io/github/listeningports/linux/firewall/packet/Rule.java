package io.github.listeningports.linux.firewall.packet;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A rule of nf_tables or ip_tables, or several like ones in a row.
 *
 * @param origin the first, as its front end has it
 * @param similar how many follow it
 */
public record Rule(Origin origin, int similar) {

    /** What the steps of a rule depend on. Thousands of rules are compiled for several kinds of packets, and most are the same for all. */
    public enum Scope {
        /** On the whole kind. */
        KIND,
        /** On the family and the protocol, not on the kind of destination. */
        PROTOCOL,
        /** On the family alone. */
        FAMILY
    }

    /** A rule that is not compiled yet. */
    public interface Origin {

        /** A human-readable description. */
        String name();

        /** For which other packets its steps are the same. */
        Scope scope();

        /** Its steps for packets of a kind. */
        List<Step> steps(PacketKind kind);

        /** At least those of its steps that do more than test packets and set marks, if they are found without compiling the rule. */
        default Optional<List<Step>> effects(PacketKind kind) {
            return Optional.empty();
        }

        /** The rule as the tool that lists it prints it, in one line; absent if that is not known exactly. */
        default Optional<String> text() {
            return Optional.empty();
        }
    }

    private record Compiled(String name, Scope scope, Function<PacketKind, List<Step>> compiler) implements Origin {

        @Override
        public List<Step> steps(PacketKind kind) {
            return compiler.apply(kind);
        }
    }

    public Rule(String name, Function<PacketKind, List<Step>> compiler) {
        this(name, Scope.KIND, compiler);
    }

    public Rule(String name, Scope scope, Function<PacketKind, List<Step>> compiler) {
        this(new Compiled(name, scope, compiler), 0);
    }

    /** The policy of a chain. */
    public static Rule policy(Chain chain, Verdict verdict) {
        return new Rule("the policy of " + chain.label(), kind -> List.of(new Step.Decide(verdict)));
    }

    /** A human-readable description. */
    public String label() {
        return similar == 0 ? origin.name() : origin.name() + ", or one of the " + similar + " similar ones after it";
    }

    /** The rule as the tool that lists it prints it; absent if that is not known exactly, is long or harmful, or there are several rules. */
    public Optional<String> text() {
        return similar == 0 ? origin.text().filter(RuleTexts::isPrintable) : Optional.empty();
    }

    /** The first of so many like rules. */
    public Rule with(int others) {
        return new Rule(origin, others);
    }

    /** Whether its steps for packets of two kinds are the same. */
    public boolean isAlikeFor(PacketKind one, PacketKind other) {
        return one.ipv6() == other.ipv6()
                && switch (origin.scope()) {
                    case KIND -> one.equals(other);
                    case PROTOCOL -> one.tcp() == other.tcp();
                    case FAMILY -> true;
                };
    }
}
