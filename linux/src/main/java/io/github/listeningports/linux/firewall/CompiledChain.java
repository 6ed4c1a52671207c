package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of a chain, compiled for packets of one kind, and of others for which they are the same. */
final class CompiledChain {

    /** Chains with fewer rules are not indexed: there can be thousands of such chains. */
    private static final int WORTH_IT = 50;

    private final PacketKind kind;

    /** One for each rule of the chain; empty for one without effect. */
    private final List<Optional<CompiledRule>> each;

    private final Patience patience;
    private final List<CompiledRule> all;
    private final Optional<RuleIndex> index;
    private final Map<MarkUse.Bits, CompiledChain> followed = new HashMap<>();
    private @Nullable List<CompiledRule> notable;

    private CompiledChain(PacketKind kind, List<Optional<CompiledRule>> each, Patience patience) {
        this.kind = kind;
        this.each = each;
        this.patience = patience;
        all = List.copyOf(SourceListMerger.joined(each, patience));
        index = all.size() < WORTH_IT ? Optional.empty() : Optional.of(new RuleIndex(all));
    }

    /**
     * Compiles a chain.
     *
     * @param others the same chain, compiled for other kinds
     * @param patience spent for each rule
     */
    static CompiledChain of(Chain chain, PacketKind kind, List<CompiledChain> others, Patience patience) {
        for (CompiledChain other : others) {
            if (other.isAlikeFor(chain, kind)) {
                return other;
            }
        }
        List<Optional<CompiledRule>> compiled = new ArrayList<>(chain.rules().size());
        for (int i = 0; i < chain.rules().size(); i++) {
            patience.spend(1);
            compiled.add(compile(chain.rules().get(i), i, kind, others));
        }
        return new CompiledChain(kind, compiled, patience);
    }

    private boolean isAlikeFor(Chain chain, PacketKind other) {
        for (Rule rule : chain.rules()) {
            if (!rule.isAlikeFor(kind, other)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<CompiledRule> compile(Rule rule, int at, PacketKind kind, List<CompiledChain> others) {
        for (CompiledChain other : others) {
            if (rule.isAlikeFor(kind, other.kind)) {
                return other.each.get(at);
            }
        }
        return compile(rule, kind);
    }

    /** The same chain without the rules that only set what no rule asks for. */
    CompiledChain without(MarkUse marks) {
        return followed.computeIfAbsent(marks.bits(), key -> hasIdle(marks) ? filtered(marks) : this);
    }

    /** Whether some rules only set bits that no rule asks for. */
    boolean hasIdle(MarkUse marks) {
        for (CompiledRule rule : all) {
            if (marks.isIdle(rule)) {
                return true;
            }
        }
        return false;
    }

    private CompiledChain filtered(MarkUse marks) {
        List<Optional<CompiledRule>> others = new ArrayList<>();
        for (CompiledRule rule : all) {
            if (!marks.isIdle(rule)) {
                others.add(Optional.of(rule));
            }
        }
        return new CompiledChain(kind, others, patience);
    }

    /** The rules that do more than set marks for some addresses: all but few of the thousands in a chain for traffic control. */
    List<CompiledRule> notable() {
        List<CompiledRule> known = notable;
        if (known == null) {
            List<CompiledRule> some = new ArrayList<>();
            for (CompiledRule rule : all) {
                patience.spend(1);
                if (rule.isNotable()) {
                    some.add(rule);
                }
            }
            known = List.copyOf(some);
            notable = known;
        }
        return known;
    }

    List<CompiledRule> all() {
        return all;
    }

    /** The rule at a position in the chain; empty for one without effect. */
    Optional<CompiledRule> rule(int at) {
        return each.get(at);
    }

    /** A superset of the rules that can affect these packets. */
    List<CompiledRule> concerning(List<PacketSet> packets) {
        return index.isPresent() ? index.get().concerning(packets) : all;
    }

    /** Leaves out rules that never match this kind of packets, and conditions that always hold. */
    private static Optional<CompiledRule> compile(Rule rule, PacketKind kind) {
        List<Step> steps = new ArrayList<>();
        boolean ends = false;
        for (Step step : rule.origin().steps(kind)) {
            if (step instanceof Step.Check check) {
                if (check.condition().isAlways()) {
                    continue;
                }
                if (check.condition().isNever()) {
                    ends = true;
                    break;
                }
            }
            steps.add(step);
        }
        if (ends) {
            // Its earlier steps take effect; the end of the rule is not reached.
            while (!steps.isEmpty() && CompiledRule.hasNoEffect(steps.get(steps.size() - 1))) {
                steps.remove(steps.size() - 1);
            }
        }
        for (Step step : steps) {
            if (!CompiledRule.hasNoEffect(step)) {
                return Optional.of(CompiledRule.of(rule, steps));
            }
        }
        return Optional.empty();
    }
}
