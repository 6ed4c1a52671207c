package io.github.listeningports.linux;

import io.github.listeningports.linux.Condition.Case;
import io.github.listeningports.linux.Condition.Dimension;
import java.util.BitSet;

/** Which destination ports no rule tells apart: what is true of packets to one of them is true of those to the others. */
final class PortClasses {

    private static final ValueSet ALL = ValueSet.all(16);

    private final BitSet starts = new BitSet(1 << 16);

    PortClasses() {
        starts.set(0);
    }

    /** The smallest port of the class that one is in. */
    int of(int port) {
        return starts.previousSetBit(port);
    }

    /** Tells apart what a step does. */
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
            for (Dimension set : each.sets()) {
                if (set.index() == PacketField.DPORT) {
                    add(set.values());
                }
            }
        }
    }

    private void add(ValueSet ports) {
        ValueSet told = ports.and(ALL);
        for (int i = 0; i < told.intervals(); i++) {
            starts.set((int) told.first(i));
            starts.set((int) told.last(i) + 1);
        }
    }
}
