package io.github.listeningports.linux.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.AddressRanges;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallDestination;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Trail;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;

/** Turns groups of packets into the API's outcomes, and their values into text. */
final class OutcomeWriter {

    private static final int MAX_NAMES = 3;

    /** Of more ports, none is told. */
    private static final int MAX_PORTS = 4;

    private final LocalNetwork network;
    private final RuleNames names;
    private final boolean ipv6;
    private final AddressFamily family;

    /** The addresses that no other host has, such as this machine's. */
    private final IntervalSet nobody;

    /** Many listeners have the same sources, of which there can be thousands. */
    private final Map<IntervalSet, AddressRanges> ranges = new HashMap<>();

    OutcomeWriter(LocalNetwork network, RuleNames names, boolean ipv6) {
        this.network = network;
        this.names = names;
        this.ipv6 = ipv6;
        family = ipv6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
        nobody = IntervalSet.all(ipv6 ? 128 : 32).without(network.otherHosts(ipv6));
    }

    /**
     * The outcomes of groups.
     *
     * @param all the packets that were sent
     * @param others the decision about all packets that no other group has
     */
    List<FirewallOutcome> outcomes(List<OutcomeGroup> groups, PacketSet all, OutcomeGroup.Decision others) {
        List<FirewallOutcome> outcomes = new ArrayList<>();
        for (OutcomeGroup group : groups) {
            FirewallOutcome.Builder outcome = FirewallOutcome.builder(
                            family, fate(group.decision().fate()))
                    .sources(sources(group.sources()))
                    .allOthers(group.decision().equals(others))
                    .interfaces(interfaces(group.box().interfaces()));
            if (!group.decision().by().isEmpty()) {
                outcome.rule(group.decision().by());
                names.text(group.decision().by()).ifPresent(outcome::ruleText);
            }
            group.decision().to().ifPresent(outcome::redirectedTo);
            group.decision().notes().forEach(outcome::condition);
            sourcePorts(group, all)
                    .ifPresent(text -> outcome.condition(
                            new FirewallCondition(FirewallCondition.Kind.SOURCE_PORT, "the source " + text)));
            destinations(group, all)
                    .ifPresent(text -> outcome.condition(new FirewallCondition(
                            FirewallCondition.Kind.DESTINATION, "the destination address " + text)));
            if (group.decision().sentTo().isEmpty()) {
                outcomes.add(outcome.build());
            } else {
                for (FirewallDestination each : sentTo(group.decision().sentTo().get())) {
                    outcomes.add(outcome.sentTo(each).build());
                }
            }
        }
        return outcomes;
    }

    /** What happens to packets that should not be there. */
    FirewallOutcome unknown() {
        return FirewallOutcome.builder(family, FirewallOutcome.Fate.UNKNOWN)
                .allOthers(true)
                .build();
    }

    private static FirewallOutcome.Fate fate(Outcomes.Fate fate) {
        return switch (fate) {
            case ACCEPTED -> FirewallOutcome.Fate.ARRIVES;
            case DROPPED -> FirewallOutcome.Fate.DROPPED;
            case REDIRECTED -> FirewallOutcome.Fate.REDIRECTED;
            case DIVERTED, UNKNOWN -> FirewallOutcome.Fate.UNKNOWN;
        };
    }

    AddressRanges sources(IntervalSet sources) {
        AddressRanges known = ranges.get(sources);
        if (known == null) {
            known = ranges(sources);
            ranges.put(sources, known);
        }
        return known;
    }

    /** With the gaps where no other host can be, as people write networks. */
    private AddressRanges ranges(IntervalSet sources) {
        AddressRanges.Builder builder = AddressRanges.builder(family);
        add(sources, 0, sources.intervals(), builder);
        for (int i = 0; i < nobody.intervals(); i++) {
            long firstHigh = nobody.word(i, 0);
            long firstLow = nobody.word(i, 1);
            long lastHigh = nobody.word(i, 2);
            long lastLow = nobody.word(i, 3);
            boolean lowest = firstHigh == 0 && firstLow == 0;
            boolean highest = ipv6 ? lastHigh == -1L && lastLow == -1L : lastLow == 0xffff_ffffL;
            boolean after = lowest || sources.contains(firstLow == 0 ? firstHigh - 1 : firstHigh, firstLow - 1);
            boolean before = highest || sources.contains(lastLow == -1L ? lastHigh + 1 : lastHigh, lastLow + 1);
            if (after && before) {
                add(nobody, i, i + 1, builder);
            }
        }
        return builder.build();
    }

