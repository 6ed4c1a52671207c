package io.github.listeningports.linux.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkLink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where there is no chain, every packet arrives, and none has to be followed: the same answers as those of {@link ReachabilityAnalysis}, without its classes, which take a JVM that has just
 * started longer than reading the rules.
 */
final class Unfiltered implements Reachability {

    /** The reason where no chain decides. */
    static final String NO_CHAIN = "no firewall chain on its path";

    private final OutcomeWriter ipv4;
    private final OutcomeWriter ipv6;
    private final Map<IntervalSet, FirewallStatus> known4 = new HashMap<>();
    private final Map<IntervalSet, FirewallStatus> known6 = new HashMap<>();

    Unfiltered(LocalNetwork network) {
        RuleNames none = new RuleNames();
        ipv4 = new OutcomeWriter(network, none, false);
        ipv6 = new OutcomeWriter(network, none, true);
    }

    /** Whether nothing but chains decides about the packets of a network: no hook before them, no VRF, no ipvlan, no missing route; and other hosts have addresses at all. */
    static boolean decides(LocalNetwork network) {
        for (NetworkLink link : network.interfaces()) {
            if (link.isVrf()) {
                return false;
            }
        }
        return network.unexaminedIngress().isEmpty()
                && !network.takes()
                && network.unrouted(false).isEmpty()
                && network.unrouted(true).isEmpty()
                && !network.otherHosts(false).isEmpty()
                && !network.otherHosts(true).isEmpty();
    }

    @Override
    public FirewallStatus examine(ReachabilityQuestion question) {
        Map<IntervalSet, FirewallStatus> known = question.ipv6() ? known6 : known4;
        IntervalSet interfaces = question.inbound().all();
        FirewallStatus status = known.get(interfaces);
        if (status == null) {
            status = arrives(question, interfaces);
            known.put(interfaces, status);
        }
        return status;
    }

    private FirewallStatus arrives(ReachabilityQuestion question, IntervalSet interfaces) {
        OutcomeWriter writer = question.ipv6() ? ipv6 : ipv4;
        FirewallOutcome outcome = FirewallOutcome.builder(
                        question.ipv6() ? AddressFamily.IPV6 : AddressFamily.IPV4, FirewallOutcome.Fate.ARRIVES)
                .sources(writer.sources(question.sources()))
                .allOthers(true)
                .interfaces(writer.interfaces(interfaces))
                .build();
        return FirewallStatus.builder(FirewallVerdict.ALLOWED, NO_CHAIN)
                .outcomes(List.of(outcome))
                .build();
    }

    @Override
    public boolean mayReceiveDiverted(ReachabilityQuestion question) {
        return false;
    }
}
