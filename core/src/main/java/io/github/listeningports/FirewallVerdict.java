package io.github.listeningports;

/**
 * Whether the first packet of a new connection from another host gets through this host's firewall to a listener.
 *
 * <p>It is what the rules of this host say: nf_tables, ip_tables and ip6_tables on Linux (netfilter), Windows Firewall, the Application Firewall and pf on macOS. It
 * promises nothing about other firewalls on the way, cloud rules, filters of other makers, SELinux and the like, nor about what leads here by another way, such as a
 * proxy or a port that is translated. What is seen and not understood never makes it {@link #ALLOWED}.
 */
public enum FirewallVerdict {
    /** From any other host. */
    ALLOWED,
    /** From some hosts, by some interfaces, or only depending on something that the reason names: a rate limit, a list that packets change, a program. */
    RESTRICTED,
    /** From no other host. */
    BLOCKED,
    /** The packet goes to another port or host (destination NAT). */
    REDIRECTED,
    /** Bound to loopback, its addresses or its interface: no other host reaches it. Where Linux was told to route such addresses ({@code route_localnet}), that is looked at, as far as rules may be read. */
    NOT_EXPOSED,
    /** Not known; the reason says what is missing. */
    UNKNOWN
}
