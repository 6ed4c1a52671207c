package io.github.listeningports.linux;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.linux.BaseChain.Hook;
import io.github.listeningports.linux.Outcomes.Fate;
import io.github.listeningports.linux.PacketKind.Destination;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Says what the rules do with the first packet from another host to a listener: sends every such packet that there can be through all chains on its way. */
final class FirewallExaminer {

    /** Where the kernel begins to track connections (linux/netfilter_ipv4.h NF_IP_PRI_CONNTRACK), and where it translates destinations. */
    private static final int TRACKING = -200;

    private static final int TRANSLATION = -100;

    /** Kinds of interfaces whose packets came through no other one. */
    private static final Set<String> SIMPLE = Set.of("", "veth", "dummy", "tun");

    private final LocalNetwork network;
    private final Map<Question, FirewallStatus> answers = new HashMap<>();
    private final Map<Hook, List<BaseChain>> chains = new EnumMap<>(Hook.class);
    private final Map<PacketKind, PacketWalk> walks = new HashMap<>();
    private final Map<PacketKind, Boolean> diverting = new HashMap<>();
    private final Map<PacketKind, Boolean> translating = new HashMap<>();

    FirewallExaminer(List<BaseChain> all, LocalNetwork network) {
        this.network = network;
        for (Hook hook : Hook.values()) {
            chains.put(
                    hook,
                    all.stream()
                            .filter(chain -> chain.hook() == hook)
                            .sorted(Comparator.comparingInt(FirewallExaminer::place))
                            .toList());
        }
    }

    private List<BaseChain> at(Hook hook) {
        return chains.getOrDefault(hook, List.of());
    }

    /** All chains for translation are asked at one place, in the order of their priorities (net/netfilter/nf_nat_core.c nf_nat_inet_fn). */
    private static int place(BaseChain chain) {
        return chain.nat() && chain.hook() == Hook.PREROUTING ? TRANSLATION : chain.priority();
    }

    /** The answer for one family of addresses. */
    FirewallStatus examine(Question question) {
        return answers.computeIfAbsent(question, this::answer);
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
        PacketWalk.Way way = walk(kind).new Way(atHome, away, outcomes);
        List<PacketSet> arrived = input(kind, way, prerouting(kind, way, List.of(first), outcomes));
        for (PacketSet each : arrived) {
            FilterRule rule = each.accepted();
            outcomes.add(Fate.ACCEPTED, each, rule == null ? "" : rule.label());
        }
        FirewallStatus status = FirewallReasons.status(outcomes, first, question, network);
        boolean blocked = status.verdict() == FirewallVerdict.BLOCKED || status.verdict() == FirewallVerdict.REDIRECTED;
        return blocked ? FirewallReasons.unless(detour(question), status) : status;
    }

    private boolean diverts(PacketKind kind) {
        return diverting.computeIfAbsent(kind, key -> early(key, Step.Divert.class));
    }

    private boolean translates(PacketKind kind) {
        return translating.computeIfAbsent(kind, key -> early(key, Step.Redirect.class));
    }

    private boolean early(PacketKind kind, Class<? extends Step> wanted) {
        return at(Hook.PREROUTING).stream()
                .anyMatch(chain ->
                        chain.families().contains(kind.family()) && walk(kind).has(chain.chain(), wanted::isInstance));
    }

    /** Whether packets to other addresses may be given to a listener that they could not be sent to, by a rule for transparent proxies. */
    boolean mayBeGivenOthers(Question question) {
        PacketKind kind = new PacketKind(question.ipv6(), question.tcp(), Destination.ANY);
        return diverts(kind) && detour(question).has(Fate.ACCEPTED);
    }

    /** Packets to another address or port that are translated, or given to a proxy, so that they arrive here. */
    private Outcomes detour(Question question) {
        Outcomes outcomes = new Outcomes();
        PacketKind kind = new PacketKind(question.ipv6(), question.tcp(), Destination.ANY);
        if (at(Hook.PREROUTING).stream().noneMatch(BaseChain::nat) && !diverts(kind)) {
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
        PacketWalk.Way way = walk(kind).new Way(here, never, ignored);
        List<PacketSet> moved = prerouting(kind, way, List.of(first), ignored).stream()
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
            PacketWalk.Way in = walk(arriving).new Way(here, never, ignored);
            input(arriving, in, moved).forEach(each -> outcomes.add(Fate.ACCEPTED, each, accepting(each)));
        }
        return outcomes;
    }

    private static String accepting(PacketSet packets) {
        FilterRule rule = packets.accepted();
        return rule == null ? "no rule" : rule.label();
    }

    private PacketWalk walk(PacketKind kind) {
        return walks.computeIfAbsent(kind, PacketWalk::new);
    }

    private List<PacketSet> prerouting(
            PacketKind kind, PacketWalk.Way way, List<PacketSet> packets, Outcomes outcomes) {
        List<PacketSet> here = packets;
        if (!network.openIngress().isEmpty()) {
            String note = network.openIngress().get(0);
            here.forEach(each -> outcomes.add(Fate.DROPPED, each.noting(note), note));
            // It may also mark them.
            here = here.stream()
                    .map(each -> each.noting(note)
                            .with(PacketField.MARK, PacketSet.OPEN)
                            .with(PacketField.CONNECTION_MARK, PacketSet.OPEN))
                    .toList();
        }
        for (BaseChain chain : at(Hook.INGRESS)) {
            here = ingress(chain, way, here);
        }
        boolean tracked = false;
        for (List<BaseChain> chain : byPlace(kind, Hook.PREROUTING)) {
            int place = place(chain.get(0));
            if (!tracked && place > TRACKING) {
                here = tracked(here);
                tracked = true;
            }
            if (place == TRACKING) {
                // Which of both comes first is not told.
                List<PacketSet> both = new ArrayList<>(here);
                both.addAll(tracked(here));
                here = both;
            }
            here = inAnyOrder(kind, chain, way, here);
        }
        return tracked ? here : tracked(here);
    }

