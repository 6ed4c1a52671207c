package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallDestination;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fates of the packets that were sent through the rules. */
final class Outcomes {

    private final Map<Fate, List<Outcome>> all = new EnumMap<>(Fate.class);

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

    /**
     * What happened to some packets.
     *
     * @param by the label of the rule that decided, or a human-readable description of what did
     * @param to where they are redirected to
     */
    record Outcome(PacketSet packets, String by, Optional<FirewallDestination> to) {}

    void add(Fate fate, PacketSet packets, String by) {
        add(fate, new Outcome(packets, by, Optional.empty()));
    }

    void addAll(Fate fate, List<PacketSet> some, String by) {
        for (PacketSet each : some) {
            add(fate, each, by);
        }
    }

    void add(Fate fate, PacketSet packets, String by, FirewallDestination to) {
        add(fate, new Outcome(packets, by, Optional.of(to)));
    }

    private void add(Fate fate, Outcome outcome) {
        all.computeIfAbsent(fate, key -> new ArrayList<>()).add(outcome);
    }

    boolean has(Fate fate) {
        return all.containsKey(fate);
    }

    List<Outcome> of(Fate fate) {
        return all.getOrDefault(fate, List.of());
    }
}
