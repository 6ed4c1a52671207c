package io.github.listeningports.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What comes out of a tunnel keeps the mark of the packet around it (net/core/skbuff.c skb_scrub_packet), which rules may have given to that. */
final class TunnelMarks {

    /** Kinds of interfaces whose packets came in no other one. */
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

    private final ValueSet tunnels;
    private final Consumer<Consumer<Step>> stepsAround;
    private @Nullable Set<Long> known;

    /** @param stepsAround tells all steps of rules that packets around others, which are UDP mostly, may come to */
    TunnelMarks(LocalNetwork network, Consumer<Consumer<Step>> stepsAround) {
        tunnels = network.having(link -> !WITHOUT_TUNNEL.contains(link.kind()));
        this.stepsAround = stepsAround;
    }

    /** The same packets, those out of tunnels with each mark that they may have. */
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
            ValueSet ways = each.values(PacketField.INTERFACE);
            PacketSet carried = each.with(PacketField.INTERFACE, ways.and(tunnels));
            all.add(each.with(PacketField.INTERFACE, ways.without(tunnels)));
            marks.forEach(mark ->
                    all.add(carried.with(PacketField.MARK, mark).noting("the mark of the tunnel's outer packet")));
        }
        return all.stream().filter(each -> !each.isEmpty()).toList();
    }

    /** Mostly no other than 0. */
    private Set<Long> marks() {
        Set<Long> marks = known;
        if (marks == null) {
            List<Step.Assign> assigns = new ArrayList<>();
            stepsAround.accept(step -> {
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
