package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.ipset.IpSetReferences;
import io.github.listeningports.linux.firewall.xt.XtMatch;
import io.github.listeningports.linux.firewall.xt.XtTarget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the sets of ipset(8) that rules of iptables-nft refer to, as far as packets can reach the rules. */
final class NftIpSets {

    private final NftRuleset ruleset;
    private final Map<String, List<NftRuleset.Rule>> rules = new HashMap<>();
    private final Set<Integer> matched = new HashSet<>();
    private final Set<Integer> changed = new HashSet<>();

    private NftIpSets(NftRuleset ruleset) {
        this.ruleset = ruleset;
        ruleset.rules()
                .forEach(rule -> rules.computeIfAbsent(
                                key(rule.family(), rule.table(), rule.chain()), key -> new ArrayList<>())
                        .add(rule));
    }

    /** @param entrance whether packets enter a chain by a hook */
    static IpSetReferences of(NftRuleset ruleset, Predicate<NftRuleset.Chain> entrance) {
        boolean none = ruleset.rules().stream()
                .flatMap(rule -> rule.expressions().stream())
                .noneMatch(NftIpSets::refers);
        return none ? IpSetReferences.NONE : new NftIpSets(ruleset).from(entrance);
    }

    private static boolean refers(NftExpression expression) {
        return expression instanceof NftExpression.Match match && match.match() instanceof XtMatch.SetMember;
    }

    private static String key(int family, String table, String name) {
        return family + " " + table + " " + name;
    }

    private IpSetReferences from(Predicate<NftRuleset.Chain> entrance) {
        Deque<String> next = new ArrayDeque<>();
        ruleset.chains().stream()
                .filter(entrance)
                .forEach(chain -> next.add(key(chain.family(), chain.table(), chain.name())));
        Set<String> reached = new HashSet<>();
        while (!next.isEmpty()) {
            String chain = next.remove();
            if (reached.add(chain)) {
                for (NftRuleset.Rule rule : rules.getOrDefault(chain, List.of())) {
                    rule.expressions().forEach(expression -> take(rule, expression, next));
                }
            }
        }
        return new IpSetReferences(matched, changed);
    }

    private void take(NftRuleset.Rule rule, NftExpression expression, Deque<String> next) {
        if (expression instanceof NftExpression.Match match && match.match() instanceof XtMatch.SetMember member) {
            matched.add(member.use().index());
        } else if (expression instanceof NftExpression.Target target
                && target.target() instanceof XtTarget.ChangeSets sets) {
            changed.addAll(sets.sets());
        } else if (expression instanceof NftExpression.ImmediateVerdict immediate) {
            addTarget(rule, immediate.verdict(), next);
        } else if (expression instanceof NftExpression.Lookup lookup
                && lookup.destination().equals(OptionalInt.of(NftConstant.REG_VERDICT))) {
            addTargets(rule, lookup.set().orElse(""), next);
        }
    }

    private static void addTarget(NftRuleset.Rule rule, NftVerdict verdict, Deque<String> next) {
        verdict.chain().ifPresent(chain -> next.add(key(rule.family(), rule.table(), chain)));
    }

    private void addTargets(NftRuleset.Rule rule, String map, Deque<String> next) {
        for (NftRuleset.SetDefinition set : ruleset.sets()) {
            if (set.family() == rule.family()
                    && set.table().equals(rule.table())
                    && set.name().equals(map)) {
                set.elements().keys().forEach(each -> addTarget(rule, each.verdict(), next));
                set.elements().catchAll().ifPresent(verdict -> addTarget(rule, verdict, next));
            }
        }
    }
}
