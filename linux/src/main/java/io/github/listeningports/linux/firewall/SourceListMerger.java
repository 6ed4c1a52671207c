package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Merges consecutive rules that differ only in their source addresses, as blocklists contain by the thousand, into one. Evaluated one by one, each would split
 * its host off the remaining sources.
 */
final class SourceListMerger {

    /** Shorter runs stay separate, so that the reason names the exact rule. */
    private static final int WORTH_IT = 10;

    /**
     * A rule that only decides about packets from some sources.
     *
     * @param steps its steps without the test of the source
     * @param at the index of the step that tests the source
     */
    private record ForSources(List<Step> steps, int at, IntervalSet sources) {

        boolean isLike(ForSources other) {
            return at == other.at && steps.equals(other.steps);
        }

        /** Whether packets of those sources never reach the next rule. */
        boolean isFinal() {
            return steps.get(steps.size() - 1) instanceof Step.Decide decide
                    && decide.verdict().kind() != Verdict.Kind.JUMP;
        }
    }

    private SourceListMerger() {}

    /**
     * The rules of a chain, like ones joined.
     *
     * @param each the rules; empty for one without effect
     * @param patience spent for each rule
     */
    static List<CompiledRule> joined(List<Optional<CompiledRule>> each, Patience patience) {
        List<CompiledRule> rules = new ArrayList<>(each.size());
        each.forEach(rule -> rule.ifPresent(rules::add));
        if (rules.size() < WORTH_IT) {
            return rules;
        }
        List<CompiledRule> joined = new ArrayList<>(rules.size());
        for (int from = 0; from < rules.size(); ) {
            patience.spend(1);
            Optional<ForSources> first = forSources(rules.get(from));
            List<IntervalSet> sources = new ArrayList<>();
            int to = from;
            while (first.isPresent() && to < rules.size()) {
                patience.spend(1);
                Optional<ForSources> next = forSources(rules.get(to)).filter(first.get()::isLike);
                if (next.isEmpty()) {
                    break;
                }
                sources.add(next.get().sources());
                to++;
            }
            // A packet that comes back from the chain of one rule must match none of the others.
            if (first.isPresent()
                    && to - from >= WORTH_IT
                    && (first.get().isFinal() || IntervalSets.areDisjoint(sources))) {
                joined.add(join(rules.subList(from, to), first.get(), sources));
            } else {
                to = Math.max(to, from + 1);
                joined.addAll(rules.subList(from, to));
            }
            from = to;
        }
        return joined;
    }

    private static CompiledRule join(List<CompiledRule> rules, ForSources like, List<IntervalSet> sources) {
        List<Step> steps = new ArrayList<>(like.steps());
        steps.set(like.at(), withSources((Step.Check) steps.get(like.at()), IntervalSets.union(sources)));
        int others = rules.size() - 1;
        for (CompiledRule each : rules) {
            others += each.rule().similar();
        }
        CompiledRule first = rules.get(0);
        return new CompiledRule(first.rule().with(others), List.copyOf(steps), first.ports(), first.destinations());
    }

    private static Optional<ForSources> forSources(CompiledRule rule) {
        int end = rule.steps().size() - 1;
        if (!(rule.steps().get(end) instanceof Step.Decide decide) || !isMergeable(decide.verdict())) {
            return Optional.empty();
        }
        List<Step> steps = new ArrayList<>(rule.steps());
        int at = -1;
        IntervalSet sources = IntervalSet.EMPTY;
        for (int i = 0; i < end; i++) {
            if (!(steps.get(i) instanceof Step.Check check)) {
                return Optional.empty();
            }
            Optional<IntervalSet> tested = sources(check.condition());
            if (tested.isPresent()) {
                if (at >= 0) {
                    return Optional.empty();
                }
                at = i;
                sources = tested.get();
                steps.set(i, withoutSources(check));
            }
        }
        return at < 0 ? Optional.empty() : Optional.of(new ForSources(List.copyOf(steps), at, sources));
    }

    private static boolean isMergeable(Verdict verdict) {
        return switch (verdict.kind()) {
            case ACCEPT, DROP, RETURN, GOTO, JUMP -> true;
            case CONTINUE, QUEUE -> false;
        };
    }

    /** The sources that a condition with a single case requires. */
    private static Optional<IntervalSet> sources(Condition condition) {
        return condition.negated() || condition.cases().size() != 1
                ? Optional.empty()
                : condition.cases().get(0).sets().stream()
                        .filter(set -> set.dimension() == Dimension.SOURCE)
                        .map(Constraint::values)
                        .findFirst();
    }

    private static Step.Check withoutSources(Step.Check check) {
        Conjunction only = check.condition().cases().get(0);
        List<Constraint> others = only.sets().stream()
                .filter(set -> set.dimension() != Dimension.SOURCE)
                .toList();
        return replaced(check, new Conjunction(others, only.variables(), only.maybe()));
    }

    private static Step.Check withSources(Step.Check check, IntervalSet sources) {
        Conjunction only = check.condition().cases().get(0);
        List<Constraint> sets = new ArrayList<>(only.sets());
        sets.add(new Constraint(Dimension.SOURCE, sources));
        return replaced(check, new Conjunction(sets, only.variables(), only.maybe()));
    }

    private static Step.Check replaced(Step.Check check, Conjunction only) {
        return new Step.Check(
                new Condition(List.of(only), false, check.condition().note()));
    }
}
