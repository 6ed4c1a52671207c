package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.Step;
import java.util.BitSet;

/** Equivalence classes of destination ports that no rule distinguishes: packets to any port of a class get the same verdict. */
final class PortEquivalence {

    private static final IntervalSet ALL = IntervalSet.all(16);

    private final BitSet starts = new BitSet(1 << 16);

    PortEquivalence() {
        starts.set(0);
    }

    /** The smallest port of the class that contains this port. */
    int of(int port) {
        return starts.previousSetBit(port);
    }

    /** Separates the ports that a step distinguishes. */
    void add(Step step) {
        if (step instanceof Step.Check check) {
            add(check.condition());
        } else if (step instanceof Step.VerdictMap choose) {
            choose.choices().forEach(choice -> add(choice.condition()));
        } else if (step instanceof Step.Dnat redirect) {
            redirect.port().ifPresent(port -> add(IntervalSet.of(port)));
        } else if (step instanceof Step.TransparentProxy divert) {
            divert.port().ifPresent(port -> add(IntervalSet.of(port)));
        }
    }

    private void add(Condition condition) {
        for (Conjunction each : condition.cases()) {
            for (Constraint set : each.sets()) {
                if (set.dimension() == Dimension.DESTINATION_PORT) {
                    add(set.values());
                }
            }
        }
    }

    private void add(IntervalSet ports) {
        IntervalSet valid = ports.and(ALL);
        for (int i = 0; i < valid.intervals(); i++) {
            starts.set((int) valid.first(i));
            starts.set((int) valid.last(i) + 1);
        }
    }
}
