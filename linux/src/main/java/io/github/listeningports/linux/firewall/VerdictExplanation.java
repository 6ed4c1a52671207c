package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.linux.firewall.Outcomes.Example;
import io.github.listeningports.linux.firewall.Outcomes.Fate;
import io.github.listeningports.linux.firewall.packet.DestinationNat;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Turns outcomes into a verdict with a human-readable reason. */
final class VerdictExplanation {

    private static final int MAX_INTERVALS = 3;

    private VerdictExplanation() {}

    static FirewallStatus status(
            Outcomes outcomes, PacketSet all, ReachabilityQuestion question, LocalNetwork network) {
        boolean accepted = outcomes.has(Fate.ACCEPTED);
        boolean dropped = outcomes.has(Fate.DROPPED);
        boolean redirected = outcomes.has(Fate.REDIRECTED);
        if (accepted && (dropped || redirected)) {
            return new FirewallStatus(FirewallVerdict.RESTRICTED, restricted(outcomes, all, question, network));
        }
        if (outcomes.has(Fate.UNKNOWN)) {
            return new FirewallStatus(
                    FirewallVerdict.UNKNOWN,
                    "not examined: " + outcomes.of(Fate.UNKNOWN).get(0).by());
        }
        if (accepted) {
            String by = outcomes.of(Fate.ACCEPTED).get(0).by();
            return new FirewallStatus(
                    FirewallVerdict.ALLOWED, by.isEmpty() ? "no firewall chain on its path" : "accepted by " + by);
        }
        if (redirected) {
            String by = outcomes.of(Fate.REDIRECTED).get(0).by();
            return new FirewallStatus(
                    FirewallVerdict.REDIRECTED,
                    by
                            + (dropped
                                    ? ", or dropped by "
                                            + outcomes.of(Fate.DROPPED).get(0).by()
                                    : ""));
        }
        return dropped
                ? new FirewallStatus(
                        FirewallVerdict.BLOCKED,
                        "dropped by " + outcomes.of(Fate.DROPPED).get(0).by())
                : new FirewallStatus(
                        FirewallVerdict.UNKNOWN, "no packet from another host can match this address and interface");
    }

    /** The same status, unless packets to another address or port still reach the listener. */
    static FirewallStatus unless(Outcomes detour, FirewallStatus status) {
        if (!detour.has(Fate.ACCEPTED)) {
            return status;
        }
        return new FirewallStatus(
                FirewallVerdict.RESTRICTED,
                "reachable only through another address or port (NAT or a transparent proxy); accepted by "
                        + detour.of(Fate.ACCEPTED).get(0).by() + "; otherwise " + status.reason());
    }

    private static String restricted(
            Outcomes outcomes, PacketSet all, ReachabilityQuestion question, LocalNetwork network) {
        Example in = outcomes.of(Fate.ACCEPTED).get(0);
        boolean drops = outcomes.has(Fate.DROPPED);
        Example out = outcomes.of(drops ? Fate.DROPPED : Fate.REDIRECTED).get(0);
        Set<String> notes = new LinkedHashSet<>(in.packets().notes());
        notes.addAll(out.packets().notes());
        String depends = notes.isEmpty() ? "" : "depends on " + String.join(", ", notes) + "; ";
        return depends
                + (in.by().isEmpty() ? "allowed" : "accepted by " + in.by())
                + values(in.packets(), all, question, network)
                + (drops ? "; dropped by " : "; ")
                + out.by()
                + values(out.packets(), all, question, network);
    }

    /** The fields in which some packets differ from all the packets examined. */
    private static String values(
            PacketSet packets, PacketSet all, ReachabilityQuestion question, LocalNetwork network) {
        List<String> parts = new ArrayList<>();
        for (Dimension dimension : Dimension.values()) {
            IntervalSet some = packets.values(dimension);
            if (some.equals(all.values(dimension))) {
                continue;
            }
            boolean few = some.intervals() <= MAX_INTERVALS;
            parts.add(
                    switch (dimension) {
                        case SOURCE -> few ? "from " + addresses(some, question.ipv6()) : "from some addresses";
                        case SOURCE_PORT -> "from some ports";
                        case DESTINATION -> few ? "to " + addresses(some, question.ipv6()) : "to some addresses";
                        case INTERFACE -> "on interface " + interfaces(some, network);
                        case DESTINATION_PORT -> "to another port";
                    });
        }
        return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }

    private static String addresses(IntervalSet values, boolean ipv6) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < values.intervals(); i++) {
            String first = DestinationNat.address(values.bound(i, false), ipv6);
            String last = DestinationNat.address(values.bound(i, true), ipv6);
            parts.add(first.equals(last) ? first : first + "-" + last);
        }
        return String.join(", ", parts);
    }

    private static String interfaces(IntervalSet values, LocalNetwork network) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < network.interfaces().size() && names.size() < MAX_INTERVALS; i++) {
            if (values.contains(0, i)) {
                names.add(network.interfaces().get(i).name());
            }
        }
        return String.join(", ", names);
    }
}
