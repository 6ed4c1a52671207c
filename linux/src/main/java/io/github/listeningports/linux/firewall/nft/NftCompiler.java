package io.github.listeningports.linux.firewall.nft;

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
import io.github.listeningports.linux.kernel.NetfilterConstant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Compiles a ruleset of nf_tables into chains. */
public final class NftCompiler {

    /** The kernel allows 16 nested jumps (NFT_JUMP_STACK_SIZE). */
    private static final int MAX_BLOCKS = 16;

    private final NftRuleset ruleset;
    private final LocalNetwork network;
    private final Patience patience;
    private final Map<String, NftTable> tables = new HashMap<>();
    private IpSets ipSets = IpSets.NONE;

    /** @param patience spent for each rule, and for each element of a set whenever a rule that looks it up is compiled */
    public NftCompiler(NftRuleset ruleset, LocalNetwork network, Patience patience) {
        this.ruleset = ruleset;
        this.network = network;
        this.patience = patience;
    }

    /** The base chains that inbound packets traverse, of all tables that are not dormant. */
    public List<BaseChain> compile(IpSets sets) {
        ipSets = sets;
        Set<String> awake = new HashSet<>();
        for (NftRuleset.Table table : ruleset.tables()) {
            if (!table.dormant()) {
                awake.add(key(table.family(), table.name()));
                tables.put(key(table.family(), table.name()), new NftTable(table.family(), network, ipSets));
            }
        }
        for (NftRuleset.Chain chain : ruleset.chains()) {
            table(chain.family(), chain.table())
                    .chains()
                    .put(chain.name(), new Chain(label(chain.family(), chain.table(), chain.name())));
        }
        addSets();
        addRules();
        List<BaseChain> base = new ArrayList<>();
        for (NftRuleset.Chain chain : ruleset.chains()) {
            if (chain.hook().isPresent() && awake.contains(key(chain.family(), chain.table()))) {
                addBase(chain, base);
            }
        }
        return base;
    }

    /** The sets of ipset(8) that the rules refer to which inbound packets can reach. */
    public IpSetReferences ipSets() {
        return NftIpSets.of(
                ruleset,
                chain -> chain.hook().isPresent()
                        && hook(chain.family(), chain.hook().getAsInt()) != null);
    }

    /** Whether chains of the bridge family see packets of this machine's bridges before the IP chains do. */
    public boolean filtersBridges() {
        return ruleset.chains().stream()
                .anyMatch(chain -> chain.family() == NetfilterConstant.NFPROTO_BRIDGE
                        && (chain.hook().equals(OptionalInt.of(NetfilterConstant.NF_BR_PRE_ROUTING))
                                || chain.hook().equals(OptionalInt.of(NetfilterConstant.NF_BR_LOCAL_IN))));
    }

    /** Whether chains have rules for packets that are forwarded or go out. */
    public boolean filtersForwarding() {
        return acts(false);
    }

    /** Whether chains have rules for ARP, without which no host finds this one (RFC 826). */
    public boolean filtersArp() {
        return acts(true);
    }

    /** Whether chains do anything that are for ARP, or for what is forwarded or goes out. */
    private boolean acts(boolean arp) {
        Set<String> dormant = new HashSet<>();
        for (NftRuleset.Table table : ruleset.tables()) {
            if (table.dormant()) {
                dormant.add(key(table.family(), table.name()));
            }
        }
        Set<String> accepting = new HashSet<>();
        for (NftRuleset.Chain chain : ruleset.chains()) {
            String table = key(chain.family(), chain.table());
            boolean wanted = arp
                    ? chain.family() == NetfilterConstant.NFPROTO_ARP
                            && chain.hook().isPresent()
                    : forwards(chain);
            if (wanted && !dormant.contains(table)) {
                if (chain.drops()) {
                    return true;
                }
                accepting.add(table + " " + chain.name());
            }
        }
        for (NftRuleset.Rule rule : ruleset.rules()) {
            if (accepting.contains(key(rule.family(), rule.table()) + " " + rule.chain())) {
                return true;
            }
        }
        return false;
    }

    private static boolean forwards(NftRuleset.Chain chain) {
        int hook = chain.hook().orElse(-1);
        return switch (chain.family()) {
            case NetfilterConstant.NFPROTO_NETDEV ->
                hook == NetfilterConstant.NF_NETDEV_EGRESS && !Set.of("lo").containsAll(chain.devices());
            case NetfilterConstant.NFPROTO_BRIDGE ->
                hook == NetfilterConstant.NF_BR_FORWARD || hook == NetfilterConstant.NF_BR_POST_ROUTING;
            case NetfilterConstant.NFPROTO_ARP -> false;
            default -> hook == NetfilterConstant.NF_INET_FORWARD || hook == NetfilterConstant.NF_INET_POST_ROUTING;
        };
    }

    private static String key(int family, String table) {
        return family + " " + table;
    }

    private NftTable table(int family, String table) {
        return tables.computeIfAbsent(key(family, table), missing -> new NftTable(family, network, ipSets));
    }

    private static String label(int family, String table, String chain) {
        String name = switch (family) {
            case NetfilterConstant.NFPROTO_INET -> "inet ";
            case PacketKind.NFPROTO_IPV4 -> "ip ";
            case PacketKind.NFPROTO_IPV6 -> "ip6 ";
            case NetfilterConstant.NFPROTO_NETDEV -> "netdev ";
            default -> "";
        };
        return "table " + name + table + ", chain " + chain;
    }

