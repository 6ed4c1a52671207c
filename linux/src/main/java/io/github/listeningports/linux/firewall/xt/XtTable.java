package io.github.listeningports.linux.firewall.xt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A table of ip_tables or ip6_tables as getsockopt(2) returns it, not parsed yet: two reads are compared by their bytes (linux/netfilter_ipv4/ip_tables.h,
 * linux/netfilter_ipv6/ip6_tables.h).
 *
 * @param hooks the offsets of its chains for NF_INET_PRE_ROUTING and NF_INET_LOCAL_IN; -1 if it has none
 * @param policies the offsets of the last rules of those chains
 * @param count the number of rules
 * @param fourByteAligned whether 64-bit numbers in the rules are aligned to four bytes, as on 32-bit x86
 * @param entries the rules
 */
public record XtTable(
        String name,
        boolean ipv6,
        List<Integer> hooks,
        List<Integer> policies,
        int count,
        boolean fourByteAligned,
        ByteBuffer entries) {

    public XtTable {
        hooks = List.copyOf(hooks);
        policies = List.copyOf(policies);
    }

    XtAlignment alignment() {
        return fourByteAligned ? XtAlignment.FOUR : XtAlignment.EIGHT;
    }

    /** The length of an entry without its matches and its target. */
    int entryBytes() {
        return alignment().entry(ipv6);
    }

    /** The position in an entry of its target's offset. */
    int targetOffset() {
        return ipv6 ? XtStruct.IP6T_ENTRY_TARGET_OFFSET : XtStruct.IPT_ENTRY_TARGET_OFFSET;
    }

    /** The position in an entry of its length. */
    int nextOffset() {
        return ipv6 ? XtStruct.IP6T_ENTRY_NEXT_OFFSET : XtStruct.IPT_ENTRY_NEXT_OFFSET;
    }

    /** The same rules with their counters of packets and bytes set to zero. */
    public XtTable withoutCounters(ByteOrder order) {
        ByteBuffer rules = ByteBuffer.allocate(entries.capacity()).order(order);
        rules.put(0, entries, 0, entries.capacity());
        int counters = alignment().counters(ipv6);
        int at = 0;
        while (rules.limit() - at >= entryBytes()) {
            rules.putLong(at + counters, 0).putLong(at + counters + Long.BYTES, 0);
            at += Math.max(1, rules.getShort(at + nextOffset()) & 0xffff);
        }
        return new XtTable(name, ipv6, hooks, policies, count, fourByteAligned, rules);
    }
}
