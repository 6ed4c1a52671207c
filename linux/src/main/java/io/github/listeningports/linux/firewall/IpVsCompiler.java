package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.firewall.IpVsService.RealServer;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns virtual servers of IPVS into a chain behind the filtering ones: IPVS takes packets at the end of the hook input (net/netfilter/ipvs/ip_vs_core.c ip_vs_ops4), first
 * what real servers answer (ip_vs_out_hook), then what it sends to them. Which real server it chooses, and whether that is this machine, is not followed.
 */
final class IpVsCompiler {

    /** Before the policies of IPsec, which are checked at delivery. */
    private static final int PRIORITY = -1;

    private static final int TCP = 6;
    private static final int UDP = 17;

    private IpVsCompiler() {}

    /** The chain; empty if there are no virtual servers. */
    static Optional<BaseChain> compile(LocalNetwork network, List<IpVsService> services) {
        if (services.isEmpty()) {
            return Optional.empty();
        }
        Chain chain = new Chain("IPVS");
        List<Rule> rules = new ArrayList<>();
        for (IpVsService service : services) {
            if (service.dropsStrays() != Switch.OFF && !service.masqueraded().isEmpty()) {
                rules.add(new Rule(
                        "real servers of " + label(service),
                        kind -> List.of(new Step.Check(isStray(service, kind)), new Step.Decide(Verdict.DROP))));
            }
        }
        services.forEach(service -> rules.add(new Rule(label(service), kind -> steps(network, service, kind))));
        chain.setRules(rules);
        return Optional.of(new BaseChain(
                chain,
                BaseChain.Hook.DELIVERY,
                Set.of(PacketKind.NFPROTO_IPV4, PacketKind.NFPROTO_IPV6),
                PRIORITY,
                Verdict.ACCEPT,
                false,
                Set.of()));
    }

    /** The virtual server by which packets for another address or port may come to a listener, if there is one. */
    static Optional<String> leadingTo(FirewallListener listener, LocalNetwork network, List<IpVsService> services) {
        for (IpVsService service : services) {
            boolean concerned =
                    service.protocol() == 0 || service.protocol() == (listener.protocol() == Protocol.TCP ? TCP : UDP);
            if (concerned && service.masqueraded().stream().anyMatch(server -> isHere(server, listener, network))) {
                return Optional.of(label(service));
            }
        }
        return Optional.empty();
    }

    /** IPVS sends no packet from elsewhere to a loopback address (net/netfilter/ipvs/ip_vs_xmit.c ip_vs_nat_xmit). */
    private static boolean isHere(RealServer server, FirewallListener listener, LocalNetwork network) {
        boolean ipv4 = listener.address() instanceof Inet4Address;
        boolean family = server.ipv6() ? !ipv4 : ipv4 || listener.dualStack();
        byte[] address = listener.address().getAddress();
        return family
                && (server.port() == listener.port() || server.port() == 0)
                && network.addresses(server.ipv6()).meets(server.address())
                && (listener.address().isAnyLocalAddress()
                        || IntervalSet.between(address, address).equals(server.address()));
    }

    private static String label(IpVsService service) {
        return "IPVS virtual server " + service.text();
    }

    private static List<Step> steps(LocalNetwork network, IpVsService service, PacketKind kind) {
        return List.of(
                new Step.Check(matches(network, service, kind)),
                new Step.Check(Condition.unknown(Kind.PROGRAM, "the real server that IPVS chooses")),
                new Step.Decide(Verdict.DROP));
    }

    /** A first packet from the address and port of a real server belongs to no connection of IPVS. */
    private static Condition isStray(IpVsService service, PacketKind kind) {
        if (service.mark().isEmpty() && service.protocol() != kind.protocol()) {
            return Condition.NEVER;
        }
        Map<IntervalSet, List<IntervalSet>> ports = new LinkedHashMap<>();
        for (RealServer server : service.masqueraded()) {
            if (server.ipv6() == kind.ipv6()) {
                ports.computeIfAbsent(server.address(), address -> new ArrayList<>())
                        .add(IntervalSet.of(server.port()));
            }
        }
        List<Conjunction> cases = new ArrayList<>();
        ports.forEach((address, each) -> cases.add(new Conjunction(
                List.of(
                        new Constraint(Dimension.SOURCE, address),
                        new Constraint(Dimension.SOURCE_PORT, IntervalSets.union(each))),
                List.of(),
                service.dropsStrays() == Switch.UNKNOWN)));
        return new Condition(cases, false, "net.ipv4.vs.nat_icmp_send");
    }

    private static Condition matches(LocalNetwork network, IpVsService service, PacketKind kind) {
        if (service.mark().isPresent()) {
            byte[] mark = ByteBuffer.allocate(Integer.BYTES)
                    .order(network.byteOrder())
                    .putInt(service.mark().getAsInt())
                    .array();
            return new ByteComparison(network, kind.ipv6()).equal(PacketBytes.of(PacketField.MARK, 0, 4), mark);
        }
        if (service.ipv6() != kind.ipv6() || service.protocol() != kind.protocol()) {
            return Condition.NEVER;
        }
        List<Constraint> sets = List.of(
                new Constraint(Dimension.DESTINATION, service.address()),
                new Constraint(Dimension.DESTINATION_PORT, service.ports()));
        return new Condition(List.of(new Conjunction(sets, List.of(), false)), false, "");
    }
}
