package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Rule;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The names of the rules that decided about packets, and their texts, which are made only for those that an answer names. */
final class RuleNames {

    private final Map<String, Rule> named = new HashMap<>();
    private final Map<String, Optional<String>> texts = new HashMap<>();

    /** The name of a rule. Rules in a block have that of the rule that the block belongs to. */
    String of(Rule rule) {
        String name = rule.label();
        named.putIfAbsent(name, rule);
        return name;
    }

    /** The text of the rule of that name, as the tool that lists it prints it; absent if it is unknown, or the name is not that of one rule. */
    Optional<String> text(String name) {
        Optional<String> known = texts.get(name);
        if (known == null) {
            known = Optional.ofNullable(named.get(name)).flatMap(Rule::text);
            texts.put(name, known);
        }
        return known;
    }
}
