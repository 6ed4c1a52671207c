package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One socket, as a row of /proc/net/{tcp,tcp6,udp,udp6} or a message of sock_diag(7) tells of it.
 *
 * @param inode 0 is none
 * @param extras what sock_diag alone tells
 */
record SocketRow(
        Protocol protocol,
        AddressFamily family,
        InetAddress address,
        int port,
        long uid,
        long inode,
        OptionalLong acceptQueue,
        OptionalLong drops,
        Optional<Extras> extras) {

    /** Whether it is bound to an address that needs a scope. */
    boolean hasScope() {
        return address instanceof Inet6Address && address.isLinkLocalAddress();
    }

    /** Whether it needs one that is not in this row. */
    boolean hasUntoldScope() {
        return hasScope() && extras.isEmpty();
    }

    /**
     * What sock_diag alone tells.
     *
     * @param interfaceIndex the interface that the socket is bound to; 0 is none
     * @param v6Only IPV6_V6ONLY; absent for IPv4
     * @param multipath whether it is MPTCP; absent where the kernel was not asked, or may have kept it to itself
     * @param cgroup the id of the control group that made the socket (version 2), whose programs see its packets; told since Linux 5.8
     */
    record Extras(
            long cookie,
            OptionalLong backlog,
            Optional<Boolean> v6Only,
            int interfaceIndex,
            Optional<Boolean> multipath,
            OptionalLong cgroup) {}
}
