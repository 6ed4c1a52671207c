package io.github.listeningports.linux;

import io.github.listeningports.linux.BaseChain.Hook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a ruleset of ip_tables or ip6_tables into chains. */
final class XtCompiler {

    private final XtRuleset ruleset;
    private final LocalNetwork network;

    /** By where they begin in the table. */
    private final Map<Integer, RuleChain> chains = new HashMap<>();

    XtCompiler(XtRuleset ruleset, LocalNetwork network) {
        this.ruleset = ruleset;
        this.network = network;
    }

    /** The chains that packets enter on their way in. */
    List<BaseChain> compile() {
        // Both commands have tables and chains of the same names, and so has nf_tables.
        String tool = ruleset.ipv6() ? "ip6tables-legacy" : "iptables-legacy";
        for (XtRuleset.Chain chain : ruleset.chains()) {
            chains.put(chain.start(), new RuleChain(tool + " table " + ruleset.table() + ", chain " + chain.name()));
        }
        for (XtRuleset.Chain chain : ruleset.chains()) {
            setRules(chain);
        }
        List<BaseChain> base = new ArrayList<>();
        for (XtRuleset.Entrance entrance : ruleset.hooks()) {
            RuleChain chain = chains.get(entrance.chain());
            if (chain != null) {
                base.add(base(entrance, chain));
            }
        }
        return base;
    }

    private void setRules(XtRuleset.Chain chain) {
        RuleChain compiled = chains.get(chain.start());
        if (compiled == null) {
            return;
        }
        List<FilterRule> rules = new ArrayList<>();
        for (XtRule rule : chain.rules()) {
            rules.add(new FilterRule(
                    compiled.label() + ", rule " + (rules.size() + 1),
                    kind -> new XtRuleCompiler(kind, network, chains).compile(rule)));
        }
        compiled.setRules(rules);
    }

    private BaseChain base(XtRuleset.Entrance entrance, RuleChain chain) {
        return new BaseChain(
                chain,
                entrance.hook(),
                Set.of(ruleset.ipv6() ? PacketKind.NFPROTO_IPV6 : PacketKind.NFPROTO_IPV4),
                priority(entrance.hook()),
                entrance.drops() ? Verdict.DROP : Verdict.ACCEPT,
                ruleset.table().equals("nat"),
                Set.of());
    }

    private int priority(Hook hook) {
        return switch (ruleset.table()) {
            case "raw" -> XtNumber.NF_IP_PRI_RAW;
            case "mangle" -> XtNumber.NF_IP_PRI_MANGLE;
            case "nat" -> hook == Hook.PREROUTING ? XtNumber.NF_IP_PRI_NAT_DST : XtNumber.NF_IP_PRI_NAT_SRC;
            case "security" -> XtNumber.NF_IP_PRI_SECURITY;
            default -> XtNumber.NF_IP_PRI_FILTER;
        };
    }
}
