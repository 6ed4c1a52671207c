package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import java.util.List;

/**
 * A compiled rule.
 *
 * @param ports the only destination ports for which the rule can have an effect; for others it need not be evaluated
 * @param destinations the only destination addresses
 */
record CompiledRule(Rule rule, List<Step> steps, IntervalSet ports, IntervalSet destinations) {

    static final IntervalSet ALL_PORTS = IntervalSet.all(16);

    private static final IntervalSet ALL_ADDRESSES = IntervalSet.all(128);

    static CompiledRule of(Rule rule, List<Step> steps) {
        return new CompiledRule(
                rule,
                List.copyOf(steps),
                reach(steps, Dimension.DESTINATION_PORT, ALL_PORTS),
                reach(steps, Dimension.DESTINATION, ALL_ADDRESSES));
    }

    /** The values that pass the tests before the rule's first effect. */
    private static IntervalSet reach(List<Step> steps, Dimension dimension, IntervalSet all) {
        IntervalSet values = all;
        for (Step step : steps) {
            if (step instanceof Step.Check check) {
                values = both(values, check.condition().values(dimension, all), all);
            } else if (step instanceof Step.VerdictMap choose) {
                IntervalSet chosen = IntervalSets.union(choose.choices().stream()
                        .map(each -> each.condition().values(dimension, all))
                        .toList());
                return both(values, chosen, all);
            } else if (!hasNoEffect(step)) {
                return values;
            }
        }
        return values;
    }

    private static IntervalSet both(IntervalSet one, IntervalSet other, IntervalSet all) {
        return other.equals(all) ? one : one.equals(all) ? other : one.and(other);
    }

    /** Whether a rule that ends with this step leaves packets unchanged. */
    static boolean hasNoEffect(Step step) {
        return step instanceof Step.Check || step instanceof Step.RequireConntrack;
    }

    /** Whether it looks at ports or marks, or does more than set marks. */
    boolean isNotable() {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean plain = step instanceof Step.Assign
                    || (step instanceof Step.Check check && !check.condition().looksAtPortsOrMarks());
            if (!plain) {
                return true;
            }
        }
        return false;
    }

    boolean isForAllDestinations() {
        return destinations.equals(ALL_ADDRESSES);
    }

    boolean concerns(PacketSet packets) {
        return (ports.equals(ALL_PORTS)
                        || packets.values(Dimension.DESTINATION_PORT).meets(ports))
                && (destinations.equals(ALL_ADDRESSES)
                        || packets.values(Dimension.DESTINATION).meets(destinations));
    }

    /** Called for every rule and every listener, so without a stream. */
    boolean concernsAny(List<PacketSet> packets) {
        for (PacketSet each : packets) {
            if (concerns(each)) {
                return true;
            }
        }
        return false;
    }
}
