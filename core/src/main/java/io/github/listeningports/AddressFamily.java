package io.github.listeningports;

/** The address family a socket was created with; see {@link SocketDetails#family()}. */
public enum AddressFamily {
    /** {@code AF_INET}. */
    IPV4,
    /** {@code AF_INET6}. Such a socket can still be bound to an IPv4 address, or accept IPv4 peers. */
    IPV6
}
