package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.firewall.packet.NetworkLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The addresses of interfaces, broadcast addresses too, that lack the route by which packets to them are delivered. The kernel adds it with the address, to the table of the
 * VRF or else to the local one; somebody must have removed it. A local route of a network that is wider than the interface's own does not stand in for it: of the routes of a
 * table, and of the IPv4 tables local and main as long as no routing rule was added (net/ipv4/fib_trie.c), the narrowest counts.
 */
final class AddressRoutes {

    private static final IntervalSet LIMITED_BROADCAST = IntervalSet.of(0xffff_ffffL); // delivered without a route

    private final LocalRoutes routes;
    private final Map<Integer, NetworkLink> links;
    private final List<Address> addresses = new ArrayList<>();
    private final Map<Integer, Integer> vrfTables = new HashMap<>();
    private boolean complete;

    private static final class Address {
        private final byte[] bytes;
        private final IntervalSet value;
        private final int prefix;
        private final int link;
        private final boolean broadcast;
        private final boolean tested;

        Address(byte[] bytes, int prefix, int link, boolean broadcast, boolean tested) {
            this.bytes = bytes;
            value = IntervalSet.between(bytes, bytes);
            this.prefix = prefix;
            this.link = link;
            this.broadcast = broadcast;
            this.tested = tested;
        }

        /** Whether its route comes later: with the end of the test for duplicates, or with the interface. */
        boolean waits(boolean up) {
            return up ? tested : broadcast;
        }
    }

    /** @param links by index, as far as they are known at the end */
    AddressRoutes(LocalRoutes routes, Map<Integer, NetworkLink> links) {
        this.routes = routes;
        this.links = links;
    }

    void vrf(int index, int table) {
        vrfTables.put(index, table);
    }

    /**
     * Takes an address.
     *
     * @param prefix the length of the prefix of the interface's network
     * @param tested whether the kernel still looks for another host with this address
     */
    void address(byte[] address, int prefix, int link, boolean tested) {
        if (!LocalRoutes.isLoopback(address)) {
            addresses.add(new Address(address, prefix, link, false, tested));
        }
    }

    void broadcast(byte[] address, int prefix, int link) {
        Address broadcast = new Address(address, prefix, link, true, false);
        if (!LocalRoutes.isLoopback(address) && !broadcast.value.equals(LIMITED_BROADCAST)) {
            addresses.add(broadcast);
        }
    }

    /** The tables of VRFs that have addresses. */
    List<Integer> tablesOfVrfs() {
        Set<Integer> tables = new LinkedHashSet<>();
        for (Address each : addresses) {
            NetworkLink link = links.get(each.link);
            if (link != null && table(link) != LocalRoutes.TABLE) {
                tables.add(table(link));
            }
        }
        return List.copyOf(tables);
    }

    /** Whether the routes of all tables are needed, not only those of the local one and of VRFs. */
    boolean wantsAll() {
        return !complete && !(lacking(4).isEmpty() && lacking(16).isEmpty());
    }

    /** The routes of all tables that deliver packets are read. */
    void hasAll() {
        complete = true;
    }

    /** The lacking addresses that no other table has, either: whatever the routing rules are, packets to them are not delivered. */
    IntervalSet unrouted(int length) {
        List<IntervalSet> unrouted = new ArrayList<>();
        if (complete) {
            IntervalSet others = routes.maybeDelivered(length);
            for (Address each : lacking(length)) {
                if (!each.value.meets(others)) {
                    unrouted.add(each.value);
                }
            }
        }
        return IntervalSets.union(unrouted);
    }

    /** The lacking addresses that another route has: which packets come to it is not examined. */
    void addUnexamined(int length, List<UnexaminedHook> to) {
        if (complete) {
            IntervalSet others = routes.maybeDelivered(length);
            for (Address each : lacking(length)) {
                if (each.value.meets(others)) {
                    to.add(UnexaminedHook.seen(
                            "the routing tables, where this machine's address " + LocalRoutes.text(each.bytes)
                                    + " has a route of another table or of a wider network, not one of its own"));
                }
            }
        }
    }

    private List<Address> lacking(int length) {
        Map<String, IntervalSet> known = new HashMap<>();
        List<Address> lacking = new ArrayList<>();
        for (Address each : addresses) {
            NetworkLink link = links.get(each.link);
            if (link == null || each.waits(link.isUp()) || each.bytes.length != length) {
                continue;
            }
            int table = table(link);
            // Of IPv6, the local table is never one with another.
            int widest = length == 16 && table == LocalRoutes.TABLE ? 0 : each.prefix;
            String key = table + " " + widest + " " + each.broadcast;
            IntervalSet delivered = known.get(key);
            if (delivered == null) {
                delivered = routes.delivered(length, table, widest, each.broadcast);
                known.put(key, delivered);
            }
            if (!each.value.meets(delivered)) {
                lacking.add(each);
            }
        }
        return lacking;
    }

    private int table(NetworkLink link) {
        return vrfTables.getOrDefault(link.index(), vrfTables.getOrDefault(link.master(), LocalRoutes.TABLE));
    }
}
