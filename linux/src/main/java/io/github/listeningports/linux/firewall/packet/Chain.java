package io.github.listeningports.linux.firewall.packet;

import java.util.List;

/** Rules that are evaluated in order. Compared by identity. Rules are set after construction because they can jump to chains not built yet. */
public final class Chain {

    private final String label;
    private List<Rule> rules = List.of();

    /**
     * A chain without rules.
     *
     * @param label the table and name, human-readable
     */
    public Chain(String label) {
        this.label = label;
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
