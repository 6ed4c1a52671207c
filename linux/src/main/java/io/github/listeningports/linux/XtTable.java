package io.github.listeningports.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A table of ip_tables or ip6_tables, as getsockopt(2) tells it (linux/netfilter_ipv4/ip_tables.h, linux/netfilter_ipv6/ip6_tables.h).
 *
 * @param hooks where its chains begin, for NF_INET_PRE_ROUTING and NF_INET_LOCAL_IN; -1 where it has none
 * @param policies where the last rules of those chains are
 * @param count how many rules there are
 * @param entries the rules
 */
record XtTable(String name, boolean ipv6, List<Integer> hooks, List<Integer> policies, int count, ByteBuffer entries) {

    private static final int COUNTERS = 2 * Long.BYTES;

    XtTable {
        hooks = List.copyOf(hooks);
        policies = List.copyOf(policies);
    }

    /** How long an entry is without its matches and its target, on machines whose numbers of 64 bits begin at multiples of eight. */
    int entryBytes() {
        return ipv6 ? 168 : 112;
    }

    /** Where in an entry its length is; that of its matches is before it. */
    int lengthOffset() {
        return entryBytes() - (ipv6 ? 26 : 22);
    }

    /** The same rules, of which it is not told how many packets they met. */
    XtTable withoutCounters(ByteOrder order) {
        ByteBuffer rules = ByteBuffer.allocate(entries.capacity()).order(order);
        rules.put(0, entries, 0, entries.capacity());
        int at = 0;
        while (rules.limit() - at >= entryBytes()) {
            rules.putLong(at + entryBytes() - COUNTERS, 0).putLong(at + entryBytes() - COUNTERS + Long.BYTES, 0);
            at += Math.max(1, rules.getShort(at + lengthOffset()) & 0xffff);
        }
        return new XtTable(name, ipv6, hooks, policies, count, rules);
    }
}