    private static void add(IntervalSet from, int first, int end, AddressRanges.Builder to) {
        for (int i = first; i < end; i++) {
            to.add(from.word(i, 0), from.word(i, 1), from.word(i, 2), from.word(i, 3));
        }
    }

    /** The names; none for all interfaces. */
    List<String> interfaces(IntervalSet positions) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < network.interfaces().size(); i++) {
            if (positions.contains(0, i)) {
                names.add(network.interfaces().get(i).name());
            }
        }
        return names.size() == network.interfaces().size() || names.contains("") ? List.of() : List.copyOf(names);
    }

    /** The values of a group in which it differs from all packets: {@code from 10.1.0.0/16 by eth1}; or empty. */
    String where(OutcomeGroup group, PacketSet all) {
        StringBuilder text = new StringBuilder();
        if (!group.sources().equals(all.values(Dimension.SOURCE))) {
            IntervalSet others = all.values(Dimension.SOURCE).without(group.sources());
            boolean most = others.size() < group.sources().size() && others.intervals() <= MAX_NAMES;
            text.append(most ? " from all but " : " from ").append(sources(most ? others : group.sources()));
        }
        return text.append(elsewhere(group, all)).toString();
    }

    /** The same without the sources. */
    String elsewhere(OutcomeGroup group, PacketSet all) {
        StringBuilder text = new StringBuilder();
        sourcePorts(group, all).ifPresent(ports -> text.append(" with source ").append(ports));
        if (!group.box().interfaces().equals(all.values(Dimension.INTERFACE))) {
            text.append(" by ").append(interfaceText(group.box().interfaces(), all.values(Dimension.INTERFACE)));
        }
        destinations(group, all)
                .ifPresent(addresses -> text.append(" if sent to ").append(addresses));
        group.decision().sentTo().ifPresent(sent -> {
            StringJoiner joined = new StringJoiner(" or ", " if sent to ", "");
            sentTo(sent).forEach(each -> joined.add(each.toString()));
            text.append(joined);
        });
        return text.toString();
    }

    private String interfaceText(IntervalSet some, IntervalSet all) {
        List<String> names = interfaces(some);
        List<String> others = interfaces(all.without(some));
        if (names.size() > MAX_NAMES && !others.isEmpty() && others.size() <= MAX_NAMES) {
            return "all interfaces but " + String.join(", ", others);
        }
        if (names.size() <= MAX_NAMES + 1) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, MAX_NAMES)) + " and " + (names.size() - MAX_NAMES) + " more";
    }

    private static Optional<String> sourcePorts(OutcomeGroup group, PacketSet all) {
        IntervalSet ports = group.box().sourcePorts();
        IntervalSet every = all.values(Dimension.SOURCE_PORT);
        if (ports.equals(every) || ports.size() >= every.size()) {
            return Optional.empty();
        }
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < Math.min(ports.intervals(), MAX_NAMES); i++) {
            text.add(ports.first(i) == ports.last(i) ? "" + ports.first(i) : ports.first(i) + "-" + ports.last(i));
        }
        int omitted = ports.intervals() - MAX_NAMES;
        return Optional.of(
                (ports.isOne() ? "port " : "ports ") + text + (omitted > 0 ? " and " + omitted + " more" : ""));
    }

    private Optional<String> destinations(OutcomeGroup group, PacketSet all) {
        IntervalSet destinations = group.box().destinations();
        return destinations.equals(all.values(Dimension.DESTINATION))
                ? Optional.empty()
                : Optional.of(plainRanges(destinations).toString());
    }

    private AddressRanges plainRanges(IntervalSet addresses) {
        AddressRanges.Builder builder = AddressRanges.builder(family);
        add(addresses, 0, addresses.intervals(), builder);
        return builder.build();
    }

    /** One for each of a few ports. */
    private List<FirewallDestination> sentTo(Trail.Destination sent) {
        Optional<InetAddress> address = sent.address().isOne()
                ? Optional.of(plainRanges(sent.address()).ranges().get(0).first())
                : Optional.empty();
        List<FirewallDestination> all = new ArrayList<>();
        for (int i = 0; i < sent.port().intervals() && sent.port().size() <= MAX_PORTS; i++) {
            for (long port = sent.port().first(i); port <= sent.port().last(i); port++) {
                all.add(new FirewallDestination(address, OptionalInt.of((int) port)));
            }
        }
        return all.isEmpty() ? List.of(new FirewallDestination(address, OptionalInt.empty())) : all;
    }
}
