package io.github.listeningports;

import java.net.InetAddress;
import java.util.Optional;

/** Who can reach the bound address, from the address and the interface that the socket is bound to: firewalls are not considered. More may be added. */
public enum Reach {
    /** Bound to 127.0.0.0/8, to ::1, or to the interface lo: reachable from this host only. */
    LOOPBACK,
    /** Bound to 169.254.0.0/16 or fe80::/10: reachable from hosts on one link. */
    LINK_LOCAL,
    /** Bound to a multicast group (224.0.0.0/4, ff00::/8). */
    MULTICAST,
    /** Bound to one other address of this host. */
    ONE_ADDRESS,
    /** Bound to 0.0.0.0 or ::, every address of this host, by one interface only ({@link SocketDetails#boundInterface()}). */
    ONE_INTERFACE,
    /** Bound to 0.0.0.0 or ::, every address of this host. */
    ALL_ADDRESSES;

    /** The loopback interface of Linux: the kernel makes one in each network namespace (drivers/net/loopback.c). */
    private static final String LOOPBACK_INTERFACE = "lo";

    /**
     * Uses the bytes of the address; no name is looked up.
     *
     * @param boundInterface the interface that the socket is bound to; empty if none, or unknown
     */
    static Reach of(InetAddress address, Optional<String> boundInterface) {
        if (address.isLoopbackAddress() || boundInterface.equals(Optional.of(LOOPBACK_INTERFACE))) {
            return LOOPBACK;
        }
        if (address.isAnyLocalAddress()) {
            return boundInterface.isPresent() ? ONE_INTERFACE : ALL_ADDRESSES;
        }
        if (address.isMulticastAddress()) {
            return MULTICAST;
        }
        return address.isLinkLocalAddress() ? LINK_LOCAL : ONE_ADDRESS;
    }
}
