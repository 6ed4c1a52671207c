package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.ipset.IpSetReferences;
import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.BaseChain.Hook;
import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Rule;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a ruleset of ip_tables or ip6_tables into chains. */
public final class XtCompiler {

    private final XtRuleset ruleset;
    private final LocalNetwork network;
    private final Patience patience;

    /** By where they begin in the table. */
    private final Map<Integer, Chain> chains = new HashMap<>();

    private IpSets ipSets = IpSets.NONE;

    private XtCompiler(XtRuleset ruleset, LocalNetwork network, Patience patience) {
        this.ruleset = ruleset;
        this.network = network;
        this.patience = patience;
    }

    /** A compiler of a table; empty if the table's bytes are malformed. */
    public static Optional<XtCompiler> of(XtTable table, LocalNetwork network, Patience patience) {
        return new XtTableParser(table, network.byteOrder(), patience)
                .parse()
                .map(ruleset -> new XtCompiler(ruleset, network, patience));
    }

    /** The sets of ipset(8) that its rules refer to. */
    public IpSetReferences ipSets() {
        return ruleset.ipSets();
    }

    /** The chains that inbound packets enter. */
    public List<BaseChain> compile(IpSets sets) {
        ipSets = sets;
        // Both commands have tables and chains of the same names, and so has nf_tables.
        String tool = ruleset.ipv6() ? "ip6tables-legacy" : "iptables-legacy";
        for (XtRuleset.Chain chain : ruleset.chains()) {
            chains.put(chain.start(), new Chain(tool + " table " + ruleset.table() + ", chain " + chain.name()));
        }
        for (XtRuleset.Chain chain : ruleset.chains()) {
            setRules(chain);
        }
        List<BaseChain> base = new ArrayList<>();
        for (XtRuleset.Entrance entrance : ruleset.hooks()) {
            Chain chain = chains.get(entrance.chain());
            if (chain != null) {
                base.add(base(entrance, chain));
            }
        }
        return base;
    }

    private void setRules(XtRuleset.Chain chain) {
        Chain compiled = chains.get(chain.start());
        if (compiled == null) {
            return;
        }
        List<Rule> rules = new ArrayList<>(chain.rules().size());
        int number = 1;
        patience.spend(1);
        for (XtRule rule : chain.rules()) {
            patience.spend(1);
            rules.add(new Rule(
                    compiled.label() + ", rule " + number,
                    rule.similar(),
                    XtScope.of(rule),
                    kind -> new XtRuleCompiler(kind, network, ipSets, chains, patience).compile(rule)));
            number += 1 + rule.similar();
        }
        compiled.setRules(rules);
    }

    private BaseChain base(XtRuleset.Entrance entrance, Chain chain) {
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
