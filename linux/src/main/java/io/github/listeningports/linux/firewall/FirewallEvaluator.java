package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.firewall.packet.PacketKind.Destination;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.spi.Deadline;
import io.github.listeningports.spi.PartialFirewallStatus;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The firewall of a network namespace: its rules, or why they are unknown. */
public final class FirewallEvaluator {

    private static final IntervalSet LOOPBACK = IntervalSet.range(0x7f000000L, 0x7fffffffL);

    private static final FirewallCondition NEIGHBOURS = new FirewallCondition(
            FirewallCondition.Kind.OTHER, "whether it is a neighbour, at an interface with route_localnet");

    private static final FirewallCondition FORWARDED =
            new FirewallCondition(FirewallCondition.Kind.OTHER, "whether packets for it reach its network namespace");

    private static final UnexaminedHook UNKNOWN_BINDING =
            UnexaminedHook.unseen("the interface that it is bound to, if any, which only sock_diag(7) reports");

    private final @Nullable Reachability analysis;
    private final LocalNetwork network;
    private final IntervalSet otherHosts4;
    private final IntervalSet otherHosts6;
    private final String whyUnknown;
    private final UnexaminedHooks hooks;
    private final List<IpVsService> services;

    private FirewallEvaluator(
            @Nullable Reachability analysis,
            LocalNetwork network,
            String whyUnknown,
            UnexaminedHooks hooks,
            List<IpVsService> services) {
        this.services = services;
        this.analysis = analysis;
        this.network = network;
        otherHosts4 = network.otherHosts(false);
        otherHosts6 = network.otherHosts(true);
        this.whyUnknown = whyUnknown;
        this.hooks = hooks;
    }

    /** @param patience spent for whatever takes long, here and in every verdict */
    static FirewallEvaluator of(List<BaseChain> chains, LocalNetwork network, Patience patience) {
        return of(chains, network, List.of(), patience);
    }

    /** @param services those of IPVS, which are among the chains too, but may also deliver packets */
    static FirewallEvaluator of(
            List<BaseChain> chains, LocalNetwork network, List<IpVsService> services, Patience patience) {
        Reachability analysis = chains.isEmpty() && Unfiltered.decides(network)
                ? new Unfiltered(network)
                : new ReachabilityAnalysis(chains, network, patience);
        return new FirewallEvaluator(analysis, network, "", UnexaminedHooks.NONE, services);
    }

    public static FirewallEvaluator unknown(String reason) {
        return new FirewallEvaluator(null, LocalNetwork.NONE, reason, UnexaminedHooks.NONE, List.of());
    }

    /** That of rules that could not be read in time. */
    public static FirewallEvaluator late(Deadline deadline) {
        return unknown(late(deadline.reason()));
    }

    /** The same rules, with hooks beside them that are not examined. */
    FirewallEvaluator beside(UnexaminedHooks unexamined) {
        return new FirewallEvaluator(analysis, network, whyUnknown, unexamined, services);
    }

    /**
     * The verdict on packets to a socket of this namespace; unknown if the time that was given to read the rules ends before it is found.
     *
     * @param routedLoopback whether packets from other hosts to 127.0.0.0/8 are accepted (route_localnet)
     */
    public FirewallStatus status(FirewallListener listener, boolean routedLoopback) {
        FirewallStatus status = hooks.weigh(listener, byVirtualServer(listener, inTime(listener, routedLoopback)));
        if (!listener.bindingKnown()) {
            status = UNKNOWN_BINDING.weigh(status);
        }
        boolean neighbours = status.verdict() == FirewallVerdict.ALLOWED
                && listener.address().isLoopbackAddress();
        return neighbours
                ? OutcomeChange.restricted(
                        status,
                        "only from neighbours, through interfaces with route_localnet; " + status.reason(),
                        NEIGHBOURS)
                : status;
    }

    /**
     * The verdict on packets to a socket of another namespace, by the rules in there: nothing arrives that they drop, but whether what they accept gets there is up to those who
     * forward it, such as this machine.
     */
    public FirewallStatus statusElsewhere(FirewallListener listener, boolean routedLoopback) {
        FirewallStatus inside = status(listener, routedLoopback);
        boolean accepted =
                inside.verdict() == FirewallVerdict.ALLOWED || inside.verdict() == FirewallVerdict.RESTRICTED;
        return accepted
                ? OutcomeChange.restricted(
                        inside,
                        "in its network namespace " + inside.reason()
                                + "; whether packets are forwarded there is not examined",
                        FORWARDED)
                : inside;
    }

    /** A virtual server of IPVS sends packets to a listener after they have passed the rules for its own address and port. */
    private FirewallStatus byVirtualServer(FirewallListener listener, FirewallStatus status) {
        boolean blocked = status.verdict() == FirewallVerdict.BLOCKED || status.verdict() == FirewallVerdict.REDIRECTED;
        if (!blocked) {
            return status;
        }
        return IpVsCompiler.leadingTo(listener, network, services)
                .map(server -> new UnexaminedHook(server, true, true).weigh(status))
                .orElse(status);
    }

    private FirewallStatus inTime(FirewallListener listener, boolean routedLoopback) {
        try {
            return ofRules(listener, routedLoopback);
        } catch (CancellationException e) {
            return new FirewallStatus(FirewallVerdict.UNKNOWN, late(String.valueOf(e.getMessage())));
        }
    }

    /** What the time that is over says, and what to do. */
    private static String late(String reason) {
        return reason + ": allow more time, or ask for fewer ports (withPorts)";
    }

