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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Decides what the rules do with the first packet from another host to a listener, by sending every possible such packet through all chains on its path. */
final class ReachabilityAnalysis {

    private final InboundPath path;
    private final VerdictExplanation explanation;
    private final Map<ReachabilityQuestion, FirewallStatus> answers = new HashMap<>();
    private final Map<PacketKind, PortEquivalence> ports = new HashMap<>();

    ReachabilityAnalysis(List<BaseChain> all, LocalNetwork network) {
        path = new InboundPath(all, network);
        explanation = new VerdictExplanation(network);
    }

    /** The verdict for one address family. */
    FirewallStatus examine(ReachabilityQuestion question) {
        int port = ports(question).of(question.port());
        return answers.computeIfAbsent(question.on(port), equivalent -> answer(question));
    }

    private PortEquivalence ports(ReachabilityQuestion question) {
        PacketKind kind = new PacketKind(question.ipv6(), question.tcp(), question.destinationKind());
        PortEquivalence known = ports.get(kind);
        if (known == null) {
            known = new PortEquivalence();
            path.forEachStep(kind, known::add);
            PacketKind any = new PacketKind(question.ipv6(), question.tcp(), Destination.ANY);
            if (mayDetour(any)) {
                path.forEachStep(any, known::add);
            }
            ports.put(kind, known);
        }
        return known;
    }

    /** Whether packets to other addresses or ports may still reach the listener. */
    private boolean mayDetour(PacketKind any) {
        return path.hasTranslation() || path.diverts(any);
    }

    private FirewallStatus answer(ReachabilityQuestion question) {
        PacketKind kind = new PacketKind(question.ipv6(), question.tcp(), question.destinationKind());
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
                question.interfaces());
        PacketWalk walk = new PacketWalk(path.compiled(kind), stays, leaves, outcomes);
        List<PacketSet> arrived = path.input(walk, path.prerouting(walk, List.of(first), outcomes));
        for (PacketSet each : arrived) {
            outcomes.add(Fate.ACCEPTED, each, each.acceptedBy().orElse(""));
        }
        FirewallStatus status = explanation.status(outcomes, first, question.ipv6());
        boolean blocked = status.verdict() == FirewallVerdict.BLOCKED || status.verdict() == FirewallVerdict.REDIRECTED;
        return blocked ? explanation.unless(detour(question), anywhere(question), question.ipv6(), status) : status;
    }

    /** Whether a transparent proxy rule may deliver packets for other addresses to a listener that other hosts cannot address. */
    boolean mayReceiveDiverted(ReachabilityQuestion question) {
        PacketKind kind = new PacketKind(question.ipv6(), question.tcp(), Destination.ANY);
        return path.diverts(kind) && detour(question).has(Fate.ACCEPTED);
    }

    /** The packets to any address and port. */
    private static PacketSet anywhere(ReachabilityQuestion question) {
        return PacketSet.of(
                question.sources(),
                IntervalSet.range(1, 0xffff),
                IntervalSet.all(question.ipv6() ? 128 : 32),
                IntervalSet.range(0, 0xffff),
                question.interfaces());
    }

    /** The outcomes of packets to another address or port that reach the listener by NAT or a transparent proxy rule. */
    private Outcomes detour(ReachabilityQuestion question) {
        Outcomes outcomes = new Outcomes();
        PacketKind kind = new PacketKind(question.ipv6(), question.tcp(), Destination.ANY);
        if (!mayDetour(kind)) {
            return outcomes;
        }
        Predicate<PacketSet> never = moved -> false;
        Predicate<PacketSet> arrives = moved ->
                !moved.values(Dimension.DESTINATION).and(question.home()).isEmpty()
                        && !moved.values(Dimension.DESTINATION_PORT)
                                .and(IntervalSet.of(question.port()))
                                .isEmpty();
        PacketSet first = anywhere(question);
        Outcomes ignored = new Outcomes();
        PacketWalk walk = new PacketWalk(path.compiled(kind), arrives, never, ignored);
        List<PacketSet> moved = path.prerouting(walk, List.of(first), ignored).stream()
                .filter(each -> each.variable(PacketField.CONNECTION_STATUS) != 0)
                .map(each -> each.with(
                                Dimension.DESTINATION,
                                each.values(Dimension.DESTINATION).and(question.home()))
                        .with(Dimension.DESTINATION_PORT, IntervalSet.of(question.port())))
                .filter(each -> !each.isEmpty())
                .toList();
        ignored.of(Fate.DIVERTED).forEach(each -> outcomes.add(Fate.ACCEPTED, each.packets(), each.by()));
        if (!moved.isEmpty()) {
            PacketKind arriving = new PacketKind(question.ipv6(), question.tcp(), question.destinationKind());
            PacketWalk in = new PacketWalk(path.compiled(arriving), arrives, never, ignored);
            path.input(in, moved)
                    .forEach(each ->
                            outcomes.add(Fate.ACCEPTED, each, each.acceptedBy().orElse("no rule")));
        }
        return outcomes;
    }
}
