package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A socket, which Windows lists once, or, if it is dual-stack, once in the table of each family.
 *
 * @param row its row; of a dual-stack socket, the one in the IPv6 table
 * @param instance what its id contains: the creation time, if it was known when the socket was first seen; otherwise 0
 * @param acceptsIpv4 whether it receives IPv4 packets; empty if unknown
 */
record ListeningSocket(SocketRow row, long instance, Optional<Boolean> acceptsIpv4) {

    boolean isWildcard(AddressFamily family) {
        return row.family() == family && row.address().isAnyLocalAddress();
    }

    boolean isDualStack() {
        return isWildcard(AddressFamily.IPV6) && acceptsIpv4.orElse(false);
    }

    /** The families of the packets that it receives, or may. */
    Set<AddressFamily> families() {
        if (row.address() instanceof java.net.Inet4Address) {
            return EnumSet.of(AddressFamily.IPV4);
        }
        return acceptsIpv4.orElse(true) ? EnumSet.allOf(AddressFamily.class) : EnumSet.of(AddressFamily.IPV6);
    }
}
