package io.github.listeningports;

/** Whether the first packet of a new connection from another host gets through this host's firewall to a listener. */
public enum FirewallVerdict {
    /** From any other host. */
    ALLOWED,
    /** From some hosts, or only depending on something that the reason names. */
    RESTRICTED,
    /** From no other host. */
    BLOCKED,
    /** The packet goes to another listener (destination NAT). */
    REDIRECTED,
    /** Bound to loopback: no other host reaches it, unless this one was told to route such addresses ({@code route_localnet}). */
    NOT_EXPOSED,
    /** Not known; the reason says what is missing. */
    UNKNOWN
}