    /** The chains of a hook, those of one place together. */
    private List<List<BaseChain>> byPlace(PacketKind kind, Hook hook) {
        return List.copyOf(at(hook).stream()
                .filter(chain -> chain.families().contains(kind.family()))
                .collect(Collectors.groupingBy(FirewallExaminer::place, TreeMap::new, Collectors.toList()))
                .values());
    }

    /** Which of several chains at one place comes first depends on when they were made: it is of no account unless one changes what another one looks at. */
    private List<PacketSet> inAnyOrder(
            PacketKind kind, List<BaseChain> chains, PacketWalk.Way way, List<PacketSet> packets) {
        List<PacketSet> forth = inOrder(kind, chains, way, packets);
        boolean matters = chains.size() > 1 && chains.stream().anyMatch(chain -> chain.nat() || way.changes(chain));
        if (!matters) {
            return forth;
        }
        List<BaseChain> reversed = new ArrayList<>(chains);
        Collections.reverse(reversed);
        List<PacketSet> both = new ArrayList<>(forth);
        both.addAll(inOrder(kind, reversed, way, packets));
        return PacketWalk.together(both);
    }

    private List<PacketSet> inOrder(
            PacketKind kind, List<BaseChain> chains, PacketWalk.Way way, List<PacketSet> packets) {
        List<PacketSet> here = packets;
        for (BaseChain chain : chains) {
            here = chain.nat() ? translate(kind, chain, way, here) : way.through(chain, here);
        }
        return here;
    }

    private static List<PacketSet> tracked(List<PacketSet> packets) {
        return PacketWalk.together(packets.stream()
                .map(each -> each.variable(PacketField.CONNECTION_STATE) == PacketSet.INVALID
                        ? each.with(PacketField.CONNECTION_STATE, PacketSet.NEW)
                        : each)
                .toList());
    }

    private List<PacketSet> input(PacketKind kind, PacketWalk.Way way, List<PacketSet> packets) {
        List<PacketSet> here = packets;
        for (List<BaseChain> chains : byPlace(kind, Hook.INPUT)) {
            here = inAnyOrder(kind, chains, way, here);
        }
        return here;
    }

    /**
     * What is not tracked is not translated, and no destination is translated twice. Nothing is tracked unless something asks for it: a rule that translates does, and
     * a chain that has none may never be asked (net/netfilter/nf_nat_core.c nf_nat_inet_fn).
     */
    private List<PacketSet> translate(PacketKind kind, BaseChain chain, PacketWalk.Way way, List<PacketSet> packets) {
        List<PacketSet> asked = new ArrayList<>();
        List<PacketSet> others = new ArrayList<>();
        for (PacketSet each : packets) {
            long status = chain.hook() == Hook.PREROUTING ? each.variable(PacketField.CONNECTION_STATUS) : 0;
            long state = each.variable(PacketField.CONNECTION_STATE);
            boolean open = status == PacketSet.OPEN || state == PacketSet.OPEN;
            boolean left = !open && (status != 0 || state == PacketSet.UNTRACKED);
            if (left || open) {
                others.add(each);
            }
            if (!left) {
                asked.add(each);
            }
        }
        if (!translates(kind)) {
            others.addAll(asked);
        }
        others.addAll(asked.isEmpty() ? asked : way.through(chain, asked));
        return PacketWalk.together(others);
    }

    /** Only packets of its devices; where one is a part of another, it is not told which packets came through it. */
    private List<PacketSet> ingress(BaseChain chain, PacketWalk.Way way, List<PacketSet> packets) {
        boolean layered = network.interfaces().stream().anyMatch(link -> !SIMPLE.contains(link.kind()));
        List<ValueSet> named = new ArrayList<>();
        for (String device : chain.devices()) {
            ValueSet found = network.named(device);
            layered |= found.isEmpty();
            named.add(found);
        }
        ValueSet devices = named.isEmpty() ? ValueSet.EMPTY : ValueSet.union(named);
        List<PacketSet> on = new ArrayList<>();
        List<PacketSet> seen = new ArrayList<>();
        for (PacketSet each : packets) {
            PacketSet inside = each.with(
                    PacketField.INTERFACE, each.values(PacketField.INTERFACE).and(devices));
            PacketSet outside = each.with(
                    PacketField.INTERFACE, each.values(PacketField.INTERFACE).without(devices));
            if (!inside.isEmpty()) {
                seen.add(inside);
            }
            if (!outside.isEmpty()) {
                on.add(outside);
                if (layered) {
                    seen.add(outside.noting("which interfaces are parts of others"));
                }
            }
        }
        on.addAll(seen.isEmpty() ? seen : way.through(chain, seen));
        return PacketWalk.together(on);
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
            ValueSet interfaces) {}
}
