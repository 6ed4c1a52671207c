package io.github.listeningports.linux;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What becomes of the packets that were sent through rules; a few examples of each fate are kept. */
final class Outcomes {

    private static final int MAX_EXAMPLES = 4;

    private final Map<Fate, List<Example>> examples = new EnumMap<>(Fate.class);

    /** What can become of a packet. */
    enum Fate {
        ACCEPTED,
        DROPPED,
        /** It goes to another listener. */
        REDIRECTED,
        /** It may be given to this listener, whatever address and port it was sent to. */
        DIVERTED,
        /** Something decided that is not modelled. */
        UNKNOWN
    }

    /** @param by what decided, for people */
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

    /** The first ones of a fate. */
    List<Example> of(Fate fate) {
        return examples.getOrDefault(fate, List.of());
    }
}
