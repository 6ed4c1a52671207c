package io.github.listeningports.windows.firewall;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can block a packet that the rules allow, or let one through that they do not: filters beside the rules, which this version does not examine. */
final class UnexaminedFilters {

    private UnexaminedFilters() {}

    /**
     * Why an allowed packet may be blocked all the same, whether the firewall is on or off.
     *
     * @param hardening the service hardening rules that apply, or may
     * @param hosts all other hosts
     */
    static Optional<FirewallCondition> againstAllowed(
            FirewallPolicy policy, FirewallListener listener, List<RuleMatch> hardening, AddressSet hosts) {
        return hardened(hardening, hosts)
                .or(() -> contained(listener))
                .or(() -> policy.connectionSecurity()
                        ? condition(
                                Kind.OTHER,
                                "IPsec rules (connection security), which this version does not examine, may require"
                                        + " authentication or block it")
                        : Optional.empty());
    }

    /** Why a packet that no rule allows may get through: Windows has filters for packaged apps beside the rules. */
    static Optional<FirewallCondition> againstBlocked(FirewallListener listener) {
        return isContained(listener) ? contained(listener) : Optional.empty();
    }

    /** Where service hardening blocks a service, only its own hardening rules allow it. */
    private static Optional<FirewallCondition> hardened(List<RuleMatch> hardening, AddressSet hosts) {
        List<RuleMatch> blocks = hardening.stream()
                .filter(each -> each.rule().action() != FirewallRule.Action.ALLOW)
                .toList();
        AddressSet own = AddressSet.NONE;
        for (RuleMatch each : hardening) {
            boolean allows = each.rule().action() == FirewallRule.Action.ALLOW && each.isSure();
            own = allows ? own.plus(each.sources()) : own;
        }
        return blocks.isEmpty() || own.contains(hosts)
                ? Optional.empty()
                : condition(
                        Kind.OTHER,
                        "service hardening may block it ("
                                + blocks.stream()
                                        .map(each -> RuleDecision.name(each.rule()))
                                        .distinct()
                                        .limit(RuleDecision.MAX_NAMED)
                                        .collect(Collectors.joining(", "))
                                + ")");
    }

    /** What a program in an AppContainer may receive depends on its capabilities, whatever other rules allow. */
    private static Optional<FirewallCondition> contained(FirewallListener listener) {
        if (isContained(listener)) {
            return condition(Kind.PROGRAM, "it runs in an AppContainer, whose isolation this version does not examine");
        }
        return listener.token().container().isEmpty()
                ? condition(
                        Kind.PROGRAM,
                        "it may run in an AppContainer, which would isolate it: only an administrator can query"
                                + " its token")
                : Optional.empty();
    }

    private static Optional<FirewallCondition> condition(Kind kind, String detail) {
        return Optional.of(new FirewallCondition(kind, detail));
    }

    private static boolean isContained(FirewallListener listener) {
        return listener.token().container().orElse(false);
    }
}
