package io.github.listeningports;

/**
 * Whether the first packet of a new connection from another host passes this host's firewall and reaches a listener.
 *
 * <p>The verdict covers this host's own rules: nf_tables, ip_tables and ip6_tables on Linux (netfilter), Windows Firewall, the Application Firewall and pf on macOS. It
 * does not cover firewalls on the path, cloud rules, third-party filters, SELinux and similar controls, or other ways in, such as a proxy or a translated port. A rule
 * that is seen but not understood never yields {@link #ALLOWED}.
 *
 * <p>More may be added: take one that you do not know as {@link #UNKNOWN}. {@link PortSnapshot#exposed()} and {@link FirewallStatus#internetExposure()} know all of their version.
 */
public enum FirewallVerdict {
    /** Reachable from any other host. */
    ALLOWED,
    /** Reachable from some hosts, through some interfaces, or under a condition named by the reason: a rate limit, a list that packets update, a program. */
    RESTRICTED,
    /** Reachable from no other host. */
    BLOCKED,
    /** The packet goes to another port or host (destination NAT). */
    REDIRECTED,
    /** Bound to a loopback address or to the loopback interface: no other host reaches it. Linux {@code route_localnet}, which routes loopback addresses, is taken into account where the rules can be read. */
    NOT_EXPOSED,
    /** Not known; the reason names what is missing. */
    UNKNOWN
}
