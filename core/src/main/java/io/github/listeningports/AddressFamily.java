package io.github.listeningports;

/** The address family of a socket ({@link SocketDetails#family()}), of packets ({@link FirewallOutcome#family()}) or of addresses ({@link AddressRanges#family()}). */
public enum AddressFamily {
    /** {@code AF_INET}. */
    IPV4,
    /** {@code AF_INET6}. A socket of this family can still be bound to an IPv4 address, or accept IPv4 peers. */
    IPV6
}
