package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.linux.firewall.Outcomes.Fate;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.BaseChain.Hook;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The path of an inbound packet: the netfilter hooks in order, and what the kernel does between their chains. */
final class InboundPath {

    /** The priorities of connection tracking (linux/netfilter_ipv4.h NF_IP_PRI_CONNTRACK), of destination NAT and of source NAT. */
    private static final int TRACKING = -200;

    private static final int TRANSLATION = -100;

    private static final int SOURCE_TRANSLATION = 100;

    /** Interface kinds whose packets came through no other interface. */
    private static final Set<String> SIMPLE = Set.of("", "veth", "dummy", "tun");

    /** With more chains at the same priority, their possible orders are not tried. */
    private static final int MAX_AT_ONE_PLACE = 4;

    /** Any address of either family. */
    static final IntervalSet EVERYWHERE = IntervalSet.all(128);

    private final LocalNetwork network;
    private final Patience patience;
    private final Map<Hook, List<BaseChain>> chains = new EnumMap<>(Hook.class);
    private final Map<PacketKind, CompiledChains> compiled = new HashMap<>();
    private final TunnelMarks tunnelMarks;
    private final Map<PacketKind, Boolean> translating = new HashMap<>();
    private final Map<PacketKind, Detours> detours = new HashMap<>();
    private final Map<PacketKind, Boolean> movingAtInput = new HashMap<>();

    InboundPath(List<BaseChain> all, LocalNetwork network, Patience patience) {
        this.network = network;
        this.patience = patience;
        tunnelMarks = new TunnelMarks(network, this::forEachOuterStep);
        for (Hook hook : Hook.values()) {
            chains.put(
                    hook,
                    all.stream()
                            .filter(chain -> chain.hook() == hook)
                            .sorted(Comparator.comparingInt(InboundPath::place))
                            .toList());
        }
    }

    private List<BaseChain> at(Hook hook) {
        return chains.getOrDefault(hook, List.of());
    }

    /** All nat chains of a hook run at one place, in the order of their priorities (net/netfilter/nf_nat_core.c nf_nat_inet_fn). */
    private static int place(BaseChain chain) {
        if (!chain.nat()) {
            return chain.priority();
        }
        return chain.hook() == Hook.PREROUTING ? TRANSLATION : SOURCE_TRANSLATION;
    }

    /** Whether there are nat chains that may change the destination. */
    boolean hasTranslation() {
        return at(Hook.PREROUTING).stream().anyMatch(BaseChain::nat);
    }

    /** Where packets of a kind may be sent before the input hook. */
    Detours detours(PacketKind kind) {
        Detours known = detours.get(kind);
        if (known == null) {
            known = new Detours();
            for (Hook hook : List.of(Hook.INGRESS, Hook.PREROUTING)) {
                for (BaseChain chain : at(hook)) {
                    if (chain.families().contains(kind.family())) {
                        compiled(kind).forEachEffect(chain.chain(), known::add);
                    }
                }
            }
            detours.put(kind, known);
        }
        return known;
    }

    /** Whether a rule of the input hook may give packets of a kind another port, as one that writes into the header does. */
    boolean movesAtInput(PacketKind kind) {
        Boolean known = movingAtInput.get(kind);
        if (known == null) {
            Detours input = new Detours();
            for (BaseChain chain : at(Hook.INPUT)) {
                if (chain.families().contains(kind.family())) {
                    compiled(kind).forEachStep(chain.chain(), EVERYWHERE, input::add);
                }
            }
            known = input.areUnexamined();
            movingAtInput.put(kind, known);
        }
        return known;
    }

    /** Whether a transparent proxy rule may take such packets. */
    boolean diverts(PacketKind kind) {
        return detours(kind).divert();
    }

    private boolean translates(PacketKind kind) {
        return translating.computeIfAbsent(kind, key -> early(key, Step.Dnat.class));
    }

    private boolean early(PacketKind kind, Class<? extends Step> wanted) {
        return at(Hook.PREROUTING).stream()
                .anyMatch(chain -> chain.families().contains(kind.family())
                        && compiled(kind).has(chain.chain(), wanted::isInstance));
    }

    /** Visits every step that packets of a kind can reach. */
    private void forEachStep(PacketKind kind, Consumer<Step> taker) {
        for (List<BaseChain> hook : chains.values()) {
            hook.stream()
                    .filter(chain -> chain.families().contains(kind.family()))
                    .forEach(chain -> compiled(kind).forEachStep(chain.chain(), taker));
        }
    }

    /** Visits every step that packets of a kind to some addresses can reach as long as no rule translates them, but those of rules that only set marks. */
    void forEachStep(PacketKind kind, IntervalSet destinations, Consumer<Step> taker) {
        for (List<BaseChain> hook : chains.values()) {
            for (BaseChain chain : hook) {
                if (chain.families().contains(kind.family())) {
                    compiled(kind).forEachStep(chain.chain(), destinations, taker);
                }
            }
        }
    }

