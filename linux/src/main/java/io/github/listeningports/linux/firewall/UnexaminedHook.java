package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;

/**
 * A hook beside the rules that can decide about packets and is not examined.
 *
 * @param what a human-readable description
 * @param seen whether it is known to exist; otherwise its existence is unknown
 * @param leads whether it may also deliver packets to a listener that the rules protect
 */
record UnexaminedHook(String what, boolean seen, boolean leads) {

    static UnexaminedHook seen(String what) {
        return new UnexaminedHook(what, true, false);
    }

    static UnexaminedHook unseen(String what) {
        return new UnexaminedHook(what, false, false);
    }

    /** The verdict of the rules alone, adjusted for this hook. */
    FirewallStatus weigh(FirewallStatus status) {
        return switch (status.verdict()) {
            case ALLOWED -> weighed(status, FirewallVerdict.UNKNOWN, "; otherwise ");
            case RESTRICTED -> weighed(status, FirewallVerdict.RESTRICTED, "; ");
            case BLOCKED, REDIRECTED, NOT_EXPOSED ->
                seen && leads
                        ? OutcomeChange.ledIn(
                                status,
                                "depends on " + what + "; otherwise " + status.verdict() + ": " + status.reason(),
                                condition())
                        : status;
            case UNKNOWN -> status;
        };
    }

    private FirewallStatus weighed(FirewallStatus status, FirewallVerdict ifUnseen, String then) {
        String reason = (seen ? "depends on " : "may depend on ") + what + then + status.reason();
        return seen
                ? OutcomeChange.restricted(status, reason, condition())
                : OutcomeChange.unsure(status, ifUnseen, reason, condition());
    }

    private FirewallCondition condition() {
        return new FirewallCondition(FirewallCondition.Kind.PROGRAM, what);
    }
}
