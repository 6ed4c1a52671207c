package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import java.util.List;

/**
 * The IPsec policies for inbound packets of this namespace.
 *
 * @param policies in the order in which they are tried
 * @param blocksOthers whether packets that no policy matches are dropped ({@code ip xfrm policy setdefault in block})
 * @param exempt4 the positions of the interfaces whose IPv4 packets are not checked (disable_policy)
 * @param perhapsExempt4 those of which this is not known
 * @param perhapsExempt6 the same for IPv6
 */
record XfrmPolicies(
        List<XfrmPolicy> policies,
        boolean blocksOthers,
        IntervalSet exempt4,
        IntervalSet perhapsExempt4,
        IntervalSet perhapsExempt6) {

    static final XfrmPolicies NONE =
            new XfrmPolicies(List.of(), false, IntervalSet.EMPTY, IntervalSet.EMPTY, IntervalSet.EMPTY);

    XfrmPolicies {
        policies = List.copyOf(policies);
    }

    boolean areNone() {
        return policies.isEmpty() && !blocksOthers;
    }
}
