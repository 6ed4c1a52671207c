package io.github.listeningports;

import io.github.listeningports.FirewallCondition.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether two answers of a firewall differ in more than names of rules, wording, or lists that change all the time. */
final class FirewallComparison {

    /**
     * Packets that met the same fate.
     *
     * @param interfaceName one that both answers name; or {@link #ANY}
     */
    private record Group(
            AddressFamily family,
            String interfaceName,
            FirewallOutcome.Fate fate,
            List<FirewallCondition> conditions,
            Optional<FirewallDestination> redirectedTo,
            Optional<FirewallDestination> sentTo) {}

    /** Stands for the interfaces that an outcome does not name. */
    private static final String ANY = "";

    private FirewallComparison() {}

    static boolean differ(FirewallStatus before, FirewallStatus now) {
        if (before.verdict() != now.verdict()
                || before.outcomes().isEmpty() != now.outcomes().isEmpty()) {
            return true;
        }
        if (before.outcomes().equals(now.outcomes())) {
            return false;
        }
        // An interface that comes or goes is no other answer for the others.
        Set<String> interfaces = interfaces(before);
        interfaces.retainAll(interfaces(now));
        return !groups(before, interfaces, now).equals(groups(now, interfaces, before));
    }

    private static Set<String> interfaces(FirewallStatus status) {
        Set<String> names = new HashSet<>();
        for (FirewallOutcome each : status.outcomes()) {
            names.addAll(each.interfaces().isEmpty() ? Set.of(ANY) : each.interfaces());
        }
        return names;
    }

    /** The sources of each group, less those that are on a changing list in either answer. */
    private static Map<Group, AddressRanges> groups(
            FirewallStatus status, Set<String> interfaces, FirewallStatus other) {
        Map<Group, AddressRanges> groups = new HashMap<>();
        for (FirewallOutcome each : status.outcomes()) {
            if (isListed(each)) {
                continue;
            }
            AddressRanges sources =
                    each.sources().without(listed(status, each.family())).without(listed(other, each.family()));
            for (String name : interfaces.isEmpty() ? Set.of(ANY) : interfaces) {
                boolean concerned = interfaces.isEmpty() || each.interfaces().isEmpty() || each.concerns(name);
                if (concerned && !sources.isEmpty()) {
                    Group group = new Group(
                            each.family(), name, each.fate(), each.conditions(), each.redirectedTo(), each.sentTo());
                    groups.merge(group, sources, AddressRanges::union);
                }
            }
        }
        return groups;
    }

    private static AddressRanges listed(FirewallStatus status, AddressFamily family) {
        AddressRanges listed = AddressRanges.builder(family).build();
        for (FirewallOutcome each : status.outcomes()) {
            if (each.family() == family && isListed(each)) {
                listed = listed.union(each.sources());
            }
        }
        return listed;
    }

    private static boolean isListed(FirewallOutcome outcome) {
        return outcome.conditions().stream().anyMatch(each -> each.kind() == Kind.CHANGING_SET);
    }
}