    private void addSets() {
        Set<String> changing = new HashSet<>();
        for (NftRuleset.Rule rule : ruleset.rules()) {
            patience.spend(1);
            for (NftExpression expression : rule.expressions()) {
                if (expression instanceof NftExpression.DynamicSet update) {
                    update.set().ifPresent(name -> changing.add(key(rule.family(), rule.table()) + " " + name));
                }
            }
        }
        for (NftRuleset.SetDefinition set : ruleset.sets()) {
            NftTable table = table(set.family(), set.table());
            boolean changes = changing.contains(key(set.family(), set.table()) + " " + set.name());
            table.sets().put(set.name(), new NftSet(set, changes, table.chains(), patience));
        }
    }

    private void addRules() {
        Map<Chain, List<Rule>> rules = new HashMap<>();
        Map<String, NftRuleset.Rule> blocks = blocks();
        for (NftRuleset.Rule rule : ruleset.rules()) {
            patience.spend(1);
            NftTable table = table(rule.family(), rule.table());
            Chain chain = table.chains().get(rule.chain());
            if (chain != null) {
                rules.computeIfAbsent(chain, key -> new ArrayList<>())
                        .add(new Rule(
                                new Origin(
                                        NftVerdict.isBlock(rule.chain())
                                                ? blockLabel(rule, blocks)
                                                : label(chain, rule),
                                        NftScope.of(rule.expressions()),
                                        table,
                                        rule),
                                0));
            }
        }
        rules.forEach(Chain::setRules);
    }

    /** A rule, compiled and printed on demand. */
    private final class Origin implements Rule.Origin {
        private final String name;
        private final Rule.Scope scope;
        private final NftTable table;
        private final NftRuleset.Rule rule;

        Origin(String name, Rule.Scope scope, NftTable table, NftRuleset.Rule rule) {
            this.name = name;
            this.scope = scope;
            this.table = table;
            this.rule = rule;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Rule.Scope scope() {
            return scope;
        }

        @Override
        public List<Step> steps(PacketKind kind) {
            return new NftRuleCompiler(kind, table, patience).compile(rule.expressions());
        }

        @Override
        public Optional<String> text() {
            return NftRuleTexts.text(rule, ruleset.sources(), ipSets);
        }
    }

    /** A rule in a block is named as the rule that the block belongs to: nft lists neither the block's chain nor the handles in it. */
    private String blockLabel(NftRuleset.Rule rule, Map<String, NftRuleset.Rule> blocks) {
        NftRuleset.Rule named = rule;
        for (int depth = 0; depth < MAX_BLOCKS && NftVerdict.isBlock(named.chain()); depth++) {
            named = blocks.getOrDefault(key(named.family(), named.table()) + " " + named.chain(), named);
        }
        Chain chain = table(named.family(), named.table()).chains().get(named.chain());
        return chain == null ? named.chain() : label(chain, named);
    }

    private static String label(Chain chain, NftRuleset.Rule rule) {
        String comment = rule.comment().isEmpty() ? "" : " (" + rule.comment() + ")";
        return chain.label() + ", rule handle " + rule.handle() + comment;
    }

    /** The rules that jump to a block, {@code jump { ... }}, by its chain, of which there is one each (NFT_CHAIN_BINDING). */
    private Map<String, NftRuleset.Rule> blocks() {
        Map<String, NftRuleset.Rule> blocks = new HashMap<>();
        for (NftRuleset.Rule rule : ruleset.rules()) {
            patience.spend(1);
            patience.spend(1);
            for (NftExpression expression : rule.expressions()) {
                if (expression instanceof NftExpression.ImmediateVerdict immediate) {
                    immediate
                            .verdict()
                            .chain()
                            .filter(NftVerdict::isBlock)
                            .ifPresent(chain -> blocks.put(key(rule.family(), rule.table()) + " " + chain, rule));
                }
            }
        }
        return blocks;
    }

    private void addBase(NftRuleset.Chain chain, List<BaseChain> base) {
        Hook hook = hook(chain.family(), chain.hook().orElse(-1));
        Chain rules = table(chain.family(), chain.table()).chains().get(chain.name());
        if (hook == null || rules == null) {
            return;
        }
        base.add(new BaseChain(
                rules,
                hook,
                chain.family() == PacketKind.NFPROTO_IPV4
                        ? Set.of(PacketKind.NFPROTO_IPV4)
                        : chain.family() == PacketKind.NFPROTO_IPV6
                                ? Set.of(PacketKind.NFPROTO_IPV6)
                                : Set.of(PacketKind.NFPROTO_IPV4, PacketKind.NFPROTO_IPV6),
                chain.priority(),
                chain.drops() ? Verdict.DROP : Verdict.ACCEPT,
                chain.type().equals("nat"),
                Set.copyOf(chain.devices())));
    }

    private static @org.jspecify.annotations.Nullable Hook hook(int family, int number) {
        if (family == NetfilterConstant.NFPROTO_NETDEV) {
            return number == NetfilterConstant.NF_NETDEV_INGRESS ? Hook.INGRESS : null;
        }
        if (family != NetfilterConstant.NFPROTO_INET
                && family != PacketKind.NFPROTO_IPV4
                && family != PacketKind.NFPROTO_IPV6) {
            return null;
        }
        return switch (number) {
            case NetfilterConstant.NF_INET_PRE_ROUTING -> Hook.PREROUTING;
            case NetfilterConstant.NF_INET_LOCAL_IN -> Hook.INPUT;
            case NetfilterConstant.NF_INET_INGRESS -> family == NetfilterConstant.NFPROTO_INET ? Hook.INGRESS : null;
            default -> null;
        };
    }
}
