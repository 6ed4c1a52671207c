package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.linux.firewall.Outcomes.Fate;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.PacketKind.Destination;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Decides what the rules do with the first packet from another host to a listener, by sending every possible such packet through all chains on its path. */
final class ReachabilityAnalysis implements Reachability {

    private static final String TAKEN =
            "the socket lookup: an ipvlan on the interface that it is bound to has the address";

    private static final String UNROUTED = "routing: no table delivers to the address";

    private final LocalNetwork network;
    private final InboundPath path;
    private final VerdictExplanation explanation;
    private final Patience patience;
    private final RuleNames names = new RuleNames();
    private final Map<ReachabilityQuestion, FirewallStatus> answers = new HashMap<>();
    private final Map<Destinations, PortEquivalence> ports = new HashMap<>();
    private final Map<ReachabilityQuestion, Moved> moved = new HashMap<>();

    /** What the ports that rules distinguish depend on. */
    private record Destinations(PacketKind kind, IntervalSet addresses, IntervalSet home) {}

    /** @param patience spent for whatever takes long */
    ReachabilityAnalysis(List<BaseChain> all, LocalNetwork network, Patience patience) {
        this.network = network;
        path = new InboundPath(all, network, patience);
        explanation = new VerdictExplanation(network, names, patience);
        this.patience = patience;
    }

    @Override
    public FirewallStatus examine(ReachabilityQuestion question) {
        int port = ports(question).of(question.port());
        return answers.computeIfAbsent(question.on(port), equivalent -> answer(question));
    }

    private PortEquivalence ports(ReachabilityQuestion question) {
        PacketKind kind = arriving(question);
        Destinations key = new Destinations(kind, question.destinations(), question.home());
        PortEquivalence known = ports.get(key);
        if (known == null) {
            known = new PortEquivalence();
            // Where a rule may send packets to the listener, they were for other addresses before.
            if (mayDetour(question)) {
                path.forEachStep(kind, InboundPath.EVERYWHERE, known::add);
                path.forEachStep(elsewhere(question), InboundPath.EVERYWHERE, known::add);
            } else {
                path.forEachStep(kind, question.destinations(), known::add);
            }
            ports.put(key, known);
        }
        return known;
    }

    /** Whether packets to other addresses or ports may still reach the listener. */
    private boolean mayDetour(ReachabilityQuestion question) {
        Detours detours = path.detours(elsewhere(question));
        boolean before = path.hasTranslation() || detours.divert() || detours.areUnexamined();
        return (before && detours.mayLeadTo(question.home())) || path.movesAtInput(arriving(question));
    }

    private static PacketKind arriving(ReachabilityQuestion question) {
        return new PacketKind(question.ipv6(), question.tcp(), question.destinationKind());
    }

    /** The kind of packets that are addressed to another address or port. */
    private static PacketKind elsewhere(ReachabilityQuestion question) {
        return new PacketKind(question.ipv6(), question.tcp(), Destination.ANY);
    }

    private FirewallStatus answer(ReachabilityQuestion question) {
        PacketKind kind = arriving(question);
        Outcomes outcomes = new Outcomes();
        Predicate<PacketSet> stays = moved ->
                !moved.values(Dimension.DESTINATION).and(question.home()).isEmpty()
                        && moved.values(Dimension.DESTINATION_PORT).equals(IntervalSet.of(question.port()));
        Predicate<PacketSet> leaves =
                moved -> !moved.values(Dimension.DESTINATION_PORT).equals(IntervalSet.of(question.port()))
                        || !moved.values(Dimension.DESTINATION)
                                .without(question.destinations())
                                .isEmpty();
        PacketSet first = PacketSet.of(
                question.sources(),
                IntervalSet.range(1, 0xffff),
                question.destinations(),
                IntervalSet.of(question.port()),
                question.inbound().all());
        PacketWalk walk = new PacketWalk(path.compiled(kind), stays, leaves, outcomes, names);
        patience.look();
        List<PacketSet> addressed = addressed(delivered(first, question, outcomes), question, outcomes);
        List<PacketSet> arrived = path.input(walk, routed(walk, addressed, question, outcomes));
        for (PacketSet each : arrived) {
            outcomes.add(Fate.ACCEPTED, each, each.acceptedBy().orElse(""));
        }
        patience.look();
        FirewallStatus status = explanation.status(outcomes, first, question.ipv6());
        boolean blocked = status.verdict() == FirewallVerdict.BLOCKED || status.verdict() == FirewallVerdict.REDIRECTED;
        return blocked ? explanation.unless(detour(question), anywhere(question), question.ipv6(), status) : status;
    }

