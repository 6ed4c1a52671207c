package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallStatus;

/** Decides what the rules of a namespace do with the first packet from another host to a listener. */
interface Reachability {

    /**
     * The verdict for one address family.
     *
     * @throws java.util.concurrent.CancellationException if the time is over; what was found out until then is kept
     */
    FirewallStatus examine(ReachabilityQuestion question);

    /** Whether a transparent proxy rule may deliver packets for other addresses to a listener that other hosts cannot address. */
    boolean mayReceiveDiverted(ReachabilityQuestion question);
}
