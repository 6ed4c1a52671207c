package io.github.listeningports.linux.firewall;

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
