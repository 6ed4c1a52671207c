package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallOutcome.Fate;
import io.github.listeningports.windows.firewall.Decision.Cause;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The joint decision of the rules that apply to a listener, or may, in one profile and over one family: for each source the fates that packets from there may
 * meet. A rule that may apply, or applies under a condition, is one possibility beside what happens without it.
 */
final class RuleDecision {

    static final int MAX_NAMED = 3;

    private static final String DEFAULT_ACTION = "the default action of the profile";

    private final FirewallProfile profile;
    private final FirewallPolicy.Settings settings;
    private final AddressSet hosts;
    private final List<Alike> rules;

    /** The rules that match the same packets and do the same, by their names. */
    private record Alike(RuleMatch match, String names) {

        FirewallRule.Action action() {
            return match.rule().action();
        }

        boolean isSure() {
            return match.isSure();
        }

        Decision decision(Fate fate, String verb) {
            Fate known = match.isKnown() ? fate : Fate.UNKNOWN;
            String may = match.isKnown() ? " " + verb + "s" : " may " + verb;
            return new Decision(
                    known, new Cause(names + may, true, "", Optional.of(names)), match.conditions(), match.unknowns());
        }
    }

    private record Packets(
            FirewallRule.Action action,
            AddressSet sources,
            List<FirewallCondition> conditions,
            List<FirewallCondition> unknowns) {}

    RuleDecision(
            FirewallProfile profile, FirewallPolicy.Settings settings, AddressFamily family, List<RuleMatch> matches) {
        this.profile = profile;
        this.settings = settings;
        hosts = AddressSet.hosts(family);
        rules = alike(matches);
    }

    /** Those of most sources first: the broader of two rules makes fewer groups. */
    private static List<Alike> alike(List<RuleMatch> matches) {
        Map<Packets, List<RuleMatch>> found = new LinkedHashMap<>();
        for (RuleMatch each : matches) {
            Packets packets = new Packets(each.rule().action(), each.sources(), each.conditions(), each.unknowns());
            found.computeIfAbsent(packets, key -> new ArrayList<>()).add(each);
        }
        return found.values().stream()
                .map(some -> new Alike(some.get(0), names(some)))
                .sorted(Comparator.comparing(
                        (Alike each) -> each.match().sources().size(), Comparator.reverseOrder()))
                .toList();
    }

    /** What happens to the packets of all other hosts. */
    List<OutcomeGroup> groups() {
        List<AddressSet> sources =
                rules.stream().map(each -> each.match().sources()).toList();
        if (sources.stream().allMatch(hosts::equals)) { // most rules name no addresses
            return OutcomeGroup.joined(decide(rules).stream()
                    .map(each -> new OutcomeGroup(each, hosts))
                    .toList());
        }
        List<OutcomeGroup> groups = new ArrayList<>();
        for (Map.Entry<BitSet, AddressSet> part :
                SourcePartition.of(hosts, sources).entrySet()) {
            List<Alike> those = part.getKey().stream().mapToObj(rules::get).toList();
            for (Decision each : decide(those)) {
                groups.add(new OutcomeGroup(each, part.getValue()));
            }
        }
        return OutcomeGroup.joined(groups);
    }

    /** Allow rules and the default action, overridden by block rules, overridden by rules that bypass those. */
    private Set<Decision> decide(List<Alike> those) {
        return bypassed(those, blocked(those, allowed(those)));
    }

    private Set<Decision> allowed(List<Alike> those) {
        Optional<Alike> sure = first(those, FirewallRule.Action.ALLOW);
        if (sure.isPresent()) {
            return Set.of(sure.get().decision(Fate.ARRIVES, "allow"));
        }
        if (settings.allowsByDefault()) {
            return Set.of(byDefault(Fate.ARRIVES, "no rule blocks", " allows by default"));
        }
        Set<Decision> fates = new LinkedHashSet<>();
        boolean all = false;
        for (Alike each : those) {
            if (each.action() == FirewallRule.Action.ALLOW || each.action() == FirewallRule.Action.UNKNOWN) {
                fates.add(each.decision(Fate.ARRIVES, verb(each)));
                all |= !Decision.isConditional(each.match().conditions());
            }
        }
        if (!all) {
            fates.add(byDefault(Fate.DROPPED, "no rule allows", " blocks by default"));
        }
        return fates;
    }

    private static Set<Decision> blocked(List<Alike> those, Set<Decision> otherwise) {
        Optional<Alike> sure = first(those, FirewallRule.Action.BLOCK);
        if (sure.isPresent()) {
            return Set.of(sure.get().decision(Fate.DROPPED, "block"));
        }
        Set<Decision> fates = new LinkedHashSet<>();
        boolean all = false;
        for (Alike each : those) {
            boolean blocks = each.action() == FirewallRule.Action.BLOCK || each.action() == FirewallRule.Action.UNKNOWN;
            if (blocks && !areAll(otherwise, Fate.DROPPED)) {
                fates.add(each.decision(Fate.DROPPED, verb(each)));
                all |= !Decision.isConditional(each.match().conditions());
            }
        }
        for (Decision each : otherwise) {
            // It is not known whether a packet that is otherwise allowed is blocked.
            if (!all || each.fate() != Fate.ARRIVES) {
                fates.add(each);
            }
        }
        return fates;
    }

    private static Set<Decision> bypassed(List<Alike> those, Set<Decision> otherwise) {
        if (areAll(otherwise, Fate.ARRIVES)) {
            return otherwise;
        }
        Set<Decision> fates = new LinkedHashSet<>();
        for (Alike each : those) {
            if (each.action() == FirewallRule.Action.BYPASS) {
                fates.add(each.decision(Fate.ARRIVES, "allow"));
            }
        }
        fates.addAll(otherwise);
        return fates;
    }

    private static boolean areAll(Set<Decision> fates, Fate fate) {
        return fates.stream().allMatch(each -> each.fate() == fate);
    }

    private static Optional<Alike> first(List<Alike> those, FirewallRule.Action action) {
        return those.stream()
                .filter(each -> each.action() == action && each.isSure())
                .findFirst();
    }

    private Decision byDefault(Fate fate, String before, String does) {
        return Decision.of(
                fate, new Cause(before, true, ", and the " + profile + " profile" + does, Optional.of(DEFAULT_ACTION)));
    }

    private static String verb(Alike rule) {
        return switch (rule.action()) {
            case ALLOW, BYPASS -> "allow";
            case BLOCK -> "block";
            case UNKNOWN -> "decide";
        };
    }

    private static String names(List<RuleMatch> matches) {
        List<String> names =
                matches.stream().map(each -> name(each.rule())).distinct().toList();
        return names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "))
                + (names.size() > MAX_NAMED ? ", ..." : "");
    }

    static String name(FirewallRule rule) {
        return "rule \"" + rule.name() + "\"";
    }
}
