package io.github.listeningports.linux;

import io.github.listeningports.linux.Condition.Case;
import io.github.listeningports.linux.Condition.Constraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Merges consecutive rules that differ only in their source addresses, as blocklists contain by the thousand, into one. Evaluated one by one, each would split
 * its host off the remaining sources.
 */
final class SourceLists {

    /** Shorter runs stay separate, so that the reason names the exact rule. */
    private static final int WORTH_IT = 10;

    /**
     * A rule that only decides about packets from some sources.
     *
     * @param steps its steps without the test of the source
     * @param at the index of the step that tests the source
     */
    private record ForSources(List<Step> steps, int at, ValueSet sources) {

        boolean isLike(ForSources other) {
            return at == other.at && steps.equals(other.steps);
        }
    }

    private SourceLists() {}

    static List<CompiledRule> joined(List<CompiledRule> codes) {
        List<CompiledRule> joined = new ArrayList<>(codes.size());
        for (int from = 0; from < codes.size(); ) {
            Optional<ForSources> first = forSources(codes.get(from));
            List<ValueSet> sources = new ArrayList<>();
            int to = from;
            while (first.isPresent() && to < codes.size()) {
                Optional<ForSources> next = forSources(codes.get(to)).filter(first.get()::isLike);
                if (next.isEmpty()) {
                    break;
                }
                sources.add(next.get().sources());
                to++;
            }
            if (first.isPresent() && to - from >= WORTH_IT) {
                joined.add(join(codes.get(from), first.get(), sources));
            } else {
                to = Math.max(to, from + 1);
                joined.addAll(codes.subList(from, to));
            }
            from = to;
        }
        return joined;
    }

    private static CompiledRule join(CompiledRule first, ForSources like, List<ValueSet> sources) {
        List<Step> steps = new ArrayList<>(like.steps());
        steps.set(like.at(), withSources((Step.Check) steps.get(like.at()), ValueSet.union(sources)));
        String label = first.rule().label() + ", or one of the " + (sources.size() - 1) + " similar ones after it";
        return new CompiledRule(new FilterRule(label, first.rule().program()), List.copyOf(steps), first.ports());
    }

    private static Optional<ForSources> forSources(CompiledRule code) {
        List<Step> steps = new ArrayList<>(code.steps());
        if (!(steps.get(steps.size() - 1) instanceof Step.Decide decide) || !isFinal(decide.verdict())) {
            return Optional.empty();
        }
        int at = -1;
        ValueSet sources = ValueSet.EMPTY;
        for (int i = 0; i < steps.size() - 1; i++) {
            if (!(steps.get(i) instanceof Step.Check check)) {
                return Optional.empty();
            }
            Optional<ValueSet> tested = sources(check.condition());
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

    /** Whether packets with this verdict never reach the next rule. */
    private static boolean isFinal(Verdict verdict) {
        return switch (verdict.kind()) {
            case ACCEPT, DROP, RETURN, GOTO -> true;
            case JUMP, CONTINUE, QUEUE -> false;
        };
    }

    /** The sources that a condition with a single case requires. */
    private static Optional<ValueSet> sources(Condition condition) {
        return condition.negated() || condition.cases().size() != 1
                ? Optional.empty()
                : condition.cases().get(0).sets().stream()
                        .filter(set -> set.dimension() == Dimension.SOURCE)
                        .map(Constraint::values)
                        .findFirst();
    }

    private static Step.Check withoutSources(Step.Check check) {
        Case only = check.condition().cases().get(0);
        List<Constraint> others = only.sets().stream()
                .filter(set -> set.dimension() != Dimension.SOURCE)
                .toList();
        return replaced(check, new Case(others, only.variables(), only.maybe()));
    }

    private static Step.Check withSources(Step.Check check, ValueSet sources) {
        Case only = check.condition().cases().get(0);
        List<Constraint> sets = new ArrayList<>(only.sets());
        sets.add(new Constraint(Dimension.SOURCE, sources));
        return replaced(check, new Case(sets, only.variables(), only.maybe()));
    }

    private static Step.Check replaced(Step.Check check, Case only) {
        return new Step.Check(
                new Condition(List.of(only), false, check.condition().note()));
    }
}
