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
import io.github.listeningports.linux.firewall.packet.Step;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        List<BaseChain> base = new ArrayList<>();
        for (XtRuleset.Entrance entrance : ruleset.hooks()) {
            Chain chain = chain(entrance.chain());
            if (chain != null) {
                base.add(base(entrance, chain));
            }
        }
        return base;
    }

    /** The chain that begins at an offset; null if none does. Most chains of a large table are never asked for. */
    private @Nullable Chain chain(int start) {
        Chain known = chains.get(start);
        if (known == null) {
            String name = ruleset.nameOf(start).orElse(null);
            if (name == null) {
                return null;
            }
            Chain made = new Chain(tool() + " table " + ruleset.table() + ", chain " + name);
            made.setRules(() -> rules(made, name, start));
            chains.put(start, made);
            known = made;
        }
        return known;
    }

    /** Both commands have tables and chains of the same names, and so has nf_tables. */
    private String tool() {
        return ruleset.ipv6() ? "ip6tables-legacy" : "iptables-legacy";
    }

    private List<Rule> rules(Chain chain, String name, int start) {
        List<Rule> rules = new ArrayList<>();
        int number = 1;
        for (XtRun run : ruleset.rules(start)) {
            patience.spend(1);
            rules.add(new Rule(new Origin(chain, name, number, run), run.similar()));
            number += 1 + run.similar();
        }
        return rules;
    }

    /** A rule that is parsed when it is compiled. */
    private final class Origin implements Rule.Origin {
        private final Chain chain;
        private final String chainName;
        private final int number;
        private final XtRun run;
        private Rule.@Nullable Scope scope;

        Origin(Chain chain, String chainName, int number, XtRun run) {
            this.chain = chain;
            this.chainName = chainName;
            this.number = number;
            this.run = run;
        }

        @Override
        public String name() {
            return chain.label() + ", rule " + number;
        }

        @Override
        public Rule.Scope scope() {
            Rule.Scope known = scope;
            if (known == null) {
                known = XtScope.of(ruleset.rule(run));
                scope = known;
            }
            return known;
        }

        @Override
        public List<Step> steps(PacketKind kind) {
            XtRule rule = ruleset.rule(run);
            scope = XtScope.of(rule);
            return new XtRuleCompiler(kind, network, ipSets, XtCompiler.this::chain, patience).compile(rule);
        }

        @Override
        public Optional<String> text() {
            return ruleset.text(run, chainName, ipSets);
        }

        @Override
        public Optional<List<Step>> effects(PacketKind kind) {
            if (ruleset.isTruncated(run)) {
                return Optional.empty();
            }
            return ruleset.onlyMarks(run) || ruleset.isForOther(run, kind.protocol())
                    ? Optional.of(List.of())
                    : Optional.of(
                            new XtTargetCompiler(kind, network, XtCompiler.this::chain).steps(ruleset.target(run)));
        }
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
