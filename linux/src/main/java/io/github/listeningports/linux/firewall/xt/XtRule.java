package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import java.util.List;
import java.util.OptionalInt;

/**
 * A rule of ip_tables or ip6_tables: struct ipt_entry or ip6t_entry, its matches and its target.
 *
 * @param truncated whether further matches could not be parsed
 * @param similar how many rules follow that differ from it only in their sources
 * @param sources the sources of all of them; empty if it stands alone
 */
record XtRule(
        Header header, List<XtMatch> matches, boolean truncated, XtTarget target, int similar, IntervalSet sources) {

    XtRule {
        matches = List.copyOf(matches);
    }

    XtRule(Header header, List<XtMatch> matches, boolean truncated, XtTarget target) {
        this(header, matches, truncated, target, 0, IntervalSet.EMPTY);
    }

    /** The first of like rules. */
    XtRule from(List<IntervalSet> addresses) {
        return new XtRule(header, matches, truncated, target, addresses.size() - 1, IntervalSets.union(addresses));
    }

    /**
     * What a rule compares without a match: struct ipt_ip or ip6t_ip6.
     *
     * @param protocol empty for any
     */
    record Header(
            XtMasked source,
            XtMasked destination,
            XtMasked inInterface,
            XtMasked outInterface,
            OptionalInt protocol,
            boolean protocolInverted,
            Fragments fragments) {}

    /** Matches packets by their place in a datagram: second and further fragments of IPv4, or all others. */
    enum Fragments {
        ANY,
        FURTHER,
        NOT_FURTHER
    }
}
