package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * A rule of ip_tables or ip6_tables: struct ipt_entry or ip6t_entry, its matches and its target.
 *
 * @param truncated whether further matches could not be parsed
 * @param sources those of several rules in a row that differ in nothing else; empty if it stands alone
 */
record XtRule(Header header, List<XtMatch> matches, boolean truncated, XtTarget target, IntervalSet sources) {

    XtRule {
        matches = List.copyOf(matches);
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
