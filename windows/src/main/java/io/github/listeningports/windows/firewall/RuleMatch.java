package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.api.ServiceId;
import io.github.listeningports.windows.api.UpperCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Packets that a rule applies to, or may.
 *
 * @param sources where they come from
 * @param conditions what else has to hold for each
 * @param unknowns what would have to be known; empty if the rule surely applies
 */
record RuleMatch(
        FirewallRule rule, AddressSet sources, List<FirewallCondition> conditions, List<FirewallCondition> unknowns) {

    private static final String LOCAL_SUBNET = "LocalSubnet";

    RuleMatch {
        conditions = List.copyOf(conditions);
        unknowns = List.copyOf(unknowns);
    }

    /** Whether nothing about the match is unknown. */
    boolean isKnown() {
        return unknowns.isEmpty();
    }

    /** Whether the rule applies to every packet from the sources. */
    boolean isSure() {
        return isKnown() && !Decision.isConditional(conditions);
    }

    /** Matches protocol, port, program, service and package, which do not depend on profile and family. Empty if one surely differs. */
    static Optional<Candidate> candidate(
            FirewallRule rule, FirewallListener listener, ProgramPaths paths, boolean ipHttps) {
        boolean otherProtocol = rule.protocol().isPresent() && rule.protocol().getAsInt() != number(listener);
        FirewallRule.Ports ports = rule.ports();
        boolean otherPort = ports.keywords().isEmpty() && !ports.isAny() && !ports.names(listener.port());
        if (otherProtocol || otherPort) {
            return Optional.empty(); // most are
        }
        List<FirewallCondition> unknowns = new ArrayList<>();
        boolean may = mayBePort(rule.ports(), listener, ipHttps, unknowns)
                && mayBeProgram(rule, listener, paths, unknowns)
                && mayBeService(rule, listener, unknowns)
                && mayBePackage(rule, listener, unknowns);
        if (!may) {
            return Optional.empty();
        }
        unknowns.addAll(rule.unknowns());
        return Optional.of(new Candidate(rule, unknowns));
    }

    /** A rule that may apply to a listener, and what is unknown about it. */
    record Candidate(FirewallRule rule, List<FirewallCondition> unknowns) {

        /** The matches over one family, none of which has a source of another. */
        List<RuleMatch> over(AddressFamily family, FirewallListener listener, Supplier<LocalSubnets> subnets) {
            List<FirewallCondition> limits = new ArrayList<>(rule.limits());
            if (!mayBeLocal(rule.local(), family, listener, limits)) {
                return List.of();
            }
            AddressSet hosts = AddressSet.hosts(family);
            List<RuleMatch> parts = new ArrayList<>();
            AddressSet named =
                    rule.remote().isAny() ? hosts : set(rule.remote(), family).and(hosts);
            add(parts, named, limits);
            AddressSet others = hosts.minus(named);
            List<String> keywords = new ArrayList<>(keywords(rule.remote(), family));
            Optional<AddressSet> local = keywords.stream().anyMatch(LOCAL_SUBNET::equalsIgnoreCase)
                    ? subnets.get().of(family)
                    : Optional.empty();
            if (local.isPresent()) {
                keywords.removeIf(LOCAL_SUBNET::equalsIgnoreCase);
                add(
                        parts,
                        others.and(local.get()),
                        with(limits, new FirewallCondition(Kind.CHANGING_SET, LOCAL_SUBNET)));
                others = others.minus(local.get());
            }
            if (!keywords.isEmpty()) {
                String text = "the remote address (" + String.join(", ", keywords) + ")";
                add(parts, others, with(limits, new FirewallCondition(Kind.UNKNOWN_SET, text)));
            }
            return parts;
        }

        private void add(List<RuleMatch> parts, AddressSet sources, List<FirewallCondition> conditions) {
            if (!sources.isEmpty()) {
                parts.add(new RuleMatch(rule, sources, conditions, unknowns));
            }
        }

        private static List<FirewallCondition> with(List<FirewallCondition> some, FirewallCondition another) {
            List<FirewallCondition> more = new ArrayList<>(some);
            more.add(another);
            return more;
        }
    }

    private static FirewallCondition program(String unknown) {
        return new FirewallCondition(Kind.PROGRAM, unknown);
    }

    private static int number(FirewallListener listener) {
        return listener.protocol() == Protocol.TCP ? 6 : 17;
    }

    private static boolean mayBePort(
            FirewallRule.Ports ports, FirewallListener listener, boolean ipHttps, List<FirewallCondition> unknowns) {
        if (ports.isAny() || ports.names(listener.port())) {
            return true;
        }
        List<String> possible = ports.keywords().stream()
                .filter(keyword -> mayStandFor(keyword, listener, ipHttps))
                .toList();
        possible.forEach(keyword ->
                unknowns.add(new FirewallCondition(Kind.OTHER, "which ports \"" + keyword + "\" stands for")));
        return !possible.isEmpty();
    }

    /**
     * The ports of a keyword change while Windows runs (MS-FASP 2.2.14, PortsInUse), and cannot be queried; that includes the endpoint mapper, RPC and multicast DNS, which
     * have default ports. IP-HTTPS is on the port of its URL (MS-IPHTTPS 2.1: 443 is only the default), but never on the ports of the kernel's file sharing (MS-SMB2 2.1,
     * RFC 1001 15.4), because http.sys, which serves it, cannot share them. Where it is not
     * configured it has no port.
     */
    private static boolean mayStandFor(String keyword, FirewallListener listener, boolean ipHttps) {
        boolean https = keyword.equals("IPTLSIn") || keyword.equals("IPHTTPSIn");
        boolean fileSharing = listener.isKernel()
                && listener.protocol() == Protocol.TCP
                && (listener.port() == 445 || listener.port() == 139);
        return !(https && (fileSharing || !ipHttps));
    }

    private static boolean mayBeProgram(
            FirewallRule rule, FirewallListener listener, ProgramPaths paths, List<FirewallCondition> unknowns) {
        if (rule.program().isEmpty()) {
            return true;
        }
        ProgramPaths.Answer answer = paths.compare(rule.program().get(), listener);
        if (answer == ProgramPaths.Answer.UNKNOWN) {
            unknowns.add(program("whether the program is " + rule.program().get()));
        }
        return answer != ProgramPaths.Answer.OTHER;
    }

    private static boolean mayBeService(
            FirewallRule rule, FirewallListener listener, List<FirewallCondition> unknowns) {
        if (rule.service().isEmpty()) {
            return true;
        }
        String wanted = rule.service().get();
        if (listener.isKernel()) {
            return false;
        }
        List<String> named = listener.services().orElse(List.of());
        Optional<Set<String>> held = listener.token().serviceIds();
        if (isMeant(wanted, named) || held.filter(ids -> isHeld(wanted, ids)).isPresent()) {
            return true;
        }
        String unknown;
        if (isMeant(wanted, listener.unnamedServices())) {
            unknown = "whether the process token holds the SID of the service " + wanted;
        } else if (held.isPresent()) {
            return false;
        } else if (listener.services().isEmpty()) {
            unknown = "whether the process runs the service " + wanted;
        } else if (named.isEmpty() && listener.unnamedServices().isEmpty()) {
            // The children of a service inherit its token.
            unknown = "whether the service " + wanted + " started the process";
        } else {
            return false;
        }
        unknowns.add(program(unknown));
        return true;
    }

    private static boolean isHeld(String wanted, Set<String> ids) {
        return !ids.isEmpty() && ids.contains(wanted.equals("*") ? ServiceId.ALL : ServiceId.of(wanted));
    }

    private static boolean isMeant(String wanted, List<String> services) {
        return services.stream().anyMatch(name -> wanted.equals("*") || UpperCase.isSame(wanted, name));
    }

    /** A rule for an AppContainer or a package does not apply to a program in none; which package a program belongs to is not examined. */
    private static boolean mayBePackage(
            FirewallRule rule, FirewallListener listener, List<FirewallCondition> unknowns) {
        if (rule.audience() == FirewallRule.Audience.ANY) {
            return true;
        }
        unknowns.add(program("whether it is the packaged app of the rule"));
        boolean maybeContained = listener.token().container().orElse(true);
        return rule.audience() == FirewallRule.Audience.CONTAINER
                ? maybeContained
                : maybeContained || listener.token().inPackage().orElse(true);
    }

    private static boolean mayBeLocal(
            FirewallRule.Addresses local,
            AddressFamily family,
            FirewallListener listener,
            List<FirewallCondition> limits) {
        if (local.isAny()) {
            return true;
        }
        AddressSet named = set(local, family);
        List<String> keywords = keywords(local, family);
        boolean wildcard = listener.address().isAnyLocalAddress();
        if (wildcard ? named.contains(AddressSet.hosts(family)) : named.contains(listener.address())) {
            return true;
        }
        if (keywords.isEmpty() && (!wildcard || named.isEmpty())) {
            return false;
        }
        limits.add(new FirewallCondition(
                Kind.DESTINATION, "the local address" + (keywords.isEmpty() ? "" : " " + keywords)));
        return true;
    }

    private static AddressSet set(FirewallRule.Addresses addresses, AddressFamily family) {
        return family == AddressFamily.IPV4 ? addresses.ipv4() : addresses.ipv6();
    }

    private static List<String> keywords(FirewallRule.Addresses addresses, AddressFamily family) {
        return family == AddressFamily.IPV4 ? addresses.keywords4() : addresses.keywords6();
    }
}
