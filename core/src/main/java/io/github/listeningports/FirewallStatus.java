package io.github.listeningports;

import java.util.Objects;

/**
 * What this host's firewall does with a new connection from another host to a listener, when the snapshot was taken.
 *
 * <p>Linux tells its rules to who has CAP_NET_ADMIN and CAP_DAC_READ_SEARCH, and whether BPF programs are loaded to who has CAP_SYS_ADMIN; Windows tells them to everyone, and what program a
 * rule is for only with the right to look at that process; macOS tells the state of pf to root. Where such a right is needed and missing, it is {@link FirewallVerdict#UNKNOWN}.
 *
 * @param verdict what happens to the first packet
 * @param reason the rule that decided, or what is missing for an answer; for people. On Linux a rule is named by table, chain and handle, as {@code nft -a list ruleset}
 *     shows them (rules of iptables-nft too), or if it is one of iptables-legacy or ip6tables-legacy by its number, as {@code -S CHAIN NUMBER} of that command takes
 *     it; on Windows and macOS by its name. It can hold what others wrote, such as a comment: {@link #toString()} is safe to print
 */
public record FirewallStatus(FirewallVerdict verdict, String reason) {

    /** The status of a listener on a loopback address that no other host reaches. */
    public static final FirewallStatus LOOPBACK = new FirewallStatus(FirewallVerdict.NOT_EXPOSED, "bound to loopback");

    public FirewallStatus {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(reason, "reason");
    }

    /** One line, safe to print: {@code ALLOWED (accepted by table inet filter, chain input, rule handle 7)}. */
    @Override
    public String toString() {
        return verdict + " (" + HarmlessText.of(reason) + ")";
    }
}