    private FirewallStatus ofRules(FirewallListener listener, boolean routedLoopback) {
        if (listener.boundInterface().equals(OptionalInt.of(NetworkLink.LOOPBACK))) {
            return new FirewallStatus(FirewallVerdict.NOT_EXPOSED, "bound to interface lo");
        }
        boolean loopback = listener.address().isLoopbackAddress();
        Reachability known = analysis;
        if (loopback && !(routedLoopback && listener.address() instanceof Inet4Address)) {
            boolean diverted = known != null && mayReceiveDiverted(known, listener);
            return diverted
                    ? new FirewallStatus(
                            FirewallVerdict.RESTRICTED,
                            "bound to loopback, but if it is a transparent proxy, a rule may deliver packets for other addresses to it")
                    : FirewallStatus.LOOPBACK;
        }
        if (known == null) {
            return new FirewallStatus(FirewallVerdict.UNKNOWN, whyUnknown);
        }
        InboundInterfaces inbound = InboundInterfaces.of(network, listener);
        if (inbound.all().isEmpty()) {
            return new FirewallStatus(
                    inbound.undetermined() ? FirewallVerdict.UNKNOWN : FirewallVerdict.NOT_EXPOSED, inbound.why());
        }
        if (listener.address() instanceof Inet4Address) {
            return examine(known, listener, false, inbound);
        }
        InboundInterfaces inbound6 = inbound.ofIpv6(network);
        boolean no6 = inbound6.all().isEmpty();
        if (!listener.dualStack() || network.ipv4().isEmpty()) {
            return no6
                    ? new FirewallStatus(FirewallVerdict.NOT_EXPOSED, inbound6.why())
                    : examine(known, listener, true, inbound6);
        }
        FirewallStatus four = examine(known, listener, false, inbound);
        return no6 || network.ipv6().isEmpty()
                ? four
                : PartialFirewallStatus.combine(List.of(
                        new PartialFirewallStatus("IPv4", four),
                        new PartialFirewallStatus("IPv6", examine(known, listener, true, inbound6))));
    }

    private boolean mayReceiveDiverted(Reachability known, FirewallListener listener) {
        boolean ipv6 = !(listener.address() instanceof Inet4Address);
        InboundInterfaces inbound = InboundInterfaces.of(network, listener);
        return known.mayReceiveDiverted(
                question(listener, ipv6, inbound, destinations(listener.address(), ipv6, inbound), Destination.OWN));
    }

    /** Where rules block unicast to a UDP socket, multicast or broadcast may still reach it. */
    private FirewallStatus examine(
            Reachability known, FirewallListener listener, boolean ipv6, InboundInterfaces inbound) {
        FirewallStatus status = known.examine(
                question(listener, ipv6, inbound, destinations(listener.address(), ipv6, inbound), kind(listener)));
        boolean datagrams =
                listener.protocol() == Protocol.UDP && listener.address().isAnyLocalAddress();
        if (!datagrams || status.verdict() != FirewallVerdict.BLOCKED) {
            return status;
        }
        for (Destination each : List.of(Destination.MULTICAST, Destination.BROADCAST)) {
            if (each == Destination.BROADCAST && ipv6) {
                continue;
            }
            FirewallStatus group = known.examine(question(listener, ipv6, inbound, groups(each, ipv6), each));
            // Nor does what is redirected reach it.
            if (group.verdict() != FirewallVerdict.BLOCKED && group.verdict() != FirewallVerdict.REDIRECTED) {
                return OutcomeChange.orToGroup(status, group, each.name().toLowerCase(java.util.Locale.ROOT));
            }
        }
        return status;
    }

    private Destination kind(FirewallListener listener) {
        if (listener.address().isMulticastAddress()) {
            return Destination.MULTICAST;
        }
        if (listener.address().isAnyLocalAddress() || listener.address().isLoopbackAddress()) {
            return Destination.OWN;
        }
        boolean ipv6 = !(listener.address() instanceof Inet4Address);
        IntervalSet address = literal(listener.address());
        if (!ipv6 && network.isBroadcast(address)) {
            return Destination.BROADCAST;
        }
        // It may be bound to an address that this machine does not have yet (ip_nonlocal_bind).
        return network.addresses(ipv6).meets(address) ? Destination.OWN : Destination.ANY;
    }

    private ReachabilityQuestion question(
            FirewallListener listener,
            boolean ipv6,
            InboundInterfaces inbound,
            IntervalSet destinations,
            Destination destination) {
        return new ReachabilityQuestion(
                ipv6,
                listener.protocol() == Protocol.TCP,
                destination,
                ipv6 ? otherHosts6 : otherHosts4,
                destinations,
                listener.address().isAnyLocalAddress() && !ipv6 ? destinations.union(LOOPBACK) : destinations,
                listener.port(),
                inbound);
    }

    private IntervalSet destinations(InetAddress address, boolean ipv6, InboundInterfaces inbound) {
        if (!address.isAnyLocalAddress()) {
            return literal(address);
        }
        IntervalSet own = network.addresses(ipv6);
        IntervalSet others = own.without(network.vrfOnly(ipv6));
        boolean vrf = !others.equals(own) && inbound.delivered().meets(network.having(network::isVrfPort));
        IntervalSet here = vrf ? own : others;
        return here.isEmpty() ? LocalNetwork.unicast(ipv6) : here;
    }

    private static IntervalSet literal(InetAddress address) {
        byte[] bytes = address.getAddress();
        return IntervalSet.between(bytes, bytes);
    }

    private IntervalSet groups(Destination destination, boolean ipv6) {
        if (destination == Destination.BROADCAST) {
            return network.broadcasts();
        }
        return LocalNetwork.groups(ipv6);
    }
}
