package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallDestination;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Step.Choice;
import io.github.listeningports.linux.firewall.packet.StepEffects;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends packets of a kind through chains of rules, as the kernel would. Packets stay together until a rule distinguishes them. An undetermined condition takes both
 * branches, so the result over-approximates: no real packet is missed, some paths may be impossible.
 */
final class PacketWalk {

    /** The kernel allows 16 (NFT_JUMP_STACK_SIZE). */
    private static final IntervalSet LINK_LOCAL =
            IntervalSet.range(0xfe80L << 48, 0, 0xfebf_ffff_ffff_ffffL, -1L); // fe80::/10

    private static final int MAX_DEPTH = 64;

    private static final FirewallCondition QUEUE =
            new FirewallCondition(FirewallCondition.Kind.PROGRAM, "the program behind a queue");

    private static final FirewallCondition SYN_PROXY = new FirewallCondition(
            FirewallCondition.Kind.OTHER, "whether the rules let SYNPROXY open the connection in the client's place");

    /** Proxies that are not there are more frequent than the order of rules suggests. */
    private static final double PROXIED = 0.1;

    private static final String NEW_SOURCE = "the source that NAT gives it";

    private static final String UNKNOWN_TARGET = "where NAT with a map or a range leads";

    private final CompiledChains compiled;
    private final Predicate<PacketSet> stays;
    private final Predicate<PacketSet> leaves;
    private final Outcomes outcomes;
    private final RuleNames names;
    private int work;

    /** The chain at a hook that the packets are in. */
    private @Nullable BaseChain base;

    /**
     * @param compiled the rules, compiled for packets of that kind
     * @param stays whether some of the translated packets may still go to the listener
     * @param leaves whether some of them may go elsewhere
     * @param names which remember the rules that decide
     */
    PacketWalk(
            CompiledChains compiled,
            Predicate<PacketSet> stays,
            Predicate<PacketSet> leaves,
            Outcomes outcomes,
            RuleNames names) {
        this.compiled = compiled;
        this.stays = stays;
        this.leaves = leaves;
        this.outcomes = outcomes;
        this.names = names;
    }

    PacketKind kind() {
        return compiled.kind();
    }

    /** Whether a chain changes anything that later chains match on. */
    boolean changes(BaseChain base) {
        return compiled.changes(base.chain());
    }

    /** Whether a chain does anything but accept packets. */
    boolean hasEffect(BaseChain base) {
        return base.policy().kind() == Verdict.Kind.DROP || compiled.hasEffect(base.chain());
    }

    /** Whether a chain changes anything but the addresses of packets. */
    boolean marks(BaseChain base) {
        return compiled.has(base.chain(), step -> StepEffects.changes(step) && !(step instanceof Step.Snat));
    }

    /** Follows these packets no further; their fate is unknown. */
    void abandon(List<PacketSet> packets, String why) {
        packets.forEach(each -> outcomes.add(Outcomes.Fate.UNKNOWN, each, why));
    }

    /** The packets that a chain passes on; the others are in the outcomes. */
    List<PacketSet> through(BaseChain base, List<PacketSet> packets) {
        compiled.patience().look();
        List<PacketSet> passed = new ArrayList<>();
        this.base = base;
        List<PacketSet> undecided = run(base.chain(), packets, 0, passed);
        if (base.hook() == BaseChain.Hook.DELIVERY) {
            // What lets packets pass here has not accepted them: the rules have.
            passed.addAll(undecided);
            return PacketSet.coalesce(passed);
        }
        Rule policy = Rule.policy(base.chain(), base.policy());
        for (PacketSet each : undecided) {
            if (base.policy().kind() == Verdict.Kind.DROP) {
                outcomes.add(Outcomes.Fate.DROPPED, each, policy.label());
            } else {
                passed.add(base.nat() ? each : each.acceptedBy(policy.label(), rank(base, false)));
            }
        }
        return PacketSet.coalesce(passed);
    }

