package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallOutcome.Fate;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.util.EnumSet;
import java.util.Optional;

/** The firewall at one moment, for all listeners of a snapshot. */
public final class FirewallLook {

    private final Optional<FirewallEvaluator> evaluator;
    private final Optional<String> failure;

    private FirewallLook(Optional<FirewallEvaluator> evaluator, Optional<String> failure) {
        this.evaluator = evaluator;
        this.failure = failure;
    }

    /** @param failure why the profiles in force are not known; empty if they are */
    static FirewallLook examined(FirewallEvaluator evaluator, Optional<String> failure) {
        return new FirewallLook(Optional.of(evaluator), failure);
    }

    /** A firewall that cannot be examined. */
    public static FirewallLook failed(String reason) {
        return new FirewallLook(Optional.empty(), Optional.of(reason));
    }

    /** Why it cannot be examined, or not completely. */
    public Optional<String> failure() {
        return failure;
    }

    /** Whether rules were read. */
    public boolean isExamined() {
        return evaluator.isPresent();
    }

    /** The status of a listener of both families, or of IPv6 alone: unknown if that makes a difference. */
    public FirewallStatus statusIfMaybeIpv6Only(FirewallListener listener) {
        FirewallStatus both = status(listener);
        FirewallStatus six = status(listener.over(EnumSet.of(AddressFamily.IPV6)));
        FirewallStatus.Builder status = both.verdict() == six.verdict()
                ? FirewallStatus.builder(both.verdict(), both.reason())
                : FirewallStatus.builder(
                        FirewallVerdict.UNKNOWN,
                        "whether the socket accepts IPv4 is unknown; with IPv4, " + both + "; without, " + six);
        return status.outcomes(both.outcomes().stream()
                        .map(FirewallLook::unlessIpv6Only)
                        .toList())
                .build();
    }

    private static FirewallOutcome unlessIpv6Only(FirewallOutcome outcome) {
        if (outcome.family() == AddressFamily.IPV6 || outcome.fate() == Fate.DROPPED) {
            return outcome;
        }
        FirewallOutcome.Builder unknown = FirewallOutcome.builder(AddressFamily.IPV4, Fate.UNKNOWN)
                .sources(outcome.sources())
                .allOthers(outcome.allOthers());
        outcome.rule().ifPresent(unknown::rule);
        outcome.conditions().forEach(unknown::condition);
        return unknown.condition(new FirewallCondition(Kind.OTHER, "whether the socket accepts IPv4"))
                .build();
    }

    public FirewallStatus status(FirewallListener listener) {
        if (evaluator.isPresent()) {
            return evaluator.get().evaluate(listener);
        }
        return listener.address().isLoopbackAddress()
                ? FirewallStatus.LOOPBACK
                : new FirewallStatus(FirewallVerdict.UNKNOWN, failure.orElse("not examined"));
    }
}
