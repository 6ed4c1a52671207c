package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.FirewallCondition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules that are evaluated in order. Compared by identity. Rules are set after construction because they can jump to chains not built yet. */
public final class Chain {

    private final String label;
    private @Nullable Optional<FirewallCondition> banList;
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
        Optional<FirewallCondition> known = banList;
        if (known == null) {
            known = BanPrograms.list(label);
            banList = known;
        }
        return known;
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
