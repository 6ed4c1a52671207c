package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.linux.firewall.OutcomeGroup.Box;
import io.github.listeningports.linux.firewall.OutcomeGroup.Decision;
import io.github.listeningports.linux.firewall.Outcomes.Fate;
import io.github.listeningports.linux.firewall.Outcomes.Outcome;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Trail;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the packets together that met the same fate by the same rule. */
final class OutcomeGroups {

    /** Beyond this many rules that do the same, those of the fewest packets count as other rules. */
    private static final int MAX_RULES = 12;

    /** Beyond this many groups, those of the fewest packets are joined, which may make them of more packets than they are. */
    private static final int MAX_GROUPS = 48;

    /** Of two alternatives, this much more probable is what usually happens. */
    private static final int RARE = 16;

    private final PacketSet all;

    /** Sums that weights are shares of. */
    private final double sources;

    private final double sourcePorts;
    private final double destinations;
    private final double interfaces;

    private OutcomeGroups(PacketSet all) {
        this.all = all;
        sources = all.values(Dimension.SOURCE).size();
        sourcePorts = all.values(Dimension.SOURCE_PORT).size();
        destinations = all.values(Dimension.DESTINATION).size();
        interfaces = all.values(Dimension.INTERFACE).size();
    }

    /**
     * The groups, those of most packets first.
     *
     * @param all the packets that were sent
     */
    static List<OutcomeGroup> of(Outcomes outcomes, PacketSet all) {
        return new OutcomeGroups(all).of(outcomes);
    }

    private record Key(Decision decision, Box box) {}

    private record SourcesKey(
            Decision decision, IntervalSet sources, IntervalSet sourcePorts, IntervalSet destinations) {}

    private static final class Sources {
        // Of many packets it is the very same set.
        private final Set<IntervalSet> sets = Collections.newSetFromMap(new IdentityHashMap<>());
        private double likeliest;
        private double likelihoods;

        void add(IntervalSet set, double likelihood) {
            sets.add(set);
            likeliest = Math.max(likeliest, likelihood);
            likelihoods += likelihood * set.size();
        }

        /** The average of all sources: what is probable of one host only is not so of its network. */
        double likelihood(IntervalSet all) {
            return Math.min(likeliest, likelihoods / Math.max(1, all.size()));
        }
    }

    private List<OutcomeGroup> of(Outcomes outcomes) {
        Map<Key, Sources> found = new LinkedHashMap<>();
        for (Fate fate : Fate.values()) {
            for (Outcome each : outcomes.of(fate)) {
                for (PacketSet part : each.packets().parts()) {
                    add(fate, each, part, found);
                }
            }
        }
        List<OutcomeGroup> groups = new ArrayList<>();
        found.forEach((key, each) -> {
            IntervalSet from = IntervalSets.union(List.copyOf(each.sets));
            groups.add(group(key.decision(), from, key.box(), each.likelihood(from)));
        });
        if (groups.size() == 1) {
            OutcomeGroup only = groups.get(0);
            return only.decision().notes().isEmpty() ? groups : withoutIdleNotes(groups);
        }
        List<OutcomeGroup> fewer = few(withoutRareRules(acrossInterfaces(groups)));
        return withoutAlternatives(sorted(withoutIdleNotes(fewer)));
    }

    /** Of rules that let the same packets in, because one does if the other does not, the most probable one remains. */
    private static List<OutcomeGroup> withoutAlternatives(List<OutcomeGroup> groups) {
        List<OutcomeGroup> some = new ArrayList<>(groups.size());
        for (OutcomeGroup each : groups) {
            boolean same = some.stream()
                    .anyMatch(
                            other -> other.decision().with(each.decision().by()).equals(each.decision())
                                    && each.decision().notes().isEmpty()
                                    && other.sources().equals(each.sources())
                                    && other.box().equals(each.box()));
            if (!same) {
                some.add(each);
            }
        }
        return some;
    }

