package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.StepEffects;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rules of all chains, compiled on first use for packets of one kind. */
final class CompiledChains {

    /** The limit of rule evaluations per listener; beyond the second limit, over all listeners, each gets only a hundredth of it. */
    private static final int MAX_WORK = 400_000;

    private static final long MAX_WORK_FOR_ALL = 20_000_000;

    /** That of rules that look at none. */
    private static final MarkUse NO_MARKS = new MarkUse();

    private final PacketKind kind;
    private final Collection<CompiledChains> others;
    private final Supplier<MarkUse> marks;
    private final Map<Chain, CompiledChain> followed = new HashMap<>();
    private @Nullable MarkUse markUse;
    private final Patience patience;
    private final Map<Chain, CompiledChain> chains = new HashMap<>();
    private final Map<Chain, Boolean> changing = new HashMap<>();
    private final Map<Chain, Boolean> effective = new HashMap<>();
    private long work;

    /**
     * Nothing compiled yet.
     *
     * @param others the same chains, compiled for other kinds
     * @param marks which marks the rules for this kind look at, found out when it is first asked for
     */
    CompiledChains(PacketKind kind, Collection<CompiledChains> others, Supplier<MarkUse> marks, Patience patience) {
        this.marks = marks;
        this.kind = kind;
        this.others = others;
        this.patience = patience;
    }

    Patience patience() {
        return patience;
    }

    PacketKind kind() {
        return kind;
    }

    CompiledChain of(Chain chain) {
        // Not computeIfAbsent: chains that jump to each other would re-enter it.
        CompiledChain known = chains.get(chain);
        if (known == null) {
            List<CompiledChain> likes = new ArrayList<>();
            for (CompiledChains each : others) {
                CompiledChain like = each.chains.get(chain);
                if (like != null) {
                    likes.add(like);
                }
            }
            known = CompiledChain.of(chain, kind, likes, patience);
            chains.put(chain, known);
        }
        return known;
    }

    /** The rules of a chain that packets are sent through: those that change nothing that matters are left out. */
    CompiledChain followed(Chain chain) {
        CompiledChain known = followed.get(chain);
        if (known == null) {
            known = of(chain);
            if (known.without(NO_MARKS) != known) {
                known = known.without(markUse());
            }
            followed.put(chain, known);
        }
        return known;
    }

    private MarkUse markUse() {
        MarkUse known = markUse;
        if (known == null) {
            known = marks.get();
            markUse = known;
        }
        return known;
    }

    /** Counts more rule evaluations, and returns the limit for one listener. */
    int budget(int more) {
        patience.spend(more);
        work += more;
        return work > MAX_WORK_FOR_ALL ? MAX_WORK / 100 : MAX_WORK;
    }

    /** Whether a chain changes anything that later chains match on. */
    boolean changes(Chain chain) {
        return changing.computeIfAbsent(chain, each -> has(each, StepEffects::changes));
    }

    /** Whether a chain may do anything but accept packets, or leave them to the next rule. */
    boolean hasEffect(Chain chain) {
        return effective.computeIfAbsent(chain, each -> has(each, StepEffects::actsOnPackets));
    }

    /** Visits the notable rules' steps of a chain, and of the chains that it jumps to, that packets to some addresses can reach. */
    void forEachStep(Chain chain, IntervalSet destinations, Consumer<Step> taker) {
        forEachStep(chain, destinations, taker, new HashSet<>());
    }

    private void forEachStep(Chain chain, IntervalSet destinations, Consumer<Step> taker, Set<Chain> visited) {
        if (!visited.add(chain)) {
            return;
        }
        for (CompiledRule rule : of(chain).notable()) {
            patience.spend(1);
            if (!rule.isForAllDestinations() && !rule.destinations().meets(destinations)) {
                continue;
            }
            for (Step step : rule.steps()) {
                taker.accept(step);
                if (step instanceof Step.Decide decide) {
                    forEachStep(decide.verdict(), destinations, taker, visited);
                } else if (step instanceof Step.VerdictMap choose) {
                    choose.choices().forEach(each -> forEachStep(each.verdict(), destinations, taker, visited));
                }
            }
        }
    }

    private void forEachStep(Verdict verdict, IntervalSet destinations, Consumer<Step> taker, Set<Chain> visited) {
        Chain next = verdict.chain();
        if (next != null) {
            forEachStep(next, destinations, taker, visited);
        }
    }

    /**
     * Visits at least those steps of a chain, and of the chains that it jumps to, that do more than test packets and set marks. Thousands of rules for other hosts and containers
     * need not be compiled for that.
     */
    void forEachEffect(Chain chain, Consumer<Step> taker) {
        forEachEffect(chain, taker, new HashSet<>());
    }

    private void forEachEffect(Chain chain, Consumer<Step> taker, Set<Chain> visited) {
        if (!visited.add(chain)) {
            return;
        }
        List<Rule> rules = chain.rules();
        for (int i = 0; i < rules.size(); i++) {
            patience.spend(1);
            for (Step step : effects(chain, i)) {
                taker.accept(step);
                if (step instanceof Step.Decide decide) {
                    forEachEffect(decide.verdict(), taker, visited);
                } else if (step instanceof Step.VerdictMap choose) {
                    choose.choices().forEach(each -> forEachEffect(each.verdict(), taker, visited));
                }
            }
        }
    }

    private List<Step> effects(Chain chain, int at) {
        return chain.rules()
                .get(at)
                .origin()
                .effects(kind)
                .orElseGet(() -> of(chain).rule(at).map(CompiledRule::steps).orElse(List.of()));
    }

    private void forEachEffect(Verdict verdict, Consumer<Step> taker, Set<Chain> visited) {
        Chain next = verdict.chain();
        if (next != null) {
            forEachEffect(next, taker, visited);
        }
    }

    /** Visits every step of a chain, and of the chains that it jumps to. */
    void forEachStep(Chain chain, Consumer<Step> taker) {
        has(chain, step -> {
            taker.accept(step);
            return false;
        });
    }

    /** Whether a chain, or one that it jumps to, has such a step. */
    boolean has(Chain chain, Predicate<Step> wanted) {
        return has(chain, wanted, new HashSet<>());
    }

    /** Without a stream: there can be a hundred thousand steps. */
    private boolean leadsToSuch(Step step, Predicate<Step> wanted, Set<Chain> visited) {
        if (step instanceof Step.Decide decide) {
            Chain next = decide.verdict().chain();
            return next != null && has(next, wanted, visited);
        }
        if (step instanceof Step.VerdictMap choose) {
            for (Step.Choice each : choose.choices()) {
                Chain next = each.verdict().chain();
                if (next != null && has(next, wanted, visited)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean has(Chain chain, Predicate<Step> wanted, Set<Chain> visited) {
        if (!visited.add(chain)) {
            return false;
        }
        for (CompiledRule rule : of(chain).all()) {
            patience.spend(1);
            for (Step step : rule.steps()) {
                if (wanted.test(step) || leadsToSuch(step, wanted, visited)) {
                    return true;
                }
            }
        }
        return false;
    }
}
