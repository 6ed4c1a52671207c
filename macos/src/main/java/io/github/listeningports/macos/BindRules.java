package io.github.listeningports.macos;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.BindRequest;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/** Whether a socket on the same port refuses a bind, as the kernel decides: in_pcbbind and in_pcblookup_local (bsd/netinet/in_pcb.c), in6_pcbbind (bsd/netinet6/in6_pcb.c). */
final class BindRules {

    private static final long ROOT = 0;

    private final BindRequest request;
    private final Optional<Long> uid;
    private final boolean ipv4;
    private final boolean any;
    private final boolean dual;
    private final boolean multicast;

    /** @param uid the user of this process, if known */
    BindRules(BindRequest request, Optional<Long> uid) {
        this.request = request;
        this.uid = uid;
        ipv4 = request.address().filter(Inet4Address.class::isInstance).isPresent();
        any = request.address().map(InetAddress::isAnyLocalAddress).orElse(true);
        dual = any && !ipv4 && !request.v6Only();
        multicast = request.address().filter(InetAddress::isMulticastAddress).isPresent();
    }

    /** Whether the kernel comes across this socket, and lets it be: had it come across another first, that one would have decided. */
    boolean isPassed(BoundSocket other) {
        return !refuses(other) && isFound(other, isWild());
    }

    boolean refuses(BoundSocket other) {
        return refusesAStranger(other) || (isFound(other, isWild()) && !shares(other));
    }

    /** Of anyone but root: a socket of another user, on an address in common, connected or not. */
    private boolean refusesAStranger(BoundSocket other) {
        if (!isStranger(other)) {
            return false;
        }
        boolean bothAny = any && other.isAnyAddress();
        boolean forgiving = (other.options() & BoundSocket.SO_REUSEPORT) != 0;
        return ipv4
                ? isFoundByIpv4(other, true) && !bothAny
                : (isFoundByIpv6(other, true) && (!bothAny || !forgiving))
                        || (isFoundByDual(other, true) && !forgiving);
    }

    private boolean isStranger(BoundSocket other) {
        return !multicast
                && uid.filter(user -> user != ROOT).isPresent()
                && other.row().uid().isPresent()
                && uid.get() != other.row().uid().getAsLong();
    }

    /** SO_REUSEPORT on both; for a multicast group SO_REUSEADDR does as well. */
    private boolean shares(BoundSocket other) {
        int options = request.reusePort() ? BoundSocket.SO_REUSEPORT : 0;
        if (multicast && request.reuseAddress()) {
            options |= BoundSocket.SO_REUSEPORT | BoundSocket.SO_REUSEADDR;
        }
        return (options & other.options()) != 0;
    }

    /** Without either option, a socket on any address meets all, connections included. */
    private boolean isWild() {
        return !request.reuseAddress() && !request.reusePort();
    }

    private boolean isFound(BoundSocket other, boolean wild) {
        return ipv4 ? isFoundByIpv4(other, wild) : isFoundByIpv6(other, wild) || isFoundByDual(other, wild);
    }

    private boolean isFoundByIpv4(BoundSocket other, boolean wild) {
        return other.row().families().contains(AddressFamily.IPV4) && matches(other, wild);
    }

    private boolean isFoundByIpv6(BoundSocket other, boolean wild) {
        return other.row().families().contains(AddressFamily.IPV6) && matches(other, wild);
    }

    /** Of IPv4's own sockets, one on 0.0.0.0 is not in the way of a dual-stack one. */
    private boolean isFoundByDual(BoundSocket other, boolean wild) {
        return dual && (!other.isAnyAddress() || other.isOfIpv6()) && isFoundByIpv4(other, wild);
    }

    private boolean matches(BoundSocket other, boolean wild) {
        if (wild && (any || other.isAnyAddress())) {
            return true;
        }
        if (!wild && other.remote().isPresent()) {
            return false;
        }
        return any
                ? other.isAnyAddress()
                : request.address().equals(Optional.of(other.row().address()));
    }
}
