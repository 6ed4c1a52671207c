package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules of a long chain by their destination addresses and ports. Most rules are for a few, a listener has one port, and most listeners have the same addresses. */
final class RuleIndex {

    private static final int PORTS = 256; // of one range

    /** Packets that are of no one range of ports. */
    private static final int ANY_RANGE = -1;

    /** Packets that were sent to so many different sets of addresses are rare: rules are then looked at one by one. */
    private static final int MAX_DESTINATIONS = 16;

    private final List<CompiledRule> all;
    private final Map<IntervalSet, List<CompiledRule>> byDestinations = new HashMap<>();
    private final Map<IntervalSet, Map<Integer, List<CompiledRule>>> byBoth = new HashMap<>();

    RuleIndex(List<CompiledRule> all) {
        this.all = all;
    }

    /** A superset of the rules that can affect these packets, in order. */
    List<CompiledRule> concerning(List<PacketSet> packets) {
        if (packets.isEmpty()) {
            return List.of();
        }
        int range = range(packets);
        IntervalSet destinations = destinations(packets);
        if (destinations == null
                || (!byDestinations.containsKey(destinations) && byDestinations.size() >= MAX_DESTINATIONS)) {
            return all;
        }
        List<CompiledRule> some = byDestinations.computeIfAbsent(destinations, this::forDestinations);
        return range == ANY_RANGE
                ? some
                : byBoth.computeIfAbsent(destinations, key -> new HashMap<>())
                        .computeIfAbsent(range, key -> inRange(some, key));
    }

    private List<CompiledRule> forDestinations(IntervalSet destinations) {
        List<CompiledRule> some = new ArrayList<>();
        for (CompiledRule each : all) {
            if (each.isForAllDestinations() || each.destinations().meets(destinations)) {
                some.add(each);
            }
        }
        return some.size() == all.size() ? all : List.copyOf(some);
    }

    private static List<CompiledRule> inRange(List<CompiledRule> rules, int range) {
        IntervalSet ports = IntervalSet.range((long) range * PORTS, (range + 1L) * PORTS - 1);
        List<CompiledRule> some = new ArrayList<>();
        for (CompiledRule each : rules) {
            if (each.ports().equals(CompiledRule.ALL_PORTS) || each.ports().meets(ports)) {
                some.add(each);
            }
        }
        return List.copyOf(some);
    }

    /** The one range that all ports are of. */
    private static int range(List<PacketSet> packets) {
        int range = ANY_RANGE;
        for (PacketSet each : packets) {
            IntervalSet ports = each.values(Dimension.DESTINATION_PORT);
            if (ports.isEmpty()) {
                return ANY_RANGE;
            }
            int first = (int) ports.first(0) / PORTS;
            if ((range != ANY_RANGE && first != range) || ports.last(ports.intervals() - 1) / PORTS != first) {
                return ANY_RANGE;
            }
            range = first;
        }
        return range;
    }

    /** The destinations of all, if they are the same. */
    private static @Nullable IntervalSet destinations(List<PacketSet> packets) {
        IntervalSet first = packets.get(0).values(Dimension.DESTINATION);
        for (PacketSet each : packets) {
            if (!each.values(Dimension.DESTINATION).equals(first)) {
                return null;
            }
        }
        return first;
    }
}