    private PacketSet accepted(PacketSet packets, Exits exits) {
        return packets.acceptedBy(names.of(exits.rule), rank(base, true));
    }

    /** Of the chains that accept a packet, the later hook decides more, of one hook a rule more than a policy, and nat chains do not filter. */
    private static int rank(@Nullable BaseChain base, boolean rule) {
        if (base == null || base.nat()) {
            return 0;
        }
        return (base.hook() == BaseChain.Hook.INPUT ? 3 : 1) + (rule ? 1 : 0);
    }

    private List<PacketSet> run(Chain chain, List<PacketSet> packets, int depth, List<PacketSet> passed) {
        if (depth > MAX_DEPTH) {
            packets.forEach(
                    each -> outcomes.add(Outcomes.Fate.UNKNOWN, each, "more than " + MAX_DEPTH + " nested jumps"));
            return List.of();
        }
        List<PacketSet> returned = new ArrayList<>();
        List<PacketSet> current = packets;
        for (CompiledRule rule : compiled.followed(chain).concerning(packets)) {
            if (current.isEmpty()) {
                break;
            }
            if (!rule.concernsAny(current)) {
                continue;
            }
            work += current.size();
            if (work > compiled.budget(current.size())) {
                current.forEach(each -> outcomes.add(Outcomes.Fate.UNKNOWN, each, "too many rules to follow"));
                return List.of();
            }
            List<PacketSet> next = new ArrayList<>(current.size() + 1);
            Exits exits = new Exits(chain, rule.rule(), next, returned, passed, depth);
            for (PacketSet each : current) {
                if (rule.concerns(each)) {
                    apply(rule, each, exits);
                } else {
                    next.add(each);
                }
            }
            current = PacketSet.coalesce(next);
        }
        returned.addAll(current);
        return PacketSet.coalesce(returned);
    }

    /** The destinations of packets after a rule. */
    private record Exits(
            Chain chain,
            Rule rule,
            List<PacketSet> next,
            List<PacketSet> returned,
            List<PacketSet> passed,
            int depth) {}

    private void apply(CompiledRule rule, PacketSet packets, Exits exits) {
        List<PacketSet> current = List.of(packets);
        for (Step step : rule.steps()) {
            List<PacketSet> on = new ArrayList<>(current.size());
            for (PacketSet each : current) {
                apply(step, each, on, exits);
            }
            current = on;
            if (current.isEmpty()) {
                return;
            }
        }
        exits.next.addAll(current);
    }

    private void apply(Step step, PacketSet packets, List<PacketSet> on, Exits exits) {
        if (step instanceof Step.Check check) {
            check.condition().split(packets, on, exits.next, compiled.patience());
        } else if (step instanceof Step.Decide decide) {
            decide(decide.verdict(), packets, on, exits);
        } else if (step instanceof Step.VerdictMap choose) {
            choose(choose, packets, on, exits);
        } else if (step instanceof Step.RequireConntrack) {
            checkTracked(packets, on, exits);
        } else if (step instanceof Step.Dnat redirect) {
            redirect(redirect, packets, exits);
        } else if (step instanceof Step.TransparentProxy divert) {
            divert(divert, packets, on, exits);
        } else if (step instanceof Step.Snat) {
            PacketSet translated = packets.rememberingSource()
                    .noting(NEW_SOURCE)
                    .translated(Dimension.SOURCE, anyAddress())
                    .translated(Dimension.SOURCE_PORT, IntervalSet.all(16))
                    .with(PacketField.CONNECTION_STATUS, PacketSet.UNKNOWN);
            exits.passed.add(accepted(translated, exits));
        } else if (step instanceof Step.SynProxy) {
            // Rules that the proxy's own packet passes, at the output hook and as one of lo, are not followed.
            PacketSet answered = packets.noting(SYN_PROXY, 0.5);
            outcomes.add(Outcomes.Fate.DROPPED, answered, exits.rule.label());
            outcomes.add(Outcomes.Fate.ACCEPTED, accepted(answered, exits), exits.rule.label());
        } else if (step instanceof Step.Unsupported unmodelled) {
            outcomes.add(Outcomes.Fate.UNKNOWN, packets, unmodelled.what() + " in " + names.of(exits.rule));
            on.add(packets);
        } else {
            on.add(StepEffects.of(step, packets));
        }
    }

