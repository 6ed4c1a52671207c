package io.github.listeningports.linux;

import io.github.listeningports.linux.BaseChain.Hook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Turns a ruleset of nf_tables into chains. */
final class NftCompiler {

    /** linux/netfilter.h NFPROTO_... */
    private static final int INET = 1;

    private static final int IPV4 = 2;
    private static final int NETDEV = 5;
    private static final int BRIDGE = 7;
    private static final int IPV6 = 10;

    private static final int INET_INGRESS = 5;

    private final NftRuleset ruleset;
    private final LocalNetwork network;
    private final Map<String, NftTableScope> scopes = new HashMap<>();

    NftCompiler(NftRuleset ruleset, LocalNetwork network) {
        this.ruleset = ruleset;
        this.network = network;
    }

    /** The chains that packets come through on their way in, of all tables that are awake. */
    List<BaseChain> compile() {
        Set<String> awake = new HashSet<>();
        for (NftRuleset.Table table : ruleset.tables()) {
            if (!table.dormant()) {
                awake.add(key(table.family(), table.name()));
                scopes.put(key(table.family(), table.name()), new NftTableScope(table.family(), network));
            }
        }
        for (NftRuleset.Chain chain : ruleset.chains()) {
            scope(chain.family(), chain.table())
                    .chains()
                    .put(chain.name(), new RuleChain(label(chain.family(), chain.table(), chain.name())));
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

    /** Whether chains see packets that go through a bridge of this machine, before those of IP do. */
    boolean filtersBridges() {
        return ruleset.chains().stream()
                .anyMatch(chain -> chain.family() == BRIDGE
                        && (chain.hook().equals(OptionalInt.of(0))
                                || chain.hook().equals(OptionalInt.of(1))));
    }

    private static String key(int family, String table) {
        return family + " " + table;
    }

    private NftTableScope scope(int family, String table) {
        return scopes.computeIfAbsent(key(family, table), missing -> new NftTableScope(family, network));
    }

    private static String label(int family, String table, String chain) {
        String name = switch (family) {
            case INET -> "inet ";
            case IPV4 -> "ip ";
            case IPV6 -> "ip6 ";
            case NETDEV -> "netdev ";
            default -> "";
        };
        return "table " + name + table + ", chain " + chain;
    }

    private void addSets() {
        Set<String> changing = new HashSet<>();
        for (NftRuleset.Rule rule : ruleset.rules()) {
            for (NftRuleset.Expression expression : rule.expressions()) {
                if (expression.name().equals("dynset")) {
                    expression
                            .data()
                            .text(Nfta.DYNSET_SET_NAME)
                            .ifPresent(name -> changing.add(key(rule.family(), rule.table()) + " " + name));
                }
            }
        }
        Map<String, List<NetlinkAttributes>> elements = new HashMap<>();
        for (NftRuleset.Elements some : ruleset.elements()) {
            elements.computeIfAbsent(key(some.family(), some.table()) + " " + some.set(), key -> new ArrayList<>())
                    .addAll(some.all());
        }
        for (NftRuleset.SetInfo set : ruleset.sets()) {
            NftTableScope scope = scope(set.family(), set.table());
            String key = key(set.family(), set.table()) + " " + set.name();
            scope.sets()
                    .put(
                            set.name(),
                            new NftSet(set, elements.getOrDefault(key, List.of()), changing.contains(key), scope));
        }
    }

    private void addRules() {
        Map<RuleChain, List<FilterRule>> rules = new HashMap<>();
        for (NftRuleset.Rule rule : ruleset.rules()) {
            NftTableScope scope = scope(rule.family(), rule.table());
            RuleChain chain = scope.chains().get(rule.chain());
            if (chain != null) {
                String comment = rule.comment().isEmpty() ? "" : " (" + rule.comment() + ")";
                rules.computeIfAbsent(chain, key -> new ArrayList<>())
                        .add(new FilterRule(
                                chain.label() + ", rule handle " + rule.handle() + comment,
                                kind -> new NftRuleCompiler(kind, scope).compile(rule.expressions())));
            }
        }
        rules.forEach(RuleChain::setRules);
    }

    private void addBase(NftRuleset.Chain chain, List<BaseChain> base) {
        Hook hook = hook(chain.family(), chain.hook().orElse(-1));
        RuleChain rules = scope(chain.family(), chain.table()).chains().get(chain.name());
        if (hook == null || rules == null) {
            return;
        }
        base.add(new BaseChain(
                rules,
                hook,
                chain.family() == IPV4 ? Set.of(IPV4) : chain.family() == IPV6 ? Set.of(IPV6) : Set.of(IPV4, IPV6),
                chain.priority(),
                chain.drops() ? Verdict.DROP : Verdict.ACCEPT,
                chain.type().equals("nat"),
                Set.copyOf(chain.devices())));
    }

    private static @org.jspecify.annotations.Nullable Hook hook(int family, int number) {
        if (family == NETDEV) {
            return number == 0 ? Hook.INGRESS : null;
        }
        if (family != INET && family != IPV4 && family != IPV6) {
            return null;
        }
        return switch (number) {
            case 0 -> Hook.PREROUTING;
            case 1 -> Hook.INPUT;
            case INET_INGRESS -> family == INET ? Hook.INGRESS : null;
            default -> null;
        };
    }
}
