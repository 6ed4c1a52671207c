package io.github.listeningports.linux.bind;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Whether a socket on the same port refuses a bind, as the kernel decides: inet_bind_conflict and inet_rcv_saddr_equal (net/ipv4/inet_connection_sock.c) for TCP,
 * udp_lib_lport_inuse (net/ipv4/udp.c) for UDP.
 */
public final class BindRules {

    private BindRules() {}

    /**
     * The decision.
     *
     * @param options those of the socket; absent if they are not known
     */
    public static Conflict conflict(BindTarget target, PortSocket socket, Optional<SocketOptions> options) {
        return overlap(target, socket, options).and(exclusion(target, socket, options));
    }

    /** Whether both have an address and an interface in common: then only SO_REUSEADDR and SO_REUSEPORT can reconcile them. */
    public static Conflict overlap(BindTarget target, PortSocket socket, Optional<SocketOptions> options) {
        return sameInterface(target, socket).and(sameAddress(target, socket, v6Only(socket, options)));
    }

    /** Sockets bound to different interfaces do not meet; one that is bound to none meets all. */
    private static Conflict sameInterface(BindTarget target, PortSocket socket) {
        if (target.interfaceIndex() == 0) {
            return Conflict.YES;
        }
        if (socket.interfaceIndex().isEmpty()) {
            return Conflict.POSSIBLE;
        }
        int index = socket.interfaceIndex().getAsInt();
        return Conflict.of(index == 0 || index == target.interfaceIndex());
    }

    /** Whether one address covers the other. */
    private static Conflict sameAddress(BindTarget target, PortSocket socket, Optional<Boolean> v6Only) {
        InetAddress ours = target.address();
        boolean any = ours.isAnyLocalAddress();
        if (target.family() == AddressFamily.IPV4) {
            return socket.isIpv4()
                    ? Conflict.of(any || socket.address().isAnyLocalAddress() || ours.equals(socket.address()))
                    : ofIpv6(socket, any, v6Only);
        }
        if (socket.isIpv4()) {
            return Conflict.of(any && !target.v6Only());
        }
        return Conflict.of(any || socket.address().isAnyLocalAddress() || ours.equals(socket.address()));
    }

    /**
     * Whether an IPv6 socket that is not bound to an IPv4-mapped address is in the way of an IPv4 address: on :: if it takes IPv4 too. On any other address too, if it takes IPv4 and
     * the address is 0.0.0.0, which the kernel then takes for equal (ipv4_rcv_saddr_equal): that of a connection that such a listener accepted, or that was not bound. A bind to the
     * address itself sets IPV6_V6ONLY (net/ipv6/af_inet6.c __inet6_bind).
     */
    private static Conflict ofIpv6(PortSocket socket, boolean any, Optional<Boolean> v6Only) {
        boolean wide = socket.address().isAnyLocalAddress();
        if (!wide && (!any || !socket.isConnection())) {
            return Conflict.NO;
        }
        return v6Only.map(only -> Conflict.of(!only)).orElse(Conflict.POSSIBLE);
    }

    private static Optional<Boolean> v6Only(PortSocket socket, Optional<SocketOptions> options) {
        if (socket.family() == AddressFamily.IPV4 || socket.address() instanceof Inet4Address) {
            return Optional.of(false);
        }
        return socket.v6Only().or(() -> options.map(SocketOptions::v6Only));
    }

    /** Whether neither option reconciles them. */
    private static Conflict exclusion(BindTarget target, PortSocket socket, Optional<SocketOptions> options) {
        return byReuseAddress(target, socket, options).and(byReusePort(target, socket, options));
    }

    /** Both have to set it, and a TCP socket that listens is never shared by it. */
    private static Conflict byReuseAddress(BindTarget target, PortSocket socket, Optional<SocketOptions> options) {
        boolean listening = socket.protocol() == Protocol.TCP && socket.state() == SocketState.LISTEN;
        if (!target.reuseAddress() || listening) {
            return Conflict.YES;
        }
        return options.map(known -> Conflict.of(!known.reuseAddress())).orElse(Conflict.POSSIBLE);
    }

    /** Both have to set it, and to be of the same user, who no longer matters in TIME_WAIT. */
    private static Conflict byReusePort(BindTarget target, PortSocket socket, Optional<SocketOptions> options) {
        if (!target.reusePort()) {
            return Conflict.YES;
        }
        if (options.isPresent() && !options.get().reusePort()) {
            return Conflict.YES;
        }
        if (socket.state() != SocketState.TIME_WAIT) {
            if (target.uid().isEmpty()) {
                return Conflict.POSSIBLE;
            }
            if (target.uid().getAsLong() != socket.uid()) {
                return Conflict.YES;
            }
        }
        return options.isPresent() ? Conflict.NO : Conflict.POSSIBLE;
    }
}
