package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.FirewallCondition;
import java.util.List;
import java.util.Optional;

/** Rules that are evaluated in order. Compared by identity. Rules are set after construction because they can jump to chains not built yet. */
public final class Chain {

    private final String label;

    /** Found out when it is first asked for: there can be thousands of chains. */
    private Optional<FirewallCondition> banList = Optional.empty();

    private boolean looked;
    private List<Rule> rules = List.of();

    /**
     * A chain without rules.
     *
     * @param label the table and name, human-readable
     */
    public Chain(String label) {
        this.label = label;
    }

    /** The list of banned hosts that a program keeps in this chain, one rule a host, if the chain has the name that such a program gives it. */
    public Optional<FirewallCondition> banList() {
        if (!looked) {
            banList = BanPrograms.list(label);
            looked = true;
        }
        return banList;
    }

    public String label() {
        return label;
    }

    public void setRules(List<Rule> all) {
        rules = List.copyOf(all);
    }

    public List<Rule> rules() {
        return rules;
    }
}
