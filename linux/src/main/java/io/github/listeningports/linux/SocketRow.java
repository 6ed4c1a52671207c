package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One socket, from a row of /proc/net/{tcp,tcp6,udp,udp6} or a message of sock_diag(7).
 *
 * @param inode 0 is none
 * @param extras the details that only sock_diag reports
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

    /** Not generated: each look compares it, and the first generated one of a JVM takes 20 ms. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof SocketRow that
                        && protocol == that.protocol
                        && family == that.family
                        && address.equals(that.address)
                        && port == that.port
                        && uid == that.uid
                        && inode == that.inode
                        && acceptQueue.equals(that.acceptQueue)
                        && drops.equals(that.drops)
                        && extras.equals(that.extras));
    }

    @Override
    public int hashCode() {
        return Objects.hash(protocol, family, address, port, uid, inode, acceptQueue, drops, extras);
    }

    /** Whether it is bound to an address that needs a scope. */
    boolean hasScope() {
        return address instanceof Inet6Address && address.isLinkLocalAddress();
    }

    /** Whether it needs a scope that this row lacks. */
    boolean hasUnknownScope() {
        return hasScope() && extras.isEmpty();
    }

    /**
     * The details that only sock_diag reports.
     *
     * @param interfaceIndex the interface that the socket is bound to; 0 is none
     * @param v6Only IPV6_V6ONLY; absent for IPv4
     * @param multipath whether it is MPTCP; absent where this was not requested, or the kernel may have withheld it
     * @param cgroup the id of the control group (version 2) that created the socket, whose programs see its packets; reported since Linux 5.8
     */
    record Extras(
            long cookie,
            OptionalLong backlog,
            Optional<Boolean> v6Only,
            int interfaceIndex,
            Optional<Boolean> multipath,
            OptionalLong cgroup) {}
}
