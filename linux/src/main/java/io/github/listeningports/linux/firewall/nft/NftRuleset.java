package io.github.listeningports.linux.firewall.nft;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What nf_tables holds (linux/netfilter/nf_tables.h). Families are NFPROTO_... of linux/netfilter.h. */
public record NftRuleset(List<Table> tables, List<Chain> chains, List<Rule> rules, List<SetDefinition> sets) {

    public NftRuleset {
        tables = List.copyOf(tables);
        chains = List.copyOf(chains);
        rules = List.copyOf(rules);
        sets = List.copyOf(sets);
    }

    /** A table; a dormant one does nothing. */
    record Table(int family, String name, boolean dormant) {}

    /**
     * A chain.
     *
     * @param hook absent, if the kernel sends no packets through it by itself
     * @param drops whether its policy is to drop
     * @param type filter, nat or route
     * @param devices the interfaces it is for; a name that ends with * stands for all that begin like it
     */
    record Chain(
            int family,
            String table,
            String name,
            OptionalInt hook,
            int priority,
            boolean drops,
            String type,
            List<String> devices) {

        Chain {
            devices = List.copyOf(devices);
        }
    }

    /** @param comment what its author wrote; or empty */
    record Rule(int family, String table, String chain, long handle, String comment, List<NftExpression> expressions) {

        Rule {
            expressions = List.copyOf(expressions);
        }
    }

    /**
     * A set or a map.
     *
     * @param keyLength in bytes
     * @param intervals whether elements delimit intervals of keys; those of concatenations have two keys instead
     * @param timeouts whether elements can time out
     * @param objects whether it maps to objects
     * @param objectType the type of the objects
     * @param size how many elements it can have; 0 if the kernel does not report it
     * @param fields how many bytes each part of a concatenation has; empty, if there is one part
     * @param lingers whether elements that timed out stay, and take room, for a time that its author chose; they are not listed
     * @param elements none, where they were not read
     */
    record SetDefinition(
            int family,
            String table,
            String name,
            int keyLength,
            boolean intervals,
            boolean timeouts,
            boolean objects,
            NftKey.ObjectType objectType,
            int size,
            List<Integer> fields,
            boolean lingers,
            NftElements elements) {

        SetDefinition {
            fields = List.copyOf(fields);
        }

        SetDefinition with(NftElements found) {
            return new SetDefinition(
                    family,
                    table,
                    name,
                    keyLength,
                    intervals,
                    timeouts,
                    objects,
                    objectType,
                    size,
                    fields,
                    lingers,
                    found);
        }
    }

    /** The sets that rules look keys up in, or add to. */
    List<SetDefinition> usedSets() {
        Set<String> used = new HashSet<>();
        for (Rule rule : rules) {
            for (NftExpression expression : rule.expressions()) {
                set(expression).ifPresent(name -> used.add(rule.family() + " " + rule.table() + " " + name));
            }
        }
        return sets.stream()
                .filter(set -> used.contains(set.family() + " " + set.table() + " " + set.name()))
                .toList();
    }

    private static Optional<String> set(NftExpression expression) {
        if (expression instanceof NftExpression.Lookup lookup) {
            return lookup.set();
        }
        return expression instanceof NftExpression.DynamicSet update ? update.set() : Optional.empty();
    }

    /** Whether elements leave sets by themselves, without a change of the rules. */
    public boolean forgets() {
        return sets.stream().anyMatch(SetDefinition::timeouts);
    }
}
