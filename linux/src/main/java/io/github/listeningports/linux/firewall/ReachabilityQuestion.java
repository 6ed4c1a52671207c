package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.PacketKind.Destination;

/**
 * The listener to examine, and the packets that can be addressed to it.
 *
 * @param sources the addresses that another host can have
 * @param destinations the addresses of the listener
 * @param home the destinations, and the addresses to which NAT may translate packets for the listener: loopback, where that is routed (route_localnet)
 * @param inbound the interfaces by which its packets come in
 */
record ReachabilityQuestion(
        boolean ipv6,
        boolean tcp,
        Destination destinationKind,
        IntervalSet sources,
        IntervalSet destinations,
        IntervalSet home,
        int port,
        InboundInterfaces inbound) {

    /** The same question for another port. */
    ReachabilityQuestion on(int other) {
        return new ReachabilityQuestion(ipv6, tcp, destinationKind, sources, destinations, home, other, inbound);
    }
}
