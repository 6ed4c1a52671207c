package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.ipset.IpSetReferences;
import io.github.listeningports.linux.firewall.packet.BaseChain.Hook;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of a table of ip_tables or ip6_tables, parsed.
 *
 * @param table its name
 * @param hooks where inbound packets enter it
 */
record XtRuleset(String table, boolean ipv6, List<Chain> chains, List<Entrance> hooks) {

    XtRuleset {
        chains = List.copyOf(chains);
        hooks = List.copyOf(hooks);
    }

    /** The sets of ipset(8) that the rules refer to which inbound packets can reach. */
    IpSetReferences ipSets() {
        Map<Integer, Chain> byStart = new HashMap<>();
        chains.forEach(chain -> byStart.put(chain.start(), chain));
        Set<Integer> reached = new HashSet<>();
        Set<Integer> matched = new HashSet<>();
        Set<Integer> changed = new HashSet<>();
        Deque<Integer> next = new ArrayDeque<>();
        hooks.forEach(hook -> next.add(hook.chain()));
        while (!next.isEmpty()) {
            Chain chain = byStart.get(next.remove());
            if (chain == null || !reached.add(chain.start())) {
                continue;
            }
            for (XtRule rule : chain.rules()) {
                for (XtMatch match : rule.matches()) {
                    if (match instanceof XtMatch.SetMember member) {
                        matched.add(member.use().index());
                    }
                }
                if (rule.target() instanceof XtTarget.Jump jump) {
                    next.add(jump.chain());
                } else if (rule.target() instanceof XtTarget.ChangeSets sets) {
                    changed.addAll(sets.sets());
                }
            }
        }
        return new IpSetReferences(matched, changed);
    }

    /**
     * One chain.
     *
     * @param start where in the table it begins, by which jumps name it
     */
    record Chain(int start, String name, List<XtRule> rules) {

        Chain {
            rules = List.copyOf(rules);
        }
    }

    /**
     * A hook to which one of the chains is attached.
     *
     * @param chain where that begins
     * @param drops whether its policy is to drop packets
     */
    record Entrance(Hook hook, int chain, boolean drops) {}
}
