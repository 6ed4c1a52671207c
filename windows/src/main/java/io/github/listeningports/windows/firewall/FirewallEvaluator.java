package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.FirewallOutcome.Fate;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.spi.PartialFirewallStatus;
import io.github.listeningports.windows.firewall.Decision.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Evaluates the rules of Windows Firewall for the first packet of a new connection from another host: in each active profile, and over each family that the listener
 * accepts.
 *
 * <p>Block rules override allow rules regardless of order, and without either the default action applies (Microsoft's page "Windows Firewall rules", and MS-FASP 3.1.1).
 */
final class FirewallEvaluator {

    private final FirewallPolicy policy;
    private final Set<FirewallProfile> active;
    private final VerdictExplanation ipv4;
    private final VerdictExplanation ipv6;
    private final ProgramPaths paths;
    private final Supplier<LocalSubnets> subnets;

    /**
     * @param active the profiles of the networks that the machine is on
     * @param profileFailure why they are unknown, in which case all are evaluated
     * @param subnets the networks of this machine, if a rule names them
     */
    FirewallEvaluator(
            FirewallPolicy policy,
            Set<FirewallProfile> active,
            Optional<String> profileFailure,
            ProgramPaths paths,
            Supplier<LocalSubnets> subnets) {
        this.policy = policy;
        this.active = active;
        ipv4 = new VerdictExplanation(AddressFamily.IPV4, profileFailure);
        ipv6 = new VerdictExplanation(AddressFamily.IPV6, profileFailure);
        this.paths = paths;
        this.subnets = subnets;
    }

    FirewallStatus evaluate(FirewallListener listener) {
        if (listener.address().isLoopbackAddress()) {
            return FirewallStatus.LOOPBACK;
        }
        Candidates candidates = new Candidates(
                candidates(policy.central(), listener),
                candidates(policy.local(), listener),
                candidates(policy.hardening(), listener));
        List<PartialFirewallStatus> families = new ArrayList<>();
        for (AddressFamily family : listener.families()) {
            List<VerdictExplanation.OfProfile> profiles = new ArrayList<>();
            for (FirewallProfile profile : active) {
                Walk walk = new Walk(policy, profile, settings(profile), listener, family, subnets);
                profiles.add(new VerdictExplanation.OfProfile(profile, walk.groups(candidates)));
            }
            families.add(new PartialFirewallStatus(
                    family == AddressFamily.IPV4 ? "IPv4" : "IPv6",
                    explanation(family).status(profiles)));
        }
        return PartialFirewallStatus.combine(families);
    }

    private VerdictExplanation explanation(AddressFamily family) {
        return family == AddressFamily.IPV4 ? ipv4 : ipv6;
    }

    /** The rules of each store that may apply to a listener. */
    private record Candidates(
            List<RuleMatch.Candidate> central, List<RuleMatch.Candidate> local, List<RuleMatch.Candidate> hardening) {}

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
            AddressFamily family,
            Supplier<LocalSubnets> subnets) {

        List<OutcomeGroup> groups(Candidates candidates) {
            List<OutcomeGroup> groups = onEveryInterface(candidates);
            Optional<FirewallCondition> againstAllowed =
                    UnexaminedFilters.againstAllowed(policy, listener, matches(candidates.hardening()), hosts());
            Optional<FirewallCondition> againstBlocked =
                    settings.shielded() ? Optional.empty() : UnexaminedFilters.againstBlocked(listener);
            return againstAllowed.isEmpty() && againstBlocked.isEmpty()
                    ? groups
                    : OutcomeGroup.mapped(groups, each -> switch (each.fate()) {
                        case ARRIVES -> againstAllowed.map(each::unexamined).orElse(each);
                        case DROPPED -> againstBlocked.map(each::unexamined).orElse(each);
                        case REDIRECTED, UNKNOWN -> each;
                    });
        }

        private AddressSet hosts() {
            return AddressSet.hosts(family);
        }

        private List<OutcomeGroup> onEveryInterface(Candidates candidates) {
            List<OutcomeGroup> groups = withoutInterfaces(candidates);
            boolean exempt = settings.enabled()
                    && settings.exemptInterfaces()
                    && groups.stream().anyMatch(each -> each.decision().fate() == Fate.DROPPED);
            if (!exempt) {
                return groups;
            }
            List<OutcomeGroup> more = new ArrayList<>(groups);
            more.add(new OutcomeGroup(
                    Decision.of(Fate.ARRIVES, Cause.of("the firewall is off"))
                            .with(new FirewallCondition(Kind.OTHER, "the interface (DisabledInterfaces)")),
                    hosts()));
            return OutcomeGroup.joined(more);
        }

        private List<OutcomeGroup> withoutInterfaces(Candidates candidates) {
            if (!settings.unexamined().isEmpty()) {
                String what = "not examined by this version: " + String.join(", ", settings.unexamined());
                return all(
                        Decision.of(Fate.UNKNOWN, Cause.of(what)).unexamined(new FirewallCondition(Kind.OTHER, what)));
            }
            if (!settings.enabled()) {
                return all(Decision.of(Fate.ARRIVES, Cause.of("the firewall is off in the " + profile + " profile")));
            }
            if (settings.shielded()) {
                return all(Decision.of(
                        Fate.DROPPED,
                        Cause.of("all incoming connections are blocked in the " + profile
                                + " profile, regardless of rules")));
            }
            List<RuleMatch.Candidate> rules = new ArrayList<>(candidates.central());
            if (settings.mergesLocal()) {
                rules.addAll(candidates.local());
            }
            return new RuleDecision(profile, settings, family, matches(rules)).groups();
        }

        private List<OutcomeGroup> all(Decision decision) {
            return List.of(new OutcomeGroup(decision, hosts()));
        }

        private List<RuleMatch> matches(List<RuleMatch.Candidate> some) {
            List<RuleMatch> matches = new ArrayList<>();
            for (RuleMatch.Candidate each : some) {
                if (each.rule().profiles().contains(profile)) {
                    matches.addAll(each.over(family, listener, subnets));
                }
            }
            return matches;
        }
    }
}