    private void add(Fate fate, Outcome outcome, PacketSet part, Map<Key, Sources> found) {
        String by = fate == Fate.ACCEPTED ? part.acceptedBy().orElse(outcome.by()) : outcome.by();
        boolean moved = part.sentTo().isPresent();
        Decision decision = new Decision(fate, by, outcome.to(), part.notes(), part.sentTo());
        IntervalSet from = part.from().map(Trail.Source::address).orElse(part.values(Dimension.SOURCE));
        Box box = new Box(
                part.from().map(Trail.Source::port).orElse(part.values(Dimension.SOURCE_PORT)),
                moved ? all.values(Dimension.DESTINATION) : part.values(Dimension.DESTINATION),
                part.values(Dimension.INTERFACE));
        found.computeIfAbsent(new Key(decision, box), key -> new Sources()).add(from, part.likelihood());
    }

    private OutcomeGroup group(Decision decision, IntervalSet from, Box box, double likelihood) {
        double weight = likelihood
                * (from.size() / sources)
                * (box.sourcePorts().size() / sourcePorts)
                * Math.min(1, box.destinations().size() / destinations)
                * (box.interfaces().size() / interfaces);
        return new OutcomeGroup(decision, from, box, weight);
    }

    /** Joins groups that differ in their interfaces only. */
    private static List<OutcomeGroup> acrossInterfaces(List<OutcomeGroup> groups) {
        Map<SourcesKey, OutcomeGroup> joined = new LinkedHashMap<>();
        for (OutcomeGroup each : groups) {
            Box box = each.box();
            joined.merge(
                    new SourcesKey(each.decision(), each.sources(), box.sourcePorts(), box.destinations()),
                    each,
                    (one, other) -> new OutcomeGroup(
                            one.decision(),
                            one.sources(),
                            new Box(
                                    box.sourcePorts(),
                                    box.destinations(),
                                    one.box().interfaces().union(other.box().interfaces())),
                            one.weight() + other.weight()));
        }
        return List.copyOf(joined.values());
    }

    /** Of many rules that do the same to different sources, those of most packets remain by themselves. */
    private static List<OutcomeGroup> withoutRareRules(List<OutcomeGroup> groups) {
        Map<Key, List<OutcomeGroup>> alike = new LinkedHashMap<>();
        for (OutcomeGroup each : groups) {
            alike.computeIfAbsent(new Key(each.decision().with(""), each.box()), key -> new ArrayList<>())
                    .add(each);
        }
        List<OutcomeGroup> fewer = new ArrayList<>();
        for (List<OutcomeGroup> some : alike.values()) {
            some.sort(BY_WEIGHT);
            int kept = some.size() > MAX_RULES ? MAX_RULES - 1 : some.size();
            fewer.addAll(some.subList(0, kept));
            if (kept < some.size()) {
                List<OutcomeGroup> rare = some.subList(kept, some.size());
                fewer.add(new OutcomeGroup(
                        rare.get(0).decision().with(rare.size() + " other rules"),
                        IntervalSets.union(
                                rare.stream().map(OutcomeGroup::sources).toList()),
                        rare.get(0).box(),
                        rare.stream().mapToDouble(OutcomeGroup::weight).sum()));
            }
        }
        return fewer;
    }

    private static List<OutcomeGroup> few(List<OutcomeGroup> groups) {
        if (groups.size() <= MAX_GROUPS) {
            return groups;
        }
        List<OutcomeGroup> sorted = sorted(groups);
        Map<Fate, OutcomeGroup> others = new LinkedHashMap<>();
        for (OutcomeGroup each : sorted.subList(MAX_GROUPS - Fate.values().length, sorted.size())) {
            others.merge(each.decision().fate(), each, OutcomeGroups::joined);
        }
        List<OutcomeGroup> few = new ArrayList<>(sorted.subList(0, MAX_GROUPS - Fate.values().length));
        few.addAll(others.values());
        return few;
    }

