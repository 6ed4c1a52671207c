package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.BaseChain;
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
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns IPsec policies into a chain behind netfilter's hooks: TCP and UDP check them when they have found the socket (net/xfrm/xfrm_policy.c __xfrm_policy_check). The
 * first policy that matches decides; a packet passes if it has the protection that the policy requires.
 */
final class XfrmCompiler {

    private static final Step PASS = new Step.Decide(Verdict.RETURN);
    private static final Step DROP = new Step.Decide(Verdict.DROP);

    private final LocalNetwork network;
    private final XfrmPolicies policies;

    private XfrmCompiler(LocalNetwork network, XfrmPolicies policies) {
        this.network = network;
        this.policies = policies;
    }

    /** The chain; empty if nothing can be dropped. */
    static Optional<BaseChain> compile(LocalNetwork network, XfrmPolicies policies) {
        if (policies.areNone()) {
            return Optional.empty();
        }
        Chain chain = new Chain("the IPsec policies");
        chain.setRules(new XfrmCompiler(network, policies).rules());
        return Optional.of(new BaseChain(
                chain,
                BaseChain.Hook.DELIVERY,
                Set.of(PacketKind.NFPROTO_IPV4, PacketKind.NFPROTO_IPV6),
                0,
                Verdict.ACCEPT,
                false,
                Set.of()));
    }

    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        rules.add(new Rule("disable_policy", this::exemptions));
        for (XfrmPolicy policy : policies.policies()) {
            if (policy.ofSocket()) {
                rules.add(new Rule(label(policy), kind -> ofSocket(policy, kind)));
            }
        }
        if (policies.policies().stream().anyMatch(XfrmPolicy::sub)) {
            rules.add(new Rule("the IPsec policies", kind -> List.of(new Step.Unsupported("a sub-policy"))));
        }
        for (XfrmPolicy policy : policies.policies()) {
            if (!policy.ofSocket() && !policy.sub()) {
                rules.add(new Rule(label(policy), kind -> steps(policy, kind)));
            }
        }
        if (policies.blocksOthers()) {
            rules.add(new Rule("the default IPsec policy for inbound packets (block)", kind -> List.of(DROP)));
        }
        return rules;
    }

    private static String label(XfrmPolicy policy) {
        String what = "IPsec policy " + policy.selector() + " dir in priority " + policy.priority();
        if (policy.blocks()) {
            return what + " action block";
        }
        return policy.requires().isEmpty() ? what : what + ", which requires " + policy.requires();
    }

    private List<Step> exemptions(PacketKind kind) {
        List<Step.Choice> choices = new ArrayList<>();
        if (!kind.ipv6() && !policies.exempt4().isEmpty()) {
            choices.add(new Step.Choice(byInterface(policies.exempt4(), false, ""), Verdict.RETURN));
        }
        IntervalSet perhaps = kind.ipv6() ? policies.perhapsExempt6() : policies.perhapsExempt4();
        if (!perhaps.isEmpty()) {
            choices.add(new Step.Choice(
                    byInterface(perhaps, true, "whether the interface is exempt from IPsec policies (disable_policy)"),
                    Verdict.RETURN));
        }
        return choices.isEmpty() ? List.of() : List.of(new Step.VerdictMap(choices));
    }

    private static Condition byInterface(IntervalSet positions, boolean maybe, String note) {
        List<Constraint> sets = List.of(new Constraint(Dimension.INTERFACE, positions));
        return new Condition(List.of(new Conjunction(sets, List.of(), maybe)), false, note);
    }

    /** Which socket it is attached to is unknown. */
    private static List<Step> ofSocket(XfrmPolicy policy, PacketKind kind) {
        if (policy.ipv6() != kind.ipv6()) {
            return List.of();
        }
        Condition mine = Condition.unknown("an IPsec policy of a socket, maybe this one (IP_XFRM_POLICY)");
        return List.of(new Step.Check(mine), decision(policy));
    }

    private List<Step> steps(XfrmPolicy policy, PacketKind kind) {
        boolean concerns =
                policy.ipv6() == kind.ipv6() && (policy.protocol() == 0 || policy.protocol() == kind.protocol());
        return concerns ? List.of(new Step.Check(matches(policy, kind)), decision(policy)) : List.of();
    }

    private static Step decision(XfrmPolicy policy) {
        if (policy.blocks()) {
            return DROP;
        }
        if (policy.requires().isEmpty()) {
            return PASS;
        }
        Condition plain = Condition.unknown("whether the packet is protected by IPsec (" + policy.requires() + ")");
        return new Step.VerdictMap(
                List.of(new Step.Choice(plain, Verdict.DROP), new Step.Choice(Condition.ALWAYS, Verdict.RETURN)));
    }

    /** The selector is compared with the destination before its translation (net/netfilter/nf_nat_core.c __nf_nat_decode_session), which is not known any more. */
    private Condition matches(XfrmPolicy policy, PacketKind kind) {
        ByteComparison comparison = new ByteComparison(network, kind.ipv6());
        List<Conjunction> marked = new ArrayList<>();
        PacketBytes mark = PacketBytes.of(PacketField.MARK, 0, 4).and(number(policy.markMask()));
        for (Conjunction each : comparison.cases(mark, number(policy.mark()), number(policy.mark()))) {
            marked.add(policy.narrowed() ? new Conjunction(each.sets(), each.variables(), true) : each);
        }
        byte[] changed = number((int) PacketSet.DESTINATION_CHANGED);
        PacketBytes status = PacketBytes.of(PacketField.CONNECTION_STATUS, 0, 4).and(changed);
        List<Constraint> source = List.of(
                new Constraint(Dimension.SOURCE, policy.source()),
                new Constraint(Dimension.SOURCE_PORT, policy.sourcePorts()));
        List<Constraint> whole = new ArrayList<>(source);
        whole.add(new Constraint(Dimension.DESTINATION, policy.destination()));
        whole.add(new Constraint(Dimension.DESTINATION_PORT, policy.ports()));
        boolean anywhere = policy.destination().equals(IntervalSet.all(8 * kind.addressBytes()))
                && policy.ports().equals(IntervalSet.all(16));
        List<Conjunction> cases = new ArrayList<>();
        for (Conjunction each : marked) {
            join(each, comparison.cases(status, number(0), number(0)), whole, false, cases);
            join(each, comparison.cases(status, changed, changed), source, !anywhere, cases);
        }
        return new Condition(
                cases, false, policy.narrowed() ? "whether " + policy.selector() + " of an IPsec policy matches" : "");
    }

    private static void join(
            Conjunction mark, List<Conjunction> status, List<Constraint> sets, boolean maybe, List<Conjunction> cases) {
        for (Conjunction each : status) {
            Conjunction both = mark.and(each);
            both = both == null ? null : both.and(new Conjunction(sets, List.of(), maybe));
            if (both != null) {
                cases.add(both);
            }
        }
    }

    private byte[] number(int value) {
        return ByteBuffer.allocate(4).order(network.byteOrder()).putInt(value).array();
    }
}
