package io.github.listeningports.linux.firewall.ipset;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The addresses of members that are alike in all else. Of networks that contain an address, the one with the longest prefix decides (net/netfilter/ipset/ip_set_hash_gen.h). */
final class IpSetNetworks {

    /** By the length of the prefix. */
    private final Map<Integer, Level> levels = new TreeMap<>();

    /** The networks of one length. */
    private static final class Level {
        private final List<IntervalSet> matching = new ArrayList<>();
        private final List<IntervalSet> excepted = new ArrayList<>();
    }

    /** @param excepted whether the member has the flag nomatch */
    void add(int prefix, IntervalSet network, boolean excepted) {
        Level level = levels.computeIfAbsent(prefix, length -> new Level());
        (excepted ? level.excepted : level.matching).add(network);
    }

    boolean hasExceptions() {
        return levels.values().stream().anyMatch(level -> !level.excepted.isEmpty());
    }

    /** All networks of each length. */
    Map<Integer, IntervalSet> byPrefix() {
        Map<Integer, IntervalSet> all = new TreeMap<>();
        levels.forEach((prefix, level) ->
                all.put(prefix, IntervalSets.union(level.matching).union(IntervalSets.union(level.excepted))));
        return all;
    }

    /**
     * The addresses whose longest network is one of these, with the flag nomatch or without.
     *
     * @param all the networks of each length that are compared
     */
    IntervalSet addresses(Map<Integer, IntervalSet> all, boolean excepted) {
        IntervalSet addresses = IntervalSet.EMPTY;
        for (Map.Entry<Integer, IntervalSet> each : all.entrySet()) {
            Level level = levels.get(each.getKey());
            IntervalSet found =
                    level == null ? IntervalSet.EMPTY : IntervalSets.union(excepted ? level.excepted : level.matching);
            addresses = (addresses.isEmpty() ? addresses : addresses.without(each.getValue())).union(found);
        }
        return addresses;
    }
}
