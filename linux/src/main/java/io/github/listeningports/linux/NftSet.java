package io.github.listeningports.linux;

import io.github.listeningports.linux.Condition.Case;
import io.github.listeningports.linux.Condition.Constraint;
import io.github.listeningports.linux.NftRuleset.SetDefinition;
import io.github.listeningports.linux.Step.Choice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A set or a map of nf_tables, with its elements. */
final class NftSet {

    private final SetDefinition definition;
    private final boolean unknown;
    private final Map<String, RuleChain> chains;

    /**
     * @param changing whether rules add or delete elements as packets pass
     * @param chains the table's chains by name, which verdicts refer to
     */
    NftSet(SetDefinition definition, boolean changing, Map<String, RuleChain> chains) {
        this.definition = definition;
        this.chains = chains;
        unknown = changing || definition.elements().unknown();
    }

    int keyLength() {
        return definition.keyLength();
    }

    /** The type of the objects that it maps to; unknown if it maps to none. */
    NftKey.ObjectType objectType() {
        return definition.objectType();
    }

    /** Whether it may be full; false where the kernel reports no size. */
    boolean isFull() {
        return definition.size() > 0 && (definition.elements().listed() >= definition.size() || definition.lingers());
    }

    /** Whether a key is in it. */
    Condition contains(PacketBytes key, ByteComparison tests) {
        if (unknown || definition.objects()) {
            return Condition.open("the set " + definition.name());
        }
        if (definition.elements().catchAll().isPresent()) {
            return Condition.ALWAYS;
        }
        List<Case> cases = new ArrayList<>();
        definition.elements().keys().forEach(element -> cases.addAll(cases(element, key, tests)));
        return new Condition(fewer(cases), false, "the set " + definition.name());
    }

    /** The choices of a verdict map. Keys do not overlap, so those of one verdict are grouped. */
    List<Choice> choices(PacketBytes key, ByteComparison tests) {
        Map<Verdict, List<Case>> byVerdict = new LinkedHashMap<>();
        for (NftElement element : definition.elements().keys()) {
            List<Case> cases = unknown ? List.of(Case.MAYBE) : cases(element, key, tests);
            if (!cases.isEmpty()) {
                byVerdict
                        .computeIfAbsent(element.verdict().in(chains), verdict -> new ArrayList<>())
                        .addAll(cases);
            }
        }
        List<Choice> choices = new ArrayList<>();
        byVerdict.forEach((verdict, cases) -> choices.add(
                new Choice(new Condition(unknown ? List.of(Case.MAYBE) : fewer(cases), false, note()), verdict)));
        definition
                .elements()
                .catchAll()
                .ifPresent(verdict -> choices.add(
                        new Choice(unknown ? Condition.open(note()) : Condition.ALWAYS, verdict.in(chains))));
        return choices;
    }

    private String note() {
        return "the map " + definition.name();
    }

    /** Cases that differ in one dimension only: the source, if they have one. */
    private record Alike(Dimension dimension, List<Constraint> others) {}

    /** Merges cases: sets may have a hundred thousand elements. */
    private static List<Case> fewer(List<Case> cases) {
        Map<Alike, List<ValueSet>> alike = new LinkedHashMap<>();
        List<Case> fewer = new ArrayList<>();
        for (Case each : cases) {
            if (each.sets().isEmpty() || each.maybe() || !each.variables().isEmpty()) {
                fewer.add(each);
                continue;
            }
            Constraint united = each.sets().stream()
                    .min(Comparator.comparing(Constraint::dimension))
                    .orElseThrow();
            List<Constraint> others = each.sets().stream()
                    .filter(set -> set.dimension() != united.dimension())
                    .toList();
            alike.computeIfAbsent(new Alike(united.dimension(), others), key -> new ArrayList<>())
                    .add(united.values());
        }
        alike.forEach((key, values) -> {
            List<Constraint> sets = new ArrayList<>(key.others());
            sets.add(new Constraint(key.dimension(), ValueSet.union(values)));
            fewer.add(new Case(sets, List.of(), false));
        });
        return fewer;
    }

    private List<Case> cases(NftElement element, PacketBytes key, ByteComparison tests) {
        List<Case> all = List.of(element.isLimited() ? Case.MAYBE : Case.ALWAYS);
        int length = definition.keyLength();
        if (definition.fields().size() < 2) {
            return both(all, tests.cases(key.slice(0, length), element.first(), element.last()));
        }
        int from = 0;
        for (int field : definition.fields()) {
            // Parts of a concatenation begin at multiples of four bytes.
            int to = Math.min(length, from + ((field + 3) & ~3));
            List<Case> part = from < to
                    ? tests.cases(
                            key.slice(from, to),
                            Arrays.copyOfRange(element.first(), from, to),
                            Arrays.copyOfRange(element.last(), from, to))
                    : List.of();
            all = both(all, part);
            from = to;
        }
        // A key longer than its parts is not understood.
        return from == length ? all : List.of(Case.MAYBE);
    }

    /** The cases in which one of each holds. */
    private static List<Case> both(List<Case> left, List<Case> right) {
        if (left.size() == 1 && left.get(0).isAlways()) {
            return right;
        }
        List<Case> product = new ArrayList<>();
        for (Case mine : right) {
            for (Case other : left) {
                Case both = other.and(mine);
                if (both != null) {
                    product.add(both);
                }
            }
        }
        return product;
    }
}
