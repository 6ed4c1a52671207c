package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.xt.XtRule.Fragments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Turns one rule of ip_tables or ip6_tables into steps, for packets of one kind. */
final class XtRuleCompiler {

    /** For {@link XtRule.Header#outInterface}: inbound packets have no output interface. */
    private static final PacketBytes NO_INTERFACE = PacketBytes.constant(new byte[XtNumber.IFNAMSIZ]);

    private static final PacketBytes INTERFACE = PacketBytes.of(PacketField.INTERFACE_NAME, 0, XtNumber.IFNAMSIZ);

    private final PacketKind kind;
    private final XtMatchCompiler matchCompiler;
    private final XtTargetCompiler targetCompiler;
    private final List<Step> steps = new ArrayList<>();

    /** @param chains the table's chains by offset, null where none begins */
    XtRuleCompiler(
            PacketKind kind,
            LocalNetwork network,
            IpSets ipSets,
            IntFunction<@Nullable Chain> chains,
            Patience patience) {
        this.kind = kind;
        matchCompiler = new XtMatchCompiler(
                kind, new ByteComparison(network, kind.ipv6()), network.byteOrder(), ipSets, patience);
        targetCompiler = new XtTargetCompiler(kind, network, chains);
    }

    List<Step> compile(XtRule rule) {
        addHeader(rule.header(), rule.sources());
        for (XtMatch match : rule.matches()) {
            matchCompiler.conditions(match).forEach(this::check);
        }
        if (rule.truncated()) {
            steps.add(new Step.Unsupported("a match that is cut"));
        }
        steps.addAll(targetCompiler.steps(rule.target()));
        return steps;
    }

    private void check(Condition condition) {
        if (!condition.isAlways()) {
            steps.add(new Step.Check(condition));
        }
    }

    private static Condition within(Dimension dimension, IntervalSet addresses, boolean inverted) {
        Conjunction only = new Conjunction(List.of(new Constraint(dimension, addresses)), List.of(), false);
        return new Condition(List.of(only), inverted, "");
    }

    /** Without a comparison of bytes where there can be thousands. */
    private Condition address(PacketBytes packet, Dimension dimension, XtMasked wanted) {
        return (wanted.mask().isZero() ? Optional.<IntervalSet>empty() : wanted.network())
                .map(addresses -> within(dimension, addresses, wanted.inverted()))
                .orElseGet(() -> matchCompiler.masked(packet, wanted));
    }

    /** @param sources the addresses of like rules, instead of the header's; or none */
    private void addHeader(XtRule.Header header, IntervalSet sources) {
        check(
                sources.isEmpty()
                        ? address(kind.source(), Dimension.SOURCE, header.source())
                        : within(Dimension.SOURCE, sources, false));
        check(address(kind.destinationAddress(), Dimension.DESTINATION, header.destination()));
        check(matchCompiler.masked(INTERFACE, header.inInterface()));
        check(matchCompiler.masked(NO_INTERFACE, header.outInterface()));
        header.protocol()
                .ifPresent(protocol ->
                        check(Condition.constant(protocol == kind.protocol()).negatedIf(header.protocolInverted())));
        if (header.fragments() != Fragments.ANY) {
            check(Condition.constant(header.fragments() == Fragments.NOT_FURTHER));
        }
    }
}
