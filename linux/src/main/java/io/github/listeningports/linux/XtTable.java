package io.github.listeningports.linux;

import java.nio.ByteBuffer;
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

    XtTable {
        hooks = List.copyOf(hooks);
        policies = List.copyOf(policies);
    }
}
