package io.github.listeningports.linux.firewall.packet;

import java.util.Set;

/**
 * A chain that is registered at a netfilter hook.
 *
 * @param families the families of its packets: NFPROTO_IPV4, NFPROTO_IPV6
 * @param priority chains with lower priorities run first
 * @param policy the verdict on packets that no rule decides about
 * @param nat whether it is a nat chain, which only translates the addresses of connections
 * @param devices at ingress, the interfaces whose packets pass the chain
 */
public record BaseChain(
        Chain chain, Hook hook, Set<Integer> families, int priority, Verdict policy, boolean nat, Set<String> devices) {

    /** The hooks, in the order of an inbound packet. */
    public enum Hook {
        INGRESS,
        PREROUTING,
        INPUT,
        /** Not a hook of netfilter, but what follows them: the check of IPsec policies. */
        DELIVERY
    }

    public BaseChain {
        families = Set.copyOf(families);
        devices = Set.copyOf(devices);
    }
}
