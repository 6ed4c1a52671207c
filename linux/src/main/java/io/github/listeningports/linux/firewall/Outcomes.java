package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.PacketSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The fates of the packets that were sent through the rules, with a few examples of each. */
final class Outcomes {

    private static final int MAX_EXAMPLES = 4;

    private final Map<Fate, List<Example>> examples = new EnumMap<>(Fate.class);

    /** The possible fates of a packet. */
    enum Fate {
        ACCEPTED,
        DROPPED,
        /** Sent to another listener. */
        REDIRECTED,
        /** May be delivered to this listener, whatever its destination address and port. */
        DIVERTED,
        /** Decided by something that is not modelled. */
        UNKNOWN
    }

    /** @param by a human-readable description of what decided */
    record Example(PacketSet packets, String by) {}

    void add(Fate fate, PacketSet packets, String by) {
        List<Example> all = examples.computeIfAbsent(fate, key -> new ArrayList<>());
        if (all.size() < MAX_EXAMPLES) {
            all.add(new Example(packets, by));
        }
    }

    boolean has(Fate fate) {
        return examples.containsKey(fate);
    }

    /** The first examples of a fate. */
    List<Example> of(Fate fate) {
        return examples.getOrDefault(fate, List.of());
    }
}
