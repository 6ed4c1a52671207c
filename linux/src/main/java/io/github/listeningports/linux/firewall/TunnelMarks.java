package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.StepEffects;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A packet out of a tunnel keeps the mark of its outer packet (net/core/skbuff.c skb_scrub_packet), which rules may have set. */
final class TunnelMarks {

    /** Interface kinds whose packets have no outer packet. */
    private static final Set<String> WITHOUT_TUNNEL = Set.of(
            "",
            "veth",
            "dummy",
            "tun",
            "bridge",
            "bond",
            "team",
            "vlan",
            "macvlan",
            "macvtap",
            "ipvlan",
            "vrf",
            "ifb",
            "netkit",
            "openvswitch",
            "wireguard");

    private final IntervalSet tunnels;
    private final Consumer<Consumer<Step>> outerSteps;
    private @Nullable Set<Long> known;

    /** @param outerSteps visits every step that the outer (mostly UDP) packet of a tunnel can reach */
    TunnelMarks(LocalNetwork network, Consumer<Consumer<Step>> outerSteps) {
        tunnels = network.having(link -> !WITHOUT_TUNNEL.contains(link.kind()));
        this.outerSteps = outerSteps;
    }

    /** The same packets; those out of tunnels once for each possible mark. */
    List<PacketSet> on(List<PacketSet> packets) {
        if (tunnels.isEmpty()) {
            return packets;
        }
        Set<Long> marks = marks();
        if (marks.size() == 1) {
            return packets;
        }
        List<PacketSet> all = new ArrayList<>();
        for (PacketSet each : packets) {
            IntervalSet interfaces = each.values(Dimension.INTERFACE);
            PacketSet tunneled = each.with(Dimension.INTERFACE, interfaces.and(tunnels));
            all.add(each.with(Dimension.INTERFACE, interfaces.without(tunnels)));
            marks.forEach(mark ->
                    all.add(tunneled.with(PacketField.MARK, mark).noting("the mark of the tunnel's outer packet")));
        }
        return all.stream().filter(each -> !each.isEmpty()).toList();
    }

    /** The marks that an outer packet may have: usually just 0. */
    private Set<Long> marks() {
        Set<Long> marks = known;
        if (marks == null) {
            List<Step.Assign> assigns = new ArrayList<>();
            outerSteps.accept(step -> {
                if (step instanceof Step.Assign assign && assign.variable() == PacketField.MARK) {
                    assigns.add(assign);
                } else if (step instanceof Step.Copy copy && copy.to() == PacketField.MARK) {
                    assigns.add(new Step.Assign(PacketField.MARK, 0, 0, false));
                }
            });
            marks = StepEffects.marks(assigns);
            known = marks;
        }
        return marks;
    }
}