    private static OutcomeGroup joined(OutcomeGroup one, OutcomeGroup other) {
        List<FirewallCondition> notes = new ArrayList<>(one.decision().notes());
        other.decision().notes().stream().filter(note -> !notes.contains(note)).forEach(notes::add);
        return new OutcomeGroup(
                one.decision().with("other rules").withNotes(List.copyOf(notes)),
                one.sources().union(other.sources()),
                new Box(
                        one.box().sourcePorts().union(other.box().sourcePorts()),
                        one.box().destinations().union(other.box().destinations()),
                        one.box().interfaces().union(other.box().interfaces())),
                one.weight() + other.weight());
    }

    /** A condition that changes nothing, because the packets meet the same fate if it fails, is none; but what is on a list remains so. */
    private static List<OutcomeGroup> withoutIdleNotes(List<OutcomeGroup> groups) {
        List<OutcomeGroup> some = new ArrayList<>(groups.size());
        Map<Key, Boolean> known = new HashMap<>();
        for (OutcomeGroup each : groups) {
            boolean idle = !each.decision().notes().isEmpty()
                    && groups.stream()
                            .noneMatch(other ->
                                    other.decision().fate() != each.decision().fate() && other.meets(each));
            if (!idle) {
                some.add(each);
                continue;
            }
            if (isRareAlternative(each, groups)) {
                continue;
            }
            OutcomeGroup plain = new OutcomeGroup(
                    each.decision().withNotes(namesOfLists(each, groups)), each.sources(), each.box(), each.weight());
            known.put(new Key(plain.decision(), plain.box()), true);
            some.add(plain);
        }
        return known.isEmpty() ? some : joinedAgain(some);
    }

    /** Whether the packets meet the same fate by another rule, unless they exceed a rate. */
    private static boolean isRareAlternative(OutcomeGroup group, List<OutcomeGroup> all) {
        Decision decision = group.decision();
        boolean rate = !decision.notes().isEmpty()
                && decision.notes().stream().allMatch(note -> note.kind() == FirewallCondition.Kind.RATE_LIMIT);
        return rate
                && all.stream()
                        .anyMatch(other -> other.weight() > group.weight() * RARE
                                && other.decision()
                                        .with(decision.by())
                                        .withNotes(decision.notes())
                                        .equals(decision)
                                && other.contains(group));
    }

    /** The lists that the packets are on; a set with constant members only if the rule does not treat the others alike. */
    private static List<FirewallCondition> namesOfLists(OutcomeGroup group, List<OutcomeGroup> all) {
        Decision bare = group.decision().withNotes(List.of());
        boolean alike = all.stream()
                .map(OutcomeGroup::decision)
                .filter(decision ->
                        decision.notes().stream().noneMatch(note -> note.kind() == FirewallCondition.Kind.KNOWN_SET))
                .anyMatch(decision -> decision.withNotes(List.of()).equals(bare));
        return group.decision().notes().stream()
                .filter(note -> note.kind() == FirewallCondition.Kind.CHANGING_SET
                        || (note.kind() == FirewallCondition.Kind.KNOWN_SET && !alike))
                .toList();
    }

    /** Groups that differed in their conditions. */
    private static List<OutcomeGroup> joinedAgain(List<OutcomeGroup> groups) {
        Map<Key, OutcomeGroup> joined = new LinkedHashMap<>();
        for (OutcomeGroup each : groups) {
            joined.merge(
                    new Key(each.decision(), each.box()),
                    each,
                    (one, other) -> new OutcomeGroup(
                            one.decision(),
                            one.sources().union(other.sources()),
                            one.box(),
                            Math.max(one.weight(), other.weight())));
        }
        return List.copyOf(joined.values());
    }

    private static final Comparator<OutcomeGroup> BY_WEIGHT =
            Comparator.comparingDouble(OutcomeGroup::weight).reversed();

    private static List<OutcomeGroup> sorted(List<OutcomeGroup> groups) {
        return groups.stream().sorted(BY_WEIGHT).toList();
    }
}
