package io.github.listeningports.linux;

import java.util.List;

/** Rules that are evaluated in order. Compared by identity. Rules are set after construction because they can jump to chains not built yet. */
final class RuleChain {

    private final String label;
    private List<FilterRule> rules = List.of();

    /** @param label the table and name, human-readable */
    RuleChain(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    void setRules(List<FilterRule> all) {
        rules = List.copyOf(all);
    }

    List<FilterRule> rules() {
        return rules;
    }
}
