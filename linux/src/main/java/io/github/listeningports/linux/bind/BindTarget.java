package io.github.listeningports.linux.bind;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.OptionalLong;

/**
 * The socket that is to be bound.
 *
 * @param address of the family: an IPv4 address for a socket of IPv4, otherwise an IPv6 address
 * @param interfaceIndex the scope of a link-local address, which binds the socket to that interface; 0 is none
 * @param uid the user who would own it; absent if not known
 */
public record BindTarget(
        Protocol protocol,
        AddressFamily family,
        InetAddress address,
        int port,
        int interfaceIndex,
        boolean v6Only,
        boolean reuseAddress,
        boolean reusePort,
        OptionalLong uid) {

    /** The same with SO_REUSEADDR. */
    public BindTarget withReuseAddress() {
        return new BindTarget(protocol, family, address, port, interfaceIndex, v6Only, true, reusePort, uid);
    }

    /** The same with SO_REUSEPORT. */
    public BindTarget withReusePort() {
        return new BindTarget(protocol, family, address, port, interfaceIndex, v6Only, reuseAddress, true, uid);
    }
}
