package io.github.listeningports.windows.firewall;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The packets about which the same is decided, by their sources. */
record OutcomeGroup(Decision decision, AddressSet sources) {

    /** Those of most packets first: what depends on a condition concerns fewer than what does not. */
    private static final Comparator<OutcomeGroup> BY_PACKETS = Comparator.comparing(
                    (OutcomeGroup each) -> each.decision().isConditional())
            .thenComparing(OutcomeGroup::size, Comparator.reverseOrder());

    private BigInteger size() {
        return sources.size();
    }

    /** One group for each decision, those of most packets first. */
    static List<OutcomeGroup> joined(List<OutcomeGroup> groups) {
        if (groups.size() == 1) {
            return groups;
        }
        Map<Decision, List<AddressSet.Range>> all = new LinkedHashMap<>();
        for (OutcomeGroup each : groups) {
            all.computeIfAbsent(each.decision(), key -> new ArrayList<>())
                    .addAll(each.sources().ranges());
        }
        return all.entrySet().stream()
                .map(each -> new OutcomeGroup(each.getKey(), AddressSet.of(each.getValue())))
                .sorted(BY_PACKETS)
                .toList();
    }

    /** The groups with other decisions. */
    static List<OutcomeGroup> mapped(List<OutcomeGroup> groups, UnaryOperator<Decision> change) {
        return joined(groups.stream()
                .map(each -> new OutcomeGroup(change.apply(each.decision()), each.sources()))
                .toList());
    }
}
