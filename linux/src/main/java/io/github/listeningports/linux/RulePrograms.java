package io.github.listeningports.linux;

import io.github.listeningports.linux.RuleProgram.Code;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The rules of all chains, made ready for packets of one kind when they are first asked for. */
final class RulePrograms {

    /** How many times a rule is asked, for one listener; and for all of them, before each has a hundredth of that. */
    private static final int MAX_WORK = 400_000;

    private static final long MAX_WORK_FOR_ALL = 20_000_000;

    private final PacketKind kind;
    private final Map<RuleChain, RuleProgram> programs = new HashMap<>();
    private final Map<RuleChain, Boolean> changing = new HashMap<>();
    private long work;

    RulePrograms(PacketKind kind) {
        this.kind = kind;
    }

    PacketKind kind() {
        return kind;
    }

    RuleProgram of(RuleChain chain) {
        // Not computeIfAbsent, for chains that jump to each other would come back here meanwhile.
        RuleProgram known = programs.get(chain);
        if (known == null) {
            known = new RuleProgram(chain, kind);
            programs.put(chain, known);
        }
        return known;
    }

    /** Counts that rules are asked so many more times, and tells how many times they may be, for one listener. */
    int patience(int more) {
        work += more;
        return work > MAX_WORK_FOR_ALL ? MAX_WORK / 100 : MAX_WORK;
    }

    /** Whether a chain changes what later ones look at. */
    boolean changes(RuleChain chain) {
        return changing.computeIfAbsent(chain, each -> has(each, StepEffects::changes));
    }

    /** Tells all steps of a chain, and of those that it leads to. */
    void forEachStep(RuleChain chain, Consumer<Step> taker) {
        has(chain, step -> {
            taker.accept(step);
            return false;
        });
    }

    /** Whether a chain, or one that it leads to, has such a step. */
    boolean has(RuleChain chain, Predicate<Step> wanted) {
        return has(chain, wanted, new HashSet<>());
    }

    private boolean has(RuleChain chain, Predicate<Step> wanted, Set<RuleChain> asked) {
        if (!asked.add(chain)) {
            return false;
        }
        for (Code code : of(chain).all()) {
            for (Step step : code.steps()) {
                if (wanted.test(step)
                        || StepEffects.targets(step)
                                .anyMatch(each -> each.chain() != null && has(each.chain(), wanted, asked))) {
                    return true;
                }
            }
        }
        return false;
    }
}
