package io.github.listeningports.linux.firewall.nft;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A ruleset of nf_tables (linux/netfilter/nf_tables.h). Families are NFPROTO_... of linux/netfilter.h.
 *
 * @param sources what it was parsed from, for the texts of its rules
 */
public record NftRuleset(
        List<Table> tables, List<Chain> chains, List<Rule> rules, List<SetDefinition> sets, NftSources sources) {

    /** Of a kernel without nf_tables. */
    public static final NftRuleset NONE = new NftRuleset(List.of(), List.of(), List.of(), List.of(), new NftSources());

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
     * @param hook absent unless it is a base chain
     * @param drops whether its policy is to drop
     * @param type filter, nat or route
     * @param devices the interfaces that it is attached to; a name with a trailing * is a prefix
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

    /** @param comment the author's comment; or empty */
    record Rule(int family, String table, String chain, long handle, String comment, List<NftExpression> expressions) {

        Rule {
            expressions = List.copyOf(expressions);
        }
    }

    /**
     * A set or a map.
     *
     * @param keyLength the length of a key in bytes
     * @param intervals whether elements delimit intervals of keys; elements of concatenations have two keys instead
     * @param timeouts whether elements can time out
     * @param objects whether it maps to objects
     * @param objectType the type of the objects
     * @param size the maximum number of elements; 0 if the kernel does not report it
     * @param fields the length in bytes of each part of a concatenation; empty if the key is none
     * @param lingers whether elements that timed out still take room, for a configured time; they are not listed
     * @param limits whether statements, such as a rate limit, decide whether elements that packets add match
     * @param elements empty if they were not read
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
            boolean limits,
            NftElements elements) {

        SetDefinition {
            fields = List.copyOf(fields);
        }

        /** Whether keys may match several elements: those of concatenations with intervals. */
        boolean mayOverlap() {
            return fields.size() > 1 && elements.haveRanges();
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
                    limits,
                    found);
        }
    }

    /** Whether there is no table, and so nothing else. */
    public boolean isEmpty() {
        return tables.isEmpty();
    }

    /** The sets that rules look up or add to. */
    List<SetDefinition> usedSets() {
        Set<String> used = new HashSet<>();
        for (Rule rule : rules) {
            for (NftExpression expression : rule.expressions()) {
                set(expression).ifPresent(name -> used.add(rule.family() + " " + rule.table() + " " + name));
            }
        }
        List<SetDefinition> usedSets = new ArrayList<>();
        for (SetDefinition set : sets) {
            if (used.contains(set.family() + " " + set.table() + " " + set.name())) {
                usedSets.add(set);
            }
        }
        return usedSets;
    }

    private static Optional<String> set(NftExpression expression) {
        if (expression instanceof NftExpression.Lookup lookup) {
            return lookup.set();
        }
        return expression instanceof NftExpression.DynamicSet update ? update.set() : Optional.empty();
    }

    /** Whether sets change without a change of the rules: elements can time out, or packets can add some until the set is full. */
    public boolean forgets() {
        Set<String> growing = new HashSet<>();
        for (Rule rule : rules) {
            for (NftExpression expression : rule.expressions()) {
                if (expression instanceof NftExpression.DynamicSet update) {
                    update.set().ifPresent(name -> growing.add(rule.family() + " " + rule.table() + " " + name));
                }
            }
        }
        for (SetDefinition set : sets) {
            if (set.timeouts() || growing.contains(set.family() + " " + set.table() + " " + set.name())) {
                return true;
            }
        }
        return false;
    }
}
