package io.github.listeningports;

import java.util.Objects;

/**
 * What this host's firewall did, at the time of the snapshot, with a new connection from another host to a listener.
 *
 * <p>Reading the rules requires CAP_NET_ADMIN and CAP_DAC_READ_SEARCH on Linux, and CAP_SYS_ADMIN to find BPF programs. On Windows anyone may read them, but only a
 * caller that may query a process can match it to the program of a rule. On macOS the state of pf requires root. Where a required right is missing, the verdict is
 * {@link FirewallVerdict#UNKNOWN}.
 *
 * @param verdict what happens to the first packet
 * @param reason the rule that decided, or what is missing for a verdict, in English. Linux rules are named by table, chain and handle, as in
 *     {@code nft -a list ruleset} (iptables-nft rules too), or, for iptables-legacy and ip6tables-legacy, by number, as in {@code -S CHAIN NUMBER} of that
 *     command; Windows and macOS rules by name. It can contain text written by others, such as a comment: {@link #toString()} is safe to print
 */
public record FirewallStatus(FirewallVerdict verdict, String reason) {

    /** The status of a listener on a loopback address, which no other host can reach. */
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
