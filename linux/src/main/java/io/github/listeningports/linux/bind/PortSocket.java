package io.github.listeningports.linux.bind;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One socket on a port, in any state, from a row of /proc/net/{tcp,tcp6,udp,udp6} or a message of sock_diag(7).
 *
 * @param family that of the socket; the addresses of one of IPv6 can be IPv4 nevertheless (IPv4-mapped)
 * @param inode 0 is none: no process holds it any more
 * @param interfaceIndex the interface that it is bound to, 0 for none; absent if not known
 * @param v6Only IPV6_V6ONLY; absent if not known
 * @param remainingMillis how long it stays in TIME_WAIT, or FIN_WAIT2 without a process, at most
 */
public record PortSocket(
        Protocol protocol,
        AddressFamily family,
        SocketState state,
        InetAddress address,
        int port,
        InetAddress remoteAddress,
        int remotePort,
        long uid,
        long inode,
        OptionalInt interfaceIndex,
        Optional<Boolean> v6Only,
        OptionalLong remainingMillis) {

    /** Whether it is a listener in the sense of {@link io.github.listeningports.ListeningPort}. */
    public boolean isListener() {
        return protocol == Protocol.TCP ? state == SocketState.LISTEN : state == SocketState.CLOSE && !isConnection();
    }

    /** Whether it is an end of a connection. */
    public boolean isConnection() {
        return remotePort != 0;
    }

    boolean isIpv4() {
        return address instanceof Inet4Address;
    }
}
