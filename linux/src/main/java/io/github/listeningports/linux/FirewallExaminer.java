package io.github.listeningports.linux;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.linux.Outcomes.Fate;
import io.github.listeningports.linux.PacketKind.Destination;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Says what the rules do with the first packet from another host to a listener: sends every such packet that there can be through all chains on its way. */
final class FirewallExaminer {

    private final LocalNetwork network;
    private final PacketPath path;
    private final Map<Question, FirewallStatus> answers = new HashMap<>();
    private final Map<PacketKind, PortClasses> ports = new HashMap<>();

    FirewallExaminer(List<BaseChain> all, LocalNetwork network) {
        this.network = network;
        path = new PacketPath(all, network);
    }

    /** The answer for one family of addresses. */
    FirewallStatus examine(Question question) {
        int port = ports(question).of(question.port());
        return answers.computeIfAbsent(question.on(port), alike -> answer(question));
    }

    private PortClasses ports(Question question) {
        PacketKind kind = new PacketKind(question.ipv6(), question.tcp(), question.destinationKind());
        PortClasses known = ports.get(kind);
        if (known == null) {
            known = new PortClasses();
            path.forEachStep(kind, known::add);
            PacketKind any = new PacketKind(question.ipv6(), question.tcp(), Destination.ANY);
            if (mayDetour(any)) {
                path.forEachStep(any, known::add);
            }
            ports.put(kind, known);
        }
        return known;
    }

    /** Whether packets to other addresses or ports may arrive all the same. */
    private boolean mayDetour(PacketKind any) {
        return path.hasTranslation() || path.diverts(any);
    }

    private FirewallStatus answer(Question question) {
        PacketKind kind = new PacketKind(question.ipv6(), question.tcp(), question.destinationKind());
        Outcomes outcomes = new Outcomes();
        Predicate<PacketSet> atHome = moved ->
                !moved.values(PacketField.DESTINATION).and(question.home()).isEmpty()
                        && moved.values(PacketField.DPORT).equals(ValueSet.of(question.port()));
        Predicate<PacketSet> away = moved -> !moved.values(PacketField.DPORT).equals(ValueSet.of(question.port()))
                || !moved.values(PacketField.DESTINATION)
                        .without(question.destinations())
                        .isEmpty();
        PacketSet first = PacketSet.of(
                question.sources(),
                ValueSet.range(1, 0xffff),
                question.destinations(),
                ValueSet.of(question.port()),
                question.interfaces());
        PacketWalk way = new PacketWalk(path.programs(kind), atHome, away, outcomes);
        List<PacketSet> arrived = path.input(way, path.prerouting(way, List.of(first), outcomes));
        for (PacketSet each : arrived) {
            FilterRule rule = each.accepted();
            outcomes.add(Fate.ACCEPTED, each, rule == null ? "" : rule.label());
        }
        FirewallStatus status = FirewallReasons.status(outcomes, first, question, network);
        boolean blocked = status.verdict() == FirewallVerdict.BLOCKED || status.verdict() == FirewallVerdict.REDIRECTED;
        return blocked ? FirewallReasons.unless(detour(question), status) : status;
    }

    /** Whether packets to other addresses may be given to a listener that they could not be sent to, by a rule for transparent proxies. */
    boolean mayBeGivenOthers(Question question) {
        PacketKind kind = new PacketKind(question.ipv6(), question.tcp(), Destination.ANY);
        return path.diverts(kind) && detour(question).has(Fate.ACCEPTED);
    }

    /** Packets to another address or port that are translated, or given to a proxy, so that they arrive here. */
    private Outcomes detour(Question question) {
        Outcomes outcomes = new Outcomes();
        PacketKind kind = new PacketKind(question.ipv6(), question.tcp(), Destination.ANY);
        if (!mayDetour(kind)) {
            return outcomes;
        }
        Predicate<PacketSet> never = moved -> false;
        Predicate<PacketSet> here = moved ->
                !moved.values(PacketField.DESTINATION).and(question.home()).isEmpty()
                        && !moved.values(PacketField.DPORT)
                                .and(ValueSet.of(question.port()))
                                .isEmpty();
        PacketSet first = PacketSet.of(
                question.sources(),
                ValueSet.range(1, 0xffff),
                ValueSet.all(question.ipv6() ? 128 : 32),
                ValueSet.range(0, 0xffff),
                question.interfaces());
        Outcomes ignored = new Outcomes();
        PacketWalk way = new PacketWalk(path.programs(kind), here, never, ignored);
        List<PacketSet> moved = path.prerouting(way, List.of(first), ignored).stream()
                .filter(each -> each.variable(PacketField.CONNECTION_STATUS) != 0)
                .map(each -> each.with(
                                PacketField.DESTINATION,
                                each.values(PacketField.DESTINATION).and(question.home()))
                        .with(PacketField.DPORT, ValueSet.of(question.port())))
                .filter(each -> !each.isEmpty())
                .toList();
        ignored.of(Fate.DIVERTED).forEach(each -> outcomes.add(Fate.ACCEPTED, each.packets(), each.by()));
        if (!moved.isEmpty()) {
            PacketKind arriving = new PacketKind(question.ipv6(), question.tcp(), question.destinationKind());
            PacketWalk in = new PacketWalk(path.programs(arriving), here, never, ignored);
            path.input(in, moved).forEach(each -> outcomes.add(Fate.ACCEPTED, each, accepting(each)));
        }
        return outcomes;
    }

    private static String accepting(PacketSet packets) {
        FilterRule rule = packets.accepted();
        return rule == null ? "no rule" : rule.label();
    }

    /**
     * What is asked.
     *
     * @param sources the addresses that another host can have
     * @param destinations those of the listener
     * @param home those, and others that packets may be translated to so that they reach the listener: loopback, where that is routed (route_localnet)
     * @param interfaces the numbers in {@link LocalNetwork#interfaces()} of those that it is reached by
     */
    record Question(
            boolean ipv6,
            boolean tcp,
            Destination destinationKind,
            ValueSet sources,
            ValueSet destinations,
            ValueSet home,
            int port,
            ValueSet interfaces) {

        /** The same of another port. */
        Question on(int other) {
            return new Question(ipv6, tcp, destinationKind, sources, destinations, home, other, interfaces);
        }
    }
}
