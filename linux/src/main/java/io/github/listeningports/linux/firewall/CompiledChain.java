package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a chain, compiled for packets of one kind: in order, and indexed by range of destination ports. Most rules are for a few ports, and a listener has one.
 */
final class CompiledChain {

    private static final int RANGES = 256;
    private static final int PORTS = 256; // per range

    /** Chains with fewer rules are not indexed: there can be thousands of such chains. */
    private static final int WORTH_IT = 50;

    private final List<CompiledRule> all;
    private final List<List<CompiledRule>> byRange = new ArrayList<>();

    /** @param patience spent for each rule */
    CompiledChain(Chain chain, PacketKind kind, Patience patience) {
        all = List.copyOf(SourceListMerger.joined(compile(chain, kind, patience)));
        if (all.size() < WORTH_IT) {
            return;
        }
        for (int i = 0; i < RANGES; i++) {
            byRange.add(new ArrayList<>());
        }
        for (CompiledRule rule : all) {
            int next = 0;
            for (int i = 0; i < rule.ports().intervals(); i++) {
                int first = Math.max(next, (int) rule.ports().first(i) / PORTS);
                next = (int) rule.ports().last(i) / PORTS + 1;
                byRange.subList(first, next).forEach(range -> range.add(rule));
            }
        }
    }

    List<CompiledRule> all() {
        return all;
    }

    /** A superset of the rules that can affect these packets. */
    List<CompiledRule> concerning(List<PacketSet> packets) {
        if (byRange.isEmpty()) {
            return all;
        }
        int range = -1;
        for (PacketSet each : packets) {
            IntervalSet ports = each.values(Dimension.DESTINATION_PORT);
            if (ports.isEmpty()) {
                return all;
            }
            int first = (int) ports.first(0) / PORTS;
            if ((range >= 0 && first != range) || ports.last(ports.intervals() - 1) / PORTS != first) {
                return all;
            }
            range = first;
        }
        return range < 0 ? List.of() : byRange.get(range);
    }

    /** Leaves out rules that never match this kind of packets, and conditions that always hold. */
    private static List<CompiledRule> compile(Chain chain, PacketKind kind, Patience patience) {
        List<CompiledRule> codes = new ArrayList<>();
        for (Rule rule : chain.rules()) {
            patience.spend(1);
            List<Step> steps = new ArrayList<>();
            boolean ends = false;
            for (Step step : rule.compiler().apply(kind)) {
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
                while (!steps.isEmpty() && hasNoEffect(steps.get(steps.size() - 1))) {
                    steps.remove(steps.size() - 1);
                }
            }
            if (steps.stream().anyMatch(step -> !hasNoEffect(step))) {
                codes.add(new CompiledRule(rule, List.copyOf(steps), ports(steps)));
            }
        }
        return codes;
    }

    /** The ports that pass the tests before the rule's first effect. */
    private static IntervalSet ports(List<Step> steps) {
        IntervalSet ports = IntervalSet.all(16);
        for (Step step : steps) {
            if (step instanceof Step.Check check) {
                ports = ports.and(check.condition().values(Dimension.DESTINATION_PORT, IntervalSet.all(16)));
            } else if (step instanceof Step.VerdictMap choose) {
                return ports.and(IntervalSet.union(choose.choices().stream()
                        .map(each -> each.condition().values(Dimension.DESTINATION_PORT, IntervalSet.all(16)))
                        .toList()));
            } else if (!hasNoEffect(step)) {
                return ports;
            }
        }
        return ports;
    }

    /** Whether a rule that ends with this step leaves packets unchanged. */
    private static boolean hasNoEffect(Step step) {
        return step instanceof Step.Check || step instanceof Step.RequireConntrack;
    }
}
