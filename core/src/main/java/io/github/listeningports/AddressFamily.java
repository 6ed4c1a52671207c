package io.github.listeningports;

/** The address family that a socket was created with; see {@link SocketDetails#family()}. */
public enum AddressFamily {
    /** {@code AF_INET}. */
    IPV4,
    /** {@code AF_INET6}. Such a socket may still be bound to, or accept, IPv4. */
    IPV6
}
