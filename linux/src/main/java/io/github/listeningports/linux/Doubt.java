package io.github.listeningports.linux;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;

/**
 * Something beside the rules that has a say in the fate of packets, and is not examined.
 *
 * @param what it is, for people
 * @param seen whether it is there; otherwise it cannot be told whether it is
 * @param leads whether it may also bring packets to a listener that the rules keep them from
 */
record Doubt(String what, boolean seen, boolean leads) {

    static Doubt seen(String what) {
        return new Doubt(what, true, false);
    }

    static Doubt unseen(String what) {
        return new Doubt(what, false, false);
    }

    /** What is left of an answer that the rules alone give. */
    FirewallStatus weigh(FirewallStatus status) {
        return switch (status.verdict()) {
            case ALLOWED ->
                new FirewallStatus(
                        seen ? FirewallVerdict.RESTRICTED : FirewallVerdict.UNKNOWN,
                        (seen ? "depends on " : "may depend on ") + what + "; otherwise " + status.reason());
            case RESTRICTED ->
                new FirewallStatus(
                        FirewallVerdict.RESTRICTED,
                        (seen ? "depends on " : "may depend on ") + what + "; " + status.reason());
            case BLOCKED, REDIRECTED, NOT_EXPOSED ->
                seen && leads
                        ? new FirewallStatus(
                                FirewallVerdict.RESTRICTED,
                                "depends on " + what + "; otherwise " + status.verdict() + ": " + status.reason())
                        : status;
            case UNKNOWN -> status;
        };
    }
}