    private MarkUse marks(PacketKind kind) {
        MarkUse use = new MarkUse();
        forEachStep(kind, EVERYWHERE, use::add);
        return use;
    }

    private void forEachOuterStep(Consumer<Step> taker) {
        forEachStep(new PacketKind(false, false, PacketKind.Destination.OWN), taker);
        forEachStep(new PacketKind(true, false, PacketKind.Destination.OWN), taker);
    }

    /** The rules, compiled for packets of a kind. */
    CompiledChains compiled(PacketKind kind) {
        return compiled.computeIfAbsent(
                kind, key -> new CompiledChains(key, compiled.values(), () -> marks(key), patience));
    }

    /** The packets that pass prerouting, for local delivery or not; the others are in the outcomes. */
    List<PacketSet> prerouting(PacketWalk walk, List<PacketSet> packets, Outcomes outcomes) {
        List<PacketSet> current = packets;
        if (!network.unexaminedIngress().isEmpty()) {
            String what = network.unexaminedInShort();
            FirewallCondition note = new FirewallCondition(FirewallCondition.Kind.PROGRAM, what);
            current.forEach(each -> outcomes.add(Fate.DROPPED, each.noting(note, 0x1p-8), what));
            // The hook may also set marks on them.
            current = current.stream()
                    .map(each -> each.noting(note, 1)
                            .with(PacketField.MARK, PacketSet.UNKNOWN)
                            .with(PacketField.CONNECTION_MARK, PacketSet.UNKNOWN))
                    .toList();
        }
        current = tunnelMarks.on(current);
        for (List<BaseChain> chains : byPlace(walk.kind(), Hook.INGRESS)) {
            current = inAnyOrder(chains, walk, current);
        }
        boolean tracked = false;
        for (List<BaseChain> chain : byPlace(walk.kind(), Hook.PREROUTING)) {
            int place = place(chain.get(0));
            if (!tracked && place > TRACKING) {
                current = tracked(current);
                tracked = true;
            }
            if (place == TRACKING) {
                // The kernel does not report which of the two runs first.
                List<PacketSet> both = new ArrayList<>(current);
                both.addAll(tracked(current));
                current = both;
            }
            current = inAnyOrder(chain, walk, current);
        }
        return tracked ? current : tracked(current);
    }

    /** The chains of a hook, grouped by place. */
    private List<List<BaseChain>> byPlace(PacketKind kind, Hook hook) {
        return List.copyOf(at(hook).stream()
                .filter(chain -> chain.families().contains(kind.family()))
                .collect(Collectors.groupingBy(InboundPath::place, TreeMap::new, Collectors.toList()))
                .values());
    }

    /** Chains at one place run in the order of their creation, which matters only if one changes what another matches on. */
    private List<PacketSet> inAnyOrder(List<BaseChain> chains, PacketWalk walk, List<PacketSet> packets) {
        if (chains.size() == 1) {
            return inOrder(chains, walk, packets);
        }
        // One without effect may run before all others.
        Map<Boolean, List<BaseChain>> byEffect =
                chains.stream().collect(Collectors.partitioningBy(chain -> walk.hasEffect(chain)));
        List<PacketSet> current = inOrder(byEffect.getOrDefault(false, List.of()), walk, packets);
        Map<Boolean, List<BaseChain>> byType =
                byEffect.getOrDefault(true, List.of()).stream().collect(Collectors.partitioningBy(BaseChain::nat));
        List<BaseChain> nat = byType.getOrDefault(true, List.of());
        List<BaseChain> others = byType.getOrDefault(false, List.of());
        boolean matters =
                nat.isEmpty() ? others.size() > 1 && others.stream().anyMatch(walk::changes) : !others.isEmpty();
        if (!matters) {
            return translations(nat, walk, inOrder(others, walk, current));
        }
        if (others.size() + (nat.isEmpty() ? 0 : 1) > MAX_AT_ONE_PLACE) {
            return abandoned(chains, walk, current);
        }
        List<PacketSet> all = new ArrayList<>();
        for (List<BaseChain> order : ChainOrders.all(others)) {
            for (int before = nat.isEmpty() ? order.size() : 0; before <= order.size(); before++) {
                List<PacketSet> first = inOrder(order.subList(0, before), walk, current);
                List<PacketSet> translated = translations(nat, walk, first);
                all.addAll(inOrder(order.subList(before, order.size()), walk, translated));
            }
        }
        return PacketSet.coalesce(all);
    }

    private static List<PacketSet> abandoned(List<BaseChain> chains, PacketWalk walk, List<PacketSet> packets) {
        walk.abandon(packets, "the order of " + chains.size() + " chains with the same priority");
        return List.of();
    }

