package io.github.listeningports;

import java.util.Objects;

/**
 * What this host's firewall does with a new connection from another host to a listener.
 *
 * @param verdict what happens to the first packet
 * @param reason the rule that decided, or what is missing for an answer; for people
 */
public record FirewallStatus(FirewallVerdict verdict, String reason) {

    public FirewallStatus {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(reason, "reason");
    }

    /** The verdict for what is bound to loopback, or without it {@link FirewallVerdict#UNKNOWN} with the reason given. */
    static FirewallStatus unlessLoopback(Reach reach, String whyUnknown) {
        return reach == Reach.LOOPBACK
                ? new FirewallStatus(FirewallVerdict.NOT_EXPOSED, "bound to loopback")
                : new FirewallStatus(FirewallVerdict.UNKNOWN, whyUnknown);
    }

    @Override
    public String toString() {
        return verdict + " (" + HarmlessText.of(reason) + ")";
    }
}
