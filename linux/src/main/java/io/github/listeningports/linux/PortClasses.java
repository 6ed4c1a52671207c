package io.github.listeningports.linux;

import io.github.listeningports.linux.Condition.Case;
import io.github.listeningports.linux.Condition.Constraint;
import java.util.BitSet;

/** Equivalence classes of destination ports that no rule distinguishes: packets to any port of a class get the same verdict. */
final class PortClasses {

    private static final ValueSet ALL = ValueSet.all(16);

    private final BitSet starts = new BitSet(1 << 16);

    PortClasses() {
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
        } else if (step instanceof Step.Choose choose) {
            choose.choices().forEach(choice -> add(choice.condition()));
        } else if (step instanceof Step.Redirect redirect) {
            redirect.port().ifPresent(port -> add(ValueSet.of(port)));
        } else if (step instanceof Step.Divert divert) {
            divert.port().ifPresent(port -> add(ValueSet.of(port)));
        }
    }

    private void add(Condition condition) {
        for (Case each : condition.cases()) {
            for (Constraint set : each.sets()) {
                if (set.dimension() == Dimension.DESTINATION_PORT) {
                    add(set.values());
                }
            }
        }
    }

    private void add(ValueSet ports) {
        ValueSet valid = ports.and(ALL);
        for (int i = 0; i < valid.intervals(); i++) {
            starts.set((int) valid.first(i));
            starts.set((int) valid.last(i) + 1);
        }
    }
}