    /** All nat chains of a hook, in the order of their priorities; the latest of one priority runs first, but that is not known. */
    private List<PacketSet> translations(List<BaseChain> nat, PacketWalk walk, List<PacketSet> packets) {
        List<PacketSet> current = packets;
        for (List<BaseChain> alike : nat.stream()
                .collect(Collectors.groupingBy(BaseChain::priority, TreeMap::new, Collectors.toList()))
                .values()) {
            boolean marks = alike.size() > 1 && alike.stream().anyMatch(walk::marks);
            if (marks && alike.size() > MAX_AT_ONE_PLACE) {
                return abandoned(alike, walk, current);
            }
            // The first that translates or drops a packet is the last that gets it: without marks it is enough that
            // each comes first.
            List<PacketSet> all = new ArrayList<>();
            for (List<BaseChain> order : marks ? ChainOrders.all(alike) : ChainOrders.eachFirst(alike)) {
                all.addAll(inOrder(order, walk, current));
            }
            current = PacketSet.coalesce(all);
        }
        return current;
    }

    private List<PacketSet> inOrder(List<BaseChain> chains, PacketWalk walk, List<PacketSet> packets) {
        List<PacketSet> current = packets;
        for (BaseChain chain : chains) {
            if (chain.hook() == Hook.INGRESS) {
                current = ingress(chain, walk, current);
            } else {
                current = chain.nat() ? translate(chain, walk, current) : walk.through(chain, current);
            }
        }
        return current;
    }

    private static List<PacketSet> tracked(List<PacketSet> packets) {
        return PacketSet.coalesce(packets.stream()
                .map(each -> isTrackable(each.variable(PacketField.CONNECTION_STATE))
                        ? each.with(PacketField.CONNECTION_STATE, PacketSet.NEW)
                        : each)
                .toList());
    }

    private static boolean isTrackable(long state) {
        return state == PacketSet.INVALID || state == PacketSet.TEMPLATE;
    }

    /** The packets that are delivered. */
    List<PacketSet> input(PacketWalk walk, List<PacketSet> packets) {
        List<PacketSet> current = packets;
        for (List<BaseChain> chains : byPlace(walk.kind(), Hook.INPUT)) {
            current = inAnyOrder(chains, walk, current);
        }
        return inOrder(at(Hook.DELIVERY), walk, current);
    }

    /**
     * NAT applies to tracked connections only, and only once. Connections are tracked only if something needs it: a NAT rule does; a nat chain without one may never run
     * (net/netfilter/nf_nat_core.c nf_nat_inet_fn).
     */
    private List<PacketSet> translate(BaseChain chain, PacketWalk walk, List<PacketSet> packets) {
        List<PacketSet> eligible = new ArrayList<>();
        List<PacketSet> others = new ArrayList<>();
        for (PacketSet each : packets) {
            long recorded = each.variable(PacketField.CONNECTION_STATUS);
            // At input it is the source that may have been translated before, which makes the status unknown.
            long status = chain.hook() == Hook.PREROUTING || recorded == PacketSet.UNKNOWN ? recorded : 0;
            long state = each.variable(PacketField.CONNECTION_STATE);
            boolean undetermined =
                    status == PacketSet.UNKNOWN || state == PacketSet.UNKNOWN || state == PacketSet.TEMPLATE;
            boolean skipped = !undetermined && (status != 0 || state == PacketSet.UNTRACKED);
            if (skipped || undetermined) {
                others.add(each);
            }
            if (!skipped) {
                eligible.add(each);
            }
        }
        if (!translates(walk.kind())) {
            others.addAll(eligible);
        }
        others.addAll(eligible.isEmpty() ? eligible : walk.through(chain, eligible));
        return PacketSet.coalesce(others);
    }

    /** Only packets of the chain's devices pass it; where interfaces are stacked, it is unknown which packets came through a lower one. */
    private List<PacketSet> ingress(BaseChain chain, PacketWalk walk, List<PacketSet> packets) {
        boolean layered = network.interfaces().stream().anyMatch(link -> !SIMPLE.contains(link.kind()));
        List<IntervalSet> named = new ArrayList<>();
        for (String device : chain.devices()) {
            IntervalSet found = network.metAs(device);
            layered |= found.isEmpty();
            named.add(found);
        }
        IntervalSet devices = named.isEmpty() ? IntervalSet.EMPTY : IntervalSets.union(named);
        List<PacketSet> on = new ArrayList<>();
        List<PacketSet> seen = new ArrayList<>();
        for (PacketSet each : packets) {
            PacketSet inside = each.with(
                    Dimension.INTERFACE, each.values(Dimension.INTERFACE).and(devices));
            PacketSet outside = each.with(
                    Dimension.INTERFACE, each.values(Dimension.INTERFACE).without(devices));
            if (!inside.isEmpty()) {
                seen.add(inside);
            }
            if (!outside.isEmpty()) {
                on.add(outside);
                if (layered) {
                    seen.add(outside.noting("how the interfaces are stacked"));
                }
            }
        }
        on.addAll(seen.isEmpty() ? seen : walk.through(chain, seen));
        return PacketSet.coalesce(on);
    }
}
