package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.BaseChain.Hook;
import java.util.List;

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
