package io.github.listeningports;

import java.net.InetAddress;

/** How far the bound address alone lets a packet come from, before any firewall has its say. */
public enum Reach {
    /** Bound to 127.0.0.0/8 or ::1: this host only. */
    LOOPBACK,
    /** Bound to 169.254.0.0/16 or fe80::/10: the hosts on one link. */
    LINK_LOCAL,
    /** Bound to a multicast group (224.0.0.0/4, ff00::/8). */
    MULTICAST,
    /** Bound to one other address of this host. */
    ONE_ADDRESS,
    /** Bound to 0.0.0.0 or ::, every address of this host. */
    ALL_ADDRESSES;

    /** Decides from the address's bytes; no name is looked up. */
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