    /** The packets that the socket lookup may deliver to the listener. */
    private List<PacketSet> delivered(PacketSet sent, ReachabilityQuestion question, Outcomes outcomes) {
        InboundInterfaces inbound = question.inbound();
        IntervalSet taken = network.taken(inbound.all(), question.ipv6());
        outcomes.addAll(Fate.DROPPED, to(taken, true, List.of(sent)), TAKEN);
        List<PacketSet> delivered = new ArrayList<>();
        for (PacketSet all : to(taken, false, List.of(sent))) {
            PacketSet refused = all.with(Dimension.INTERFACE, inbound.refused());
            PacketSet others = all.with(Dimension.INTERFACE, inbound.all().without(inbound.refused()));
            if (!refused.isEmpty() && inbound.undetermined()) {
                refused = refused.noting(inbound.why());
                delivered.add(refused);
            }
            if (!refused.isEmpty()) {
                outcomes.add(Fate.DROPPED, refused, inbound.why());
            }
            if (!others.isEmpty()) {
                delivered.add(others);
            }
        }
        return delivered;
    }

    /** The packets whose destination is an address of this machine for their interface: those of a VRF are so for its own packets only. */
    private List<PacketSet> addressed(List<PacketSet> packets, ReachabilityQuestion question, Outcomes outcomes) {
        IntervalSet vrfOnly = network.vrfOnly(question.ipv6());
        IntervalSet outside = network.having(link -> !network.isVrfPort(link));
        if (vrfOnly.isEmpty()) {
            return packets;
        }
        List<PacketSet> addressed = new ArrayList<>();
        for (PacketSet each : packets) {
            IntervalSet interfaces = each.values(Dimension.INTERFACE);
            IntervalSet destinations = each.values(Dimension.DESTINATION);
            PacketSet elsewhere = each.with(Dimension.INTERFACE, interfaces.and(outside))
                    .with(Dimension.DESTINATION, destinations.and(vrfOnly));
            PacketSet here = each.with(Dimension.INTERFACE, interfaces.and(outside))
                    .with(Dimension.DESTINATION, destinations.without(vrfOnly));
            PacketSet inside = each.with(Dimension.INTERFACE, interfaces.without(outside));
            if (!elsewhere.isEmpty()) {
                outcomes.add(Fate.DROPPED, elsewhere, "routing: the address is known in its VRF only");
            }
            Stream.of(here, inside).filter(part -> !part.isEmpty()).forEach(addressed::add);
        }
        return addressed;
    }

    /** The packets that pass prerouting, and that routing behind it delivers to this machine. */
    private List<PacketSet> routed(
            PacketWalk walk, List<PacketSet> packets, ReachabilityQuestion question, Outcomes outcomes) {
        IntervalSet unrouted = network.unrouted(question.ipv6());
        if (unrouted.isEmpty()) {
            return path.prerouting(walk, packets, outcomes);
        }
        List<PacketSet> routed = new ArrayList<>();
        for (PacketSet each : path.prerouting(walk, to(unrouted, false, packets), outcomes)) {
            outcomes.addAll(Fate.DROPPED, to(unrouted, true, List.of(each)), UNROUTED);
            routed.addAll(to(unrouted, false, List.of(each)));
        }
        for (PacketSet each : path.prerouting(walk, to(unrouted, true, packets), outcomes)) {
            outcomes.addAll(Fate.DROPPED, to(unrouted, true, List.of(each)), UNROUTED);
            // Conditions on the route's type took their addresses for local ones: whether NAT takes them is not known.
            List<PacketSet> moved = to(unrouted, false, List.of(each.noting(UNROUTED)));
            outcomes.addAll(Fate.DROPPED, moved, UNROUTED);
            routed.addAll(moved);
        }
        return routed;
    }

