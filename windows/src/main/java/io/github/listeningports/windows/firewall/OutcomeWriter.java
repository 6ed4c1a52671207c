package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.AddressRanges;
import io.github.listeningports.FirewallOutcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns groups of packets into the API's outcomes, and their sources into text. */
final class OutcomeWriter {

    private static final int MAX_NAMES = 3;

    private final AddressFamily family;
    private final AddressSet hosts;
    private final BigInteger highest;

    /** The addresses that no other host has. */
    private final AddressSet nobody;

    /** Many listeners have the same sources. */
    private final Map<AddressSet, AddressRanges> known = new HashMap<>();

    OutcomeWriter(AddressFamily family) {
        this.family = family;
        hosts = AddressSet.hosts(family);
        highest = BigInteger.ONE
                .shiftLeft(family == AddressFamily.IPV4 ? 32 : 128)
                .subtract(BigInteger.ONE);
        nobody = AddressSet.of(List.of(new AddressSet.Range(BigInteger.ZERO, highest)))
                .minus(hosts);
    }

    /** @param groups those of most packets first */
    List<FirewallOutcome> outcomes(List<OutcomeGroup> groups) {
        List<FirewallOutcome> outcomes = new ArrayList<>();
        for (OutcomeGroup each : groups) {
            Decision decision = each.decision();
            FirewallOutcome.Builder outcome = FirewallOutcome.builder(family, decision.fate())
                    .sources(ranges(each.sources()))
                    .allOthers(outcomes.isEmpty());
            decision.cause().rule().ifPresent(outcome::rule);
            decision.conditions().forEach(outcome::condition);
            decision.unknowns().forEach(outcome::condition);
            outcomes.add(outcome.build());
        }
        return outcomes;
    }

    /** {@code  from 10.0.0.0/8}, or {@code  from all but 10.0.0.1}; empty for all other hosts. */
    String where(OutcomeGroup group) {
        if (group.sources().equals(hosts)) {
            return "";
        }
        AddressSet others = hosts.minus(group.sources());
        boolean most = others.ranges().size() <= MAX_NAMES
                && others.size().compareTo(group.sources().size()) < 0;
        return most ? " from all but " + ranges(others) : " from " + ranges(group.sources());
    }

    private AddressRanges ranges(AddressSet sources) {
        return known.computeIfAbsent(sources, this::build);
    }

    /** With the gaps where no other host can be, as people write networks. */
    private AddressRanges build(AddressSet sources) {
        AddressRanges.Builder builder = AddressRanges.builder(family);
        sources.ranges().forEach(range -> add(range, builder));
        for (AddressSet.Range gap : nobody.ranges()) {
            boolean after =
                    gap.first().signum() == 0 || sources.contains(gap.first().subtract(BigInteger.ONE));
            boolean before =
                    gap.last().equals(highest) || sources.contains(gap.last().add(BigInteger.ONE));
            if (after && before) {
                add(gap, builder);
            }
        }
        return builder.build();
    }

    private static void add(AddressSet.Range range, AddressRanges.Builder to) {
        to.add(
                range.first().shiftRight(64).longValue(),
                range.first().longValue(),
                range.last().shiftRight(64).longValue(),
                range.last().longValue());
    }
}
