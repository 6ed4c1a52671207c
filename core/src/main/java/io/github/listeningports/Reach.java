package io.github.listeningports;

import java.net.InetAddress;

/** Who can reach the bound address, from the address alone: firewalls are not considered. */
public enum Reach {
    /** Bound to 127.0.0.0/8 or ::1: reachable from this host only. */
    LOOPBACK,
    /** Bound to 169.254.0.0/16 or fe80::/10: reachable from hosts on one link. */
    LINK_LOCAL,
    /** Bound to a multicast group (224.0.0.0/4, ff00::/8). */
    MULTICAST,
    /** Bound to one other address of this host. */
    ONE_ADDRESS,
    /** Bound to 0.0.0.0 or ::, every address of this host. */
    ALL_ADDRESSES;

    /** Uses the bytes of the address; no name is looked up. */
    static Reach of(InetAddress address) {
        if (address.isAnyLocalAddress()) {
            return ALL_ADDRESSES;
        }
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        if (address.isMulticastAddress()) {
            return MULTICAST;
        }
        return address.isLinkLocalAddress() ? LINK_LOCAL : ONE_ADDRESS;
    }
}