    /** Those of some packets that are sent to one of these addresses, or the others. */
    private static List<PacketSet> to(IntervalSet addresses, boolean inside, List<PacketSet> packets) {
        List<PacketSet> some = new ArrayList<>();
        for (PacketSet each : packets) {
            IntervalSet all = each.values(Dimension.DESTINATION);
            PacketSet part = each.with(Dimension.DESTINATION, inside ? all.and(addresses) : all.without(addresses));
            if (!part.isEmpty()) {
                some.add(part);
            }
        }
        return some;
    }

    @Override
    public boolean mayReceiveDiverted(ReachabilityQuestion question) {
        return path.diverts(elsewhere(question)) && mayArrive(detour(question));
    }

    /** The packets to any address and port. */
    private static PacketSet anywhere(ReachabilityQuestion question) {
        return PacketSet.of(
                question.sources(),
                IntervalSet.range(1, 0xffff),
                IntervalSet.all(question.ipv6() ? 128 : 32),
                IntervalSet.range(0, 0xffff),
                question.inbound().all());
    }

    private static boolean mayArrive(Outcomes detour) {
        return detour.has(Fate.ACCEPTED) || detour.has(Fate.UNKNOWN);
    }

    /** The outcomes, none but of those that come to it, of packets to another address or port that reach the listener by NAT or a transparent proxy rule. */
    private Outcomes detour(ReachabilityQuestion question) {
        Outcomes outcomes = new Outcomes();
        if (!mayDetour(question)) {
            return outcomes;
        }
        Moved moved = moved(question);
        moved.before().of(Fate.DIVERTED).stream()
                .filter(each -> moved.port().isPresent()
                        || each.packets().values(Dimension.DESTINATION_PORT).meets(IntervalSet.of(question.port())))
                .forEach(each -> outcomes.add(Fate.ACCEPTED, each.packets(), each.by()));
        List<PacketSet> here = moved.packets().stream()
                .map(each -> at(question, each))
                .filter(each -> !each.isEmpty())
                .toList();
        Outcomes after = arrived(question, here);
        after.of(Fate.ACCEPTED).forEach(each -> outcomes.add(Fate.ACCEPTED, each.packets(), each.by()));
        after.of(Fate.UNKNOWN).forEach(each -> outcomes.add(Fate.UNKNOWN, each.packets(), each.by()));
        after.of(Fate.DROPPED).forEach(each -> outcomes.add(Fate.DROPPED, each.packets(), each.by()));
        if (moved.before().has(Fate.UNKNOWN)) {
            // What is not examined may have sent any of them here: unless the rules drop them all, it matters.
            Outcomes any = arrived(question, List.of(at(question, ofUnknownPast(anywhere(question)))));
            if (mayArrive(any)) {
                moved.before().of(Fate.UNKNOWN).forEach(each -> outcomes.add(Fate.UNKNOWN, each.packets(), each.by()));
            }
        }
        if (path.movesAtInput(arriving(question))) {
            arrived(question, passed(question))
                    .of(Fate.UNKNOWN)
                    .forEach(each -> outcomes.add(Fate.UNKNOWN, each.packets(), each.by()));
        }
        return outcomes;
    }