    private void decide(Verdict verdict, PacketSet packets, List<PacketSet> on, Exits exits) {
        switch (verdict.kind()) {
            case ACCEPT -> exits.passed.add(accepted(packets, exits));
            case DROP ->
                outcomes.add(
                        Outcomes.Fate.DROPPED,
                        exits.chain
                                .banList()
                                .map(list -> packets.noting(list, 1))
                                .orElse(packets),
                        names.of(exits.rule));
            case RETURN -> exits.returned.add(packets);
            case CONTINUE -> on.add(packets);
            case QUEUE -> {
                // The program may set marks on the packets that it accepts.
                PacketSet queued = packets.noting(QUEUE, 0.5)
                        .with(PacketField.MARK, PacketSet.UNKNOWN)
                        .with(PacketField.CONNECTION_MARK, PacketSet.UNKNOWN);
                outcomes.add(Outcomes.Fate.DROPPED, queued, names.of(exits.rule));
                exits.passed.add(accepted(queued, exits));
            }
            case JUMP, GOTO -> {
                Chain chain = verdict.chain();
                if (chain == null) {
                    outcomes.add(Outcomes.Fate.UNKNOWN, packets, names.of(exits.rule) + " jumps to an unknown chain");
                    return;
                }
                List<PacketSet> back = run(chain, List.of(packets), exits.depth + 1, exits.passed);
                (verdict.kind() == Verdict.Kind.JUMP ? exits.next : exits.returned).addAll(back);
            }
        }
    }

    private void choose(Step.VerdictMap choose, PacketSet packets, List<PacketSet> on, Exits exits) {
        List<PacketSet> left = List.of(packets);
        for (Choice choice : choose.choices()) {
            List<PacketSet> chosen = new ArrayList<>();
            List<PacketSet> others = new ArrayList<>();
            for (PacketSet each : left) {
                choice.condition().split(each, chosen, others, compiled.patience());
            }
            for (PacketSet each : chosen) {
                decide(choice.verdict(), each, on, exits);
            }
            left = PacketSet.coalesce(others);
        }
        exits.next.addAll(left);
    }

    private void checkTracked(PacketSet packets, List<PacketSet> on, Exits exits) {
        long state = packets.variable(PacketField.CONNECTION_STATE);
        if (state == PacketSet.TEMPLATE) {
            outcomes.add(
                    Outcomes.Fate.UNKNOWN,
                    packets,
                    names.of(exits.rule) + " matches a connection that is not tracked yet");
        }
        if (state == PacketSet.NEW || state == PacketSet.TEMPLATE || state == PacketSet.UNKNOWN) {
            on.add(packets);
        }
        if (state != PacketSet.NEW) {
            exits.next.add(packets);
        }
    }

    private void redirect(Step.Dnat redirect, PacketSet all, Exits exits) {
        IntervalSet interfaces = all.values(Dimension.INTERFACE);
        if (!interfaces.meets(redirect.dropped())) {
            move(redirect, all, exits);
            return;
        }
        // A packet for a link-local address gets one, which each interface has (net/netfilter/nf_nat_redirect.c).
        IntervalSet destinations = all.values(Dimension.DESTINATION);
        IntervalSet near = kind().ipv6() ? destinations.and(LINK_LOCAL) : IntervalSet.EMPTY;
        move(redirect, all.with(Dimension.DESTINATION, near), exits);
        PacketSet others = all.with(Dimension.DESTINATION, destinations.without(near));
        if (!others.isEmpty()) {
            outcomes.add(Outcomes.Fate.DROPPED, others, names.of(exits.rule));
            move(redirect, others.with(Dimension.INTERFACE, interfaces.without(redirect.dropped())), exits);
        }
    }

