package io.github.listeningports;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether a client can reach the address that a listener is bound to. Firewalls and routes are not considered. */
final class ClientReach {

    private ClientReach() {}

    /** @throws IllegalArgumentException for an address that no client has */
    static InetAddress requireClient(InetAddress client) {
        if (client.isAnyLocalAddress() || client.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "not the address of a client: " + AddressText.of(client, OptionalInt.empty()));
        }
        return client;
    }

    /** Why not, in words that follow the listener's; empty if it can. A socket on {@code ::} accepts IPv4 unless it is known not to, as sockets do by default. */
    static Optional<String> whyNot(ListeningPort port, InetAddress client) {
        if (client instanceof Inet6Address != port.address() instanceof Inet6Address) {
            if (client instanceof Inet6Address) {
                return Optional.of("listens on IPv4 only");
            }
            boolean dual = port.address().isAnyLocalAddress()
                    && port.socket().acceptsIpv4().orElse(true);
            if (!dual) {
                return Optional.of("listens on IPv6 only");
            }
        }
        return isNear(port.reach(), client)
                ? Optional.empty()
                : Optional.of("listens on " + port.addressText() + " only");
    }

    /** Whether {@link #whyNot} lacks a detail that a more detailed snapshot may have. */
    static boolean isUnsure(ListeningPort port, InetAddress client) {
        return !(client instanceof Inet6Address)
                && port.address() instanceof Inet6Address
                && port.address().isAnyLocalAddress()
                && port.socket().acceptsIpv4().isEmpty();
    }

    /** A packet from loopback is sent to loopback, and one to a link-local address comes from one, unless a client chooses another source (RFC 6724, 5, rule 2). */
    private static boolean isNear(Reach reach, InetAddress client) {
        return switch (reach) {
            case ALL_ADDRESSES -> true;
            case LOOPBACK -> client.isLoopbackAddress();
            case LINK_LOCAL -> client.isLinkLocalAddress();
            case MULTICAST, ONE_ADDRESS, ONE_INTERFACE -> !client.isLoopbackAddress();
        };
    }
}
