package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.linux.firewall.nft.NftRuleset.SetDefinition;
import io.github.listeningports.linux.firewall.packet.BanPrograms;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Chain;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Conjunction;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.packet.Step.Choice;
import io.github.listeningports.linux.firewall.packet.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A set or a map of nf_tables, with its elements. */
final class NftSet {

    private final SetDefinition definition;
    private final boolean unknown;
    private final Map<String, Chain> chains;
    private final Patience patience;

    /**
     * @param changing whether rules add or delete elements as packets pass
     * @param chains the table's chains by name, for verdicts
     */
    NftSet(SetDefinition definition, boolean changing, Map<String, Chain> chains, Patience patience) {
        this.definition = definition;
        this.chains = chains;
        this.patience = patience;
        unknown = changing || definition.elements().unknown();
    }

    int keyLength() {
        return definition.keyLength();
    }

    /** The type of the map's objects; unknown if it has none. */
    NftKey.ObjectType objectType() {
        return definition.objectType();
    }

    /** Whether its elements come and go by themselves, or by a program that bans hosts. */
    private boolean isBanList() {
        return definition.timeouts() || BanPrograms.own(definition.name()) || BanPrograms.own(definition.table());
    }

    /** Whether it may be full; false where the kernel reports no size. */
    boolean isFull() {
        return definition.size() > 0 && (definition.elements().listed() >= definition.size() || definition.lingers());
    }

    /** Whether statements for its elements, such as a rate limit, decide whether an element that a packet adds matches. */
    boolean limits() {
        return definition.limits();
    }

    /**
     * Whether a key is in it.
     *
     * @param load what loads the key, for where it is not known
     */
    Condition contains(PacketBytes key, ByteComparison tests, @Nullable NftExpression load) {
        if (unknown || definition.objects()) {
            return Condition.unknown(Kind.UNKNOWN_SET, what());
        }
        if (definition.elements().catchAll().isPresent()) {
            return Condition.ALWAYS;
        }
        List<Conjunction> cases = new ArrayList<>();
        definition.elements().keys().forEach(element -> cases.addAll(cases(element, key, tests)));
        if (isBanList()) {
            return new Condition(fewer(cases), false, new FirewallCondition(Kind.CHANGING_SET, what()));
        }
        Condition condition = NftNames.noting(new Condition(fewer(cases), false, ""), load);
        return condition.noting(what());
    }

    /**
     * The choices of a verdict map. Keys do not overlap, so those of one verdict are grouped; but concatenations of intervals may, and then the first that is listed matches
     * (net/netfilter/nft_set_pipapo.c), so that only neighbours are.
     */
    List<Choice> choices(PacketBytes key, ByteComparison tests) {
        boolean ordered = !unknown && definition.mayOverlap();
        List<Choice> choices = new ArrayList<>();
        Map<Verdict, List<Conjunction>> byVerdict = new LinkedHashMap<>();
        for (NftElement element : definition.elements().keys()) {
            List<Conjunction> cases = unknown ? List.of(Conjunction.MAYBE) : cases(element, key, tests);
            Verdict verdict = element.verdict().in(chains);
            if (ordered && !byVerdict.isEmpty() && !byVerdict.containsKey(verdict)) {
                addChoices(byVerdict, choices);
                byVerdict.clear();
            }
            if (!cases.isEmpty()) {
                byVerdict.computeIfAbsent(verdict, each -> new ArrayList<>()).addAll(cases);
            }
        }
        addChoices(byVerdict, choices);
        definition
                .elements()
                .catchAll()
                .ifPresent(verdict -> choices.add(
                        new Choice(unknown ? Condition.unknown(note()) : Condition.ALWAYS, verdict.in(chains))));
        return choices;
    }

    private void addChoices(Map<Verdict, List<Conjunction>> byVerdict, List<Choice> choices) {
        byVerdict.forEach((verdict, cases) -> choices.add(new Choice(
                new Condition(unknown ? List.of(Conjunction.MAYBE) : fewer(cases), false, note()), verdict)));
    }

    private String what() {
        return NftNames.ofSet(definition.name());
    }

    private String note() {
        return NftNames.ofMap(definition.name());
    }

    /** Cases that differ in one dimension only: the source, if they have one. */
    private record Alike(Dimension dimension, List<Constraint> others) {}

    /** Merges cases: sets may have a hundred thousand elements. */
    private List<Conjunction> fewer(List<Conjunction> cases) {
        Map<Alike, List<IntervalSet>> alike = new LinkedHashMap<>();
        List<Conjunction> fewer = new ArrayList<>();
        for (Conjunction each : cases) {
            patience.spend(1);
            if (each.sets().isEmpty() || each.maybe() || !each.variables().isEmpty()) {
                fewer.add(each);
                continue;
            }
            Constraint united = first(each.sets());
            List<Constraint> others = each.sets().size() == 1
                    ? List.of()
                    : each.sets().stream()
                            .filter(set -> set.dimension() != united.dimension())
                            .toList();
            alike.computeIfAbsent(new Alike(united.dimension(), others), key -> new ArrayList<>())
                    .add(united.values());
        }
        alike.forEach((key, values) -> {
            List<Constraint> sets = new ArrayList<>(key.others());
            sets.add(new Constraint(key.dimension(), IntervalSets.union(values)));
            fewer.add(new Conjunction(sets, List.of(), false));
        });
        return fewer;
    }

    private static Constraint first(List<Constraint> sets) {
        Constraint first = sets.get(0);
        for (Constraint each : sets) {
            first = each.dimension().compareTo(first.dimension()) < 0 ? each : first;
        }
        return first;
    }

    private List<Conjunction> cases(NftElement element, PacketBytes key, ByteComparison tests) {
        patience.spend(1);
        List<Conjunction> all = List.of(element.isLimited() ? Conjunction.MAYBE : Conjunction.ALWAYS);
        int length = definition.keyLength();
        if (definition.fields().size() < 2) {
            return both(all, tests.cases(key.slice(0, length), element.first(), element.last()));
        }
        int from = 0;
        for (int field : definition.fields()) {
            // Parts of a concatenation begin at multiples of four bytes.
            int to = Math.min(length, from + ((field + 3) & ~3));
            List<Conjunction> part = from < to
                    ? tests.cases(
                            key.slice(from, to),
                            Arrays.copyOfRange(element.first(), from, to),
                            Arrays.copyOfRange(element.last(), from, to))
                    : List.of();
            all = both(all, part);
            from = to;
        }
        // A key longer than its parts is not supported.
        return from == length ? all : List.of(Conjunction.MAYBE);
    }

    /** The cases in which one of each list holds. */
    private static List<Conjunction> both(List<Conjunction> left, List<Conjunction> right) {
        if (left.size() == 1 && left.get(0).isAlways()) {
            return right;
        }
        List<Conjunction> product = new ArrayList<>();
        for (Conjunction mine : right) {
            for (Conjunction other : left) {
                Conjunction both = other.and(mine);
                if (both != null) {
                    product.add(both);
                }
            }
        }
        return product;
    }
}
