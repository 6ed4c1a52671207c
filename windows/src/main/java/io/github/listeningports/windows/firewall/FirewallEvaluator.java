package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.spi.PartialFirewallStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates the rules of Windows Firewall for the first packet of a new connection from another host: in each active profile, and over each family that the listener
 * accepts.
 *
 * <p>Block rules override allow rules regardless of order, and without either the default action applies (Microsoft's page "Windows Firewall rules", and MS-FASP 3.1.1).
 */
final class FirewallEvaluator {

    private final FirewallPolicy policy;
    private final Set<FirewallProfile> active;
    private final Optional<String> profileFailure;
    private final ProgramPaths paths;

    /**
     * @param active the profiles of the networks that the machine is on
     * @param profileFailure why they are unknown, in which case all are evaluated
     */
    FirewallEvaluator(
            FirewallPolicy policy, Set<FirewallProfile> active, Optional<String> profileFailure, ProgramPaths paths) {
        this.policy = policy;
        this.active = active;
        this.profileFailure = profileFailure;
        this.paths = paths;
    }

    FirewallStatus evaluate(FirewallListener listener) {
        if (listener.address().isLoopbackAddress()) {
            return FirewallStatus.LOOPBACK;
        }
        List<RuleMatch.Candidate> central = candidates(policy.central(), listener);
        List<RuleMatch.Candidate> local = candidates(policy.local(), listener);
        List<RuleMatch.Candidate> hardening = candidates(policy.hardening(), listener);
        List<PartialFirewallStatus> profiles = new ArrayList<>();
        for (FirewallProfile profile : active) {
            FirewallPolicy.Settings settings = settings(profile);
            List<RuleMatch.Candidate> rules = new ArrayList<>(central);
            if (settings.mergesLocal()) {
                rules.addAll(local);
            }
            List<PartialFirewallStatus> families = new ArrayList<>();
            for (AddressFamily family : listener.families()) {
                FirewallStatus status = new Walk(policy, profile, settings, listener, family).status(rules, hardening);
                families.add(new PartialFirewallStatus(family == AddressFamily.IPV4 ? "IPv4" : "IPv6", status));
            }
            profiles.add(new PartialFirewallStatus(profile + " profile", PartialFirewallStatus.combine(families)));
        }
        return withProfileFailure(PartialFirewallStatus.combine(profiles), profiles);
    }

    /** Adds why the active profile is unknown, if the verdict depends on it. */
    private FirewallStatus withProfileFailure(FirewallStatus status, List<PartialFirewallStatus> profiles) {
        boolean agree = profiles.stream()
                        .map(each -> each.status().verdict())
                        .distinct()
                        .count()
                == 1;
        return agree || profileFailure.isEmpty()
                ? status
                : new FirewallStatus(
                        status.verdict(),
                        status.reason() + " (the active profile is unknown: " + profileFailure.get() + ")");
    }

    private FirewallPolicy.Settings settings(FirewallProfile profile) {
        Map<FirewallProfile, FirewallPolicy.Settings> all = policy.settings();
        FirewallPolicy.Settings settings = all.get(profile);
        return settings == null ? FirewallPolicy.Settings.DEFAULT : settings;
    }

    private List<RuleMatch.Candidate> candidates(List<FirewallRule> rules, FirewallListener listener) {
        List<RuleMatch.Candidate> candidates = new ArrayList<>();
        for (FirewallRule rule : rules) {
            RuleMatch.candidate(rule, listener, paths, policy.ipHttps()).ifPresent(candidates::add);
        }
        return candidates;
    }

    /** One profile, one family. */
    private record Walk(
            FirewallPolicy policy,
            FirewallProfile profile,
            FirewallPolicy.Settings settings,
            FirewallListener listener,
            AddressFamily family) {

        FirewallStatus status(List<RuleMatch.Candidate> rules, List<RuleMatch.Candidate> hardening) {
            FirewallStatus status = onEveryInterface(rules);
            Optional<String> obstacle = switch (status.verdict()) {
                case ALLOWED, RESTRICTED ->
                    UnexaminedFilters.againstAllowed(policy, listener, matches(hardening), AddressSet.hosts(family));
                case BLOCKED -> settings.shielded() ? Optional.empty() : UnexaminedFilters.againstBlocked(listener);
                default -> Optional.empty();
            };
            return obstacle.map(reason -> new FirewallStatus(FirewallVerdict.UNKNOWN, reason))
                    .orElse(status);
        }

        private FirewallStatus onEveryInterface(List<RuleMatch.Candidate> rules) {
            FirewallStatus plain = withoutInterfaces(rules);
            boolean exempt = settings.enabled() && settings.exemptInterfaces();
            return exempt && plain.verdict() != FirewallVerdict.ALLOWED && plain.verdict() != FirewallVerdict.UNKNOWN
                    ? new FirewallStatus(
                            FirewallVerdict.RESTRICTED,
                            "the firewall is off on some interfaces; on others, " + plain.reason())
                    : plain;
        }

        private FirewallStatus withoutInterfaces(List<RuleMatch.Candidate> rules) {
            if (!settings.unexamined().isEmpty()) {
                return new FirewallStatus(
                        FirewallVerdict.UNKNOWN,
                        "not examined by this version: " + String.join(", ", settings.unexamined()));
            }
            if (!settings.enabled()) {
                return new FirewallStatus(
                        FirewallVerdict.ALLOWED, "the firewall is off in the " + profile + " profile");
            }
            if (settings.shielded()) {
                return new FirewallStatus(
                        FirewallVerdict.BLOCKED,
                        "all incoming connections are blocked in the " + profile + " profile, regardless of rules");
            }
            return new RuleDecision(profile, settings, family, matches(rules)).status();
        }

        private List<RuleMatch> matches(List<RuleMatch.Candidate> candidates) {
            List<RuleMatch> matches = new ArrayList<>();
            for (RuleMatch.Candidate each : candidates) {
                if (each.rule().profiles().contains(profile)) {
                    each.over(family, listener).ifPresent(matches::add);
                }
            }
            return matches;
        }
    }
}