    private void move(Step.Dnat redirect, PacketSet packets, Exits exits) {
        if (packets.isEmpty()) {
            return;
        }
        PacketSet moved = packets.rememberingDestination();
        if (redirect.address().isPresent()) {
            moved = moved.translated(Dimension.DESTINATION, redirect.address().get());
        }
        if (redirect.port().isPresent()) {
            moved = moved.translated(
                    Dimension.DESTINATION_PORT, IntervalSet.of(redirect.port().getAsInt()));
        }
        moved = accepted(
                moved.with(
                        PacketField.CONNECTION_STATUS,
                        isMoved(packets, moved) ? PacketSet.DESTINATION_CHANGED : PacketSet.UNKNOWN),
                exits);
        if (redirect.unknown() || leaves.test(moved)) {
            outcomes.add(Outcomes.Fate.REDIRECTED, packets, names.of(exits.rule), redirect.target(kind().ipv6()));
        }
        if (redirect.unknown() || stays.test(moved)) {
            exits.passed.add(redirect.unknown() ? movedAnywhere(moved) : moved);
        }
    }

    /** Of packets to one port, only those matter that are still for it. */
    private PacketSet movedAnywhere(PacketSet packets) {
        PacketSet moved = packets.noting(UNKNOWN_TARGET).translated(Dimension.DESTINATION, anyAddress());
        return kind().destination() == PacketKind.Destination.ANY
                ? moved.translated(Dimension.DESTINATION_PORT, IntervalSet.all(16))
                : moved;
    }

    private IntervalSet anyAddress() {
        return IntervalSet.all(kind().ipv6() ? 128 : 32);
    }

    /** Whether the translation changes anything: a DNAT to the same address and port does not set IPS_DST_NAT (net/netfilter/nf_nat_core.c __nf_nat_setup_info). */
    private static boolean isMoved(PacketSet from, PacketSet to) {
        return !from.values(Dimension.DESTINATION).meets(to.values(Dimension.DESTINATION))
                || !from.values(Dimension.DESTINATION_PORT).meets(to.values(Dimension.DESTINATION_PORT));
    }

    /**
     * If a transparent proxy listens there, it gets the packet and the rule continues; if none does, nf_tables goes on to the next rule (net/netfilter/nft_tproxy.c), and
     * ip_tables drops the packet (xt_TPROXY.c). Both deliver only to sockets with IP_TRANSPARENT, an option that the kernel does not report.
     */
    private void divert(Step.TransparentProxy divert, PacketSet packets, List<PacketSet> on, Exits exits) {
        OptionalInt port = divert.port();
        String where = port.isEmpty() ? "another address" : "port " + port.getAsInt();
        FirewallCondition proxy = new FirewallCondition(
                FirewallCondition.Kind.PROGRAM, "whether a transparent proxy listens on " + where);
        PacketSet noted = packets.noting(proxy, PROXIED);
        outcomes.add(Outcomes.Fate.DROPPED, noted, names.of(exits.rule));
        outcomes.add(
                Outcomes.Fate.REDIRECTED, noted, names.of(exits.rule), new FirewallDestination(Optional.empty(), port));
        exits.next.add(packets.noting(proxy, 1 - PROXIED));
        PacketSet diverted =
                port.isEmpty() ? noted : noted.with(Dimension.DESTINATION_PORT, IntervalSet.of(port.getAsInt()));
        if (stays.test(diverted.with(Dimension.DESTINATION, anyAddress()))) {
            outcomes.add(Outcomes.Fate.DIVERTED, noted.rememberingDestination(), names.of(exits.rule));
        }
        if (port.isEmpty() || packets.values(Dimension.DESTINATION_PORT).equals(IntervalSet.of(port.getAsInt()))) {
            on.add(noted);
            exits.passed.add(accepted(noted.with(PacketField.MARK, PacketSet.UNKNOWN), exits));
        }
    }
}
