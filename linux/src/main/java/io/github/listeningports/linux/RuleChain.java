package io.github.listeningports.linux;

import java.util.List;

/** Rules that are asked one after the other. Two of the same name are not the same; its rules come later than the chain, for they lead to other chains. */
final class RuleChain {

    private final String label;
    private List<FilterRule> rules = List.of();

    /** @param label its table and name, for people */
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
