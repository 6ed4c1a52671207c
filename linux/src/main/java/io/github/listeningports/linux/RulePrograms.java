package io.github.listeningports.linux;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The rules of all chains, compiled on first use for packets of one kind. */
final class RulePrograms {

    /** The limit of rule evaluations per listener; beyond the second limit, over all listeners, each gets only a hundredth of it. */
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
        // Not computeIfAbsent: chains that jump to each other would re-enter it.
        RuleProgram known = programs.get(chain);
        if (known == null) {
            known = new RuleProgram(chain, kind);
            programs.put(chain, known);
        }
        return known;
    }

    /** Counts more rule evaluations, and returns the limit for one listener. */
    int budget(int more) {
        work += more;
        return work > MAX_WORK_FOR_ALL ? MAX_WORK / 100 : MAX_WORK;
    }

    /** Whether a chain changes anything that later chains match on. */
    boolean changes(RuleChain chain) {
        return changing.computeIfAbsent(chain, each -> has(each, StepEffects::changes));
    }

    /** Visits every step of a chain, and of the chains that it jumps to. */
    void forEachStep(RuleChain chain, Consumer<Step> taker) {
        has(chain, step -> {
            taker.accept(step);
            return false;
        });
    }

    /** Whether a chain, or one that it jumps to, has such a step. */
    boolean has(RuleChain chain, Predicate<Step> wanted) {
        return has(chain, wanted, new HashSet<>());
    }

    private boolean has(RuleChain chain, Predicate<Step> wanted, Set<RuleChain> visited) {
        if (!visited.add(chain)) {
            return false;
        }
        for (CompiledRule code : of(chain).all()) {
            for (Step step : code.steps()) {
                if (wanted.test(step)
                        || StepEffects.targets(step)
                                .anyMatch(each -> each.chain() != null && has(each.chain(), wanted, visited))) {
                    return true;
                }
            }
        }
        return false;
    }
}
