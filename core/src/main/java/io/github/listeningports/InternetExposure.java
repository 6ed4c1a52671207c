package io.github.listeningports;

/**
 * Whether this host's firewall lets hosts of the Internet in: those with a globally routable address (IANA's special-purpose registries, RFC 6890). What lies before this
 * host, such as a router, NAT or the rules of a cloud, does not count. No other answer will be added.
 */
public enum InternetExposure {
    /** Most of them, whichever the interface, unconditionally. */
    YES,
    /** Some of them, or under a condition, or by some interfaces only. */
    CONDITIONAL,
    /** None. */
    NO,
    /** Not known. */
    UNKNOWN
}
