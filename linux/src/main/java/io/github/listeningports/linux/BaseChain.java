package io.github.listeningports.linux;

import java.util.Set;

/**
 * A chain that the kernel itself sends packets through.
 *
 * @param families NFPROTO_IPV4, NFPROTO_IPV6: whose packets
 * @param priority those with lower ones come first
 * @param policy what becomes of packets that no rule decides about
 * @param nat whether it only says where connections go
 * @param devices which interfaces' packets, at ingress
 */
record BaseChain(
        RuleChain chain,
        Hook hook,
        Set<Integer> families,
        int priority,
        Verdict policy,
        boolean nat,
        Set<String> devices) {

    /** Where it sits, in the order of a packet's way in. */
    enum Hook {
        INGRESS,
        PREROUTING,
        INPUT
    }

    BaseChain {
        families = Set.copyOf(families);
        devices = Set.copyOf(devices);
    }
}