    /** The packets for any port of the listener's addresses that come to the input hook. */
    private List<PacketSet> passed(ReachabilityQuestion question) {
        Outcomes before = new Outcomes();
        Predicate<PacketSet> arrives =
                each -> each.values(Dimension.DESTINATION).meets(question.home());
        PacketWalk walk = new PacketWalk(path.compiled(elsewhere(question)), arrives, each -> false, before, names);
        return path.prerouting(walk, delivered(anywhere(question), question, before), before).stream()
                .map(each -> each.with(
                        Dimension.DESTINATION,
                        each.values(Dimension.DESTINATION).and(reached(question))))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /**
     * Packets to any address and port, after prerouting.
     *
     * @param port the only port that they may be for; absent for those for any port that no rule translates to
     * @param packets those that were translated, to the listener's addresses
     * @param before what happened to the others
     */
    private record Moved(OptionalInt port, List<PacketSet> packets, Outcomes before) {}

    /** The same for all ports that no rule translates to: they are followed once. */
    private Moved moved(ReachabilityQuestion question) {
        IntervalSet targets = path.detours(elsewhere(question)).ports(question.home());
        OptionalInt port = targets.contains(0, question.port()) ? OptionalInt.of(question.port()) : OptionalInt.empty();
        ReachabilityQuestion alike = question.on(port.orElse(0));
        Moved known = moved.get(alike);
        if (known == null) {
            Predicate<IntervalSet> wanted = port.isPresent()
                    ? ports -> ports.contains(0, question.port())
                    : ports -> !ports.without(targets).isEmpty();
            known = moved(question, port, wanted);
            moved.put(alike, known);
        }
        return known;
    }

    private Moved moved(ReachabilityQuestion question, OptionalInt port, Predicate<IntervalSet> wanted) {
        Predicate<PacketSet> arrives =
                each -> each.values(Dimension.DESTINATION).meets(question.home())
                        && wanted.test(each.values(Dimension.DESTINATION_PORT));
        Outcomes before = new Outcomes();
        PacketWalk walk = new PacketWalk(path.compiled(elsewhere(question)), arrives, each -> false, before, names);
        List<PacketSet> packets =
                path.prerouting(walk, delivered(anywhere(question), question, before), before).stream()
                        .filter(each -> each.variable(PacketField.CONNECTION_STATUS) != 0)
                        .toList();
        return new Moved(port, packets, before);
    }

    /** The addresses that NAT can lead to. */
    private IntervalSet reached(ReachabilityQuestion question) {
        return question.home().without(network.unrouted(question.ipv6()));
    }

    private PacketSet at(ReachabilityQuestion question, PacketSet packets) {
        return packets.with(
                        Dimension.DESTINATION,
                        packets.values(Dimension.DESTINATION).and(reached(question)))
                .with(
                        Dimension.DESTINATION_PORT,
                        packets.values(Dimension.DESTINATION_PORT).and(IntervalSet.of(question.port())));
    }

    private static PacketSet ofUnknownPast(PacketSet packets) {
        return packets.with(PacketField.MARK, PacketSet.UNKNOWN)
                .with(PacketField.CONNECTION_MARK, PacketSet.UNKNOWN)
                .with(PacketField.CONNECTION_STATE, PacketSet.UNKNOWN)
                .with(PacketField.CONNECTION_STATUS, PacketSet.UNKNOWN);
    }

    /** The outcomes at the input hook of packets that were translated. */
    private Outcomes arrived(ReachabilityQuestion question, List<PacketSet> translated) {
        Outcomes outcomes = new Outcomes();
        if (!translated.isEmpty()) {
            Predicate<PacketSet> arrives =
                    each -> each.values(Dimension.DESTINATION).meets(question.home())
                            && each.values(Dimension.DESTINATION_PORT).contains(0, question.port());
            PacketWalk in = new PacketWalk(path.compiled(arriving(question)), arrives, moved -> false, outcomes, names);
            for (PacketSet each : path.input(in, translated)) {
                outcomes.add(Fate.ACCEPTED, each, each.acceptedBy().orElse("no rule"));
            }
        }
        return outcomes;
    }
}
