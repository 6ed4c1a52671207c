package io.github.listeningports.windows.firewall;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What may hold up a packet that rules let through, or let one through that they do not: beside the rules, and not examined by this version. */
final class UnexaminedFilters {

    private UnexaminedFilters() {}

    /**
     * Why a packet may be held up all the same, the firewall being on or off.
     *
     * @param hardening the rules for Windows's own services that apply, or may
     * @param hosts all other hosts
     */
    static Optional<String> aboutPassing(
            FirewallPolicy policy, FirewallListener listener, List<RuleMatch> hardening, AddressSet hosts) {
        return hardened(hardening, hosts)
                .or(() -> contained(listener))
                .or(() -> policy.connectionSecurity()
                        ? Optional.of(
                                "rules of IPsec (connection security), which this version does not examine, may demand"
                                        + " authentication, or block it")
                        : Optional.empty());
    }

    /** Why one that no rule allows may get through: Windows has filters for packaged programs beside its rules. */
    static Optional<String> aboutDefault(FirewallListener listener) {
        return isContained(listener) ? contained(listener) : Optional.empty();
    }

    /** A service that hardening blocks is let through only by its own rules. */
    private static Optional<String> hardened(List<RuleMatch> hardening, AddressSet hosts) {
        List<RuleMatch> blocks = hardening.stream()
                .filter(each -> each.rule().action() != FirewallRule.Action.ALLOW)
                .toList();
        AddressSet own = AddressSet.NONE;
        for (RuleMatch each : hardening) {
            own = each.rule().action() == FirewallRule.Action.ALLOW ? own.plus(each.surely()) : own;
        }
        return blocks.isEmpty() || own.contains(hosts)
                ? Optional.empty()
                : Optional.of("service hardening may block it ("
                        + blocks.stream()
                                .map(each -> "rule \"" + each.rule().name() + "\"")
                                .distinct()
                                .limit(RuleDecision.MAX_NAMED)
                                .collect(Collectors.joining(", "))
                        + ")");
    }

    /** What a program in an AppContainer may take in is for its capabilities to say, whatever other rules allow. */
    private static Optional<String> contained(FirewallListener listener) {
        if (isContained(listener)) {
            return Optional.of("it runs in an AppContainer, whose isolation this version does not examine");
        }
        return listener.token().container().isEmpty()
                ? Optional.of("whether it runs in an AppContainer, which isolates it, is not known: an administrator"
                        + " sees more")
                : Optional.empty();
    }

    private static boolean isContained(FirewallListener listener) {
        return listener.token().container().orElse(false);
    }
}
