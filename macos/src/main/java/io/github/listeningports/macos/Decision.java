package io.github.listeningports.macos;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallOutcome.Fate;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What happens to a listener's packets. The Application Firewall decides by program alone: about the packets of all other hosts, by all interfaces.
 *
 * @param rule the entry that decides, as the reason names it; empty if it is a setting
 * @param missing what would have to be known
 */
record Decision(Fate fate, String reason, Optional<String> rule, Optional<FirewallCondition> missing) {

    static Decision of(Fate fate, String reason) {
        return new Decision(fate, reason, Optional.empty(), Optional.empty());
    }

    /** Unknown, because what decides cannot be read. */
    static Decision unread(String reason) {
        return of(Fate.UNKNOWN, reason);
    }

    /** Unknown, because of the program that listens. */
    static Decision unknownProgram(String reason) {
        return of(Fate.UNKNOWN, reason).missing(FirewallCondition.Kind.PROGRAM, reason);
    }

    Decision by(String entry) {
        return new Decision(fate, reason, Optional.of(entry), missing);
    }

    Decision missing(FirewallCondition.Kind kind, String what) {
        return new Decision(fate, reason, rule, Optional.of(new FirewallCondition(kind, what)));
    }

    /** @param families the families of the packets that the listener receives */
    FirewallStatus status(Set<AddressFamily> families) {
        FirewallVerdict verdict = switch (fate) {
            case ARRIVES -> FirewallVerdict.ALLOWED;
            case DROPPED -> FirewallVerdict.BLOCKED;
            case REDIRECTED -> FirewallVerdict.REDIRECTED;
            case UNKNOWN -> FirewallVerdict.UNKNOWN;
        };
        boolean unread = fate == Fate.UNKNOWN && missing.isEmpty();
        List<FirewallOutcome> outcomes = unread
                ? List.of()
                : families.stream().sorted().map(this::outcome).toList();
        return FirewallStatus.builder(verdict, reason).outcomes(outcomes).build();
    }

    private FirewallOutcome outcome(AddressFamily family) {
        FirewallOutcome.Builder outcome = FirewallOutcome.builder(family, fate).allOthers(true);
        rule.ifPresent(outcome::rule);
        missing.ifPresent(outcome::condition);
        return outcome.build();
    }
}
