package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * For which other hosts a rule applies to a listener.
 *
 * @param surely those for which it does
 * @param maybe those for which it does, or may
 * @param limits what it depends on besides
 * @param unknowns what would have to be known
 */
record RuleMatch(FirewallRule rule, AddressSet surely, AddressSet maybe, List<String> limits, List<String> unknowns) {

    RuleMatch {
        limits = List.copyOf(limits);
        unknowns = List.copyOf(unknowns);
    }

    /** Whether it can be told for which it applies. */
    boolean isKnown() {
        return unknowns.isEmpty();
    }

    /** Whether protocol, port, program, service and user may be those of the rule: what does not depend on profile and family. Empty if they are not. */
    static Optional<Candidate> candidate(FirewallRule rule, FirewallListener listener, ProgramPaths paths) {
        boolean otherProtocol = rule.protocol().isPresent() && rule.protocol().getAsInt() != number(listener);
        FirewallRule.Ports ports = rule.ports();
        boolean otherPort = ports.keywords().isEmpty() && !ports.isAny() && !ports.names(listener.port());
        if (otherProtocol || otherPort) {
            return Optional.empty(); // most are
        }
        List<String> unknowns = new ArrayList<>();
        boolean may = mayBePort(rule.ports(), listener, unknowns)
                && mayBeProgram(rule, listener, paths, unknowns)
                && mayBeService(rule, listener, unknowns)
                && mayBePackage(rule, listener, unknowns);
        if (!may) {
            return Optional.empty();
        }
        rule.unknowns().forEach(unknown -> unknowns.add(unknown + ", which this version does not examine"));
        return Optional.of(new Candidate(rule, unknowns));
    }

    /** A rule that may apply to a listener; some of it may not be known. */
    record Candidate(FirewallRule rule, List<String> unknowns) {

        /** Over one family; empty if it does not. */
        Optional<RuleMatch> over(AddressFamily family, FirewallListener listener) {
            AddressSet hosts = AddressSet.hosts(family);
            List<String> limits = new ArrayList<>(rule.limits());
            if (!mayBeLocal(rule.local(), family, listener, limits)) {
                return Optional.empty();
            }
            List<String> keywords = keywords(rule.remote(), family);
            AddressSet named =
                    rule.remote().isAny() ? hosts : set(rule.remote(), family).and(hosts);
            AddressSet maybe = keywords.isEmpty() ? named : hosts;
            if (maybe.isEmpty()) {
                return Optional.empty();
            }
            boolean open = !limits.isEmpty() || !unknowns.isEmpty();
            keywords.forEach(keyword -> limits.add("the remote address (" + keyword + ")"));
            if (keywords.isEmpty() && !maybe.contains(hosts)) {
                limits.add("the remote address");
            }
            return Optional.of(new RuleMatch(rule, open ? AddressSet.NONE : named, maybe, limits, unknowns));
        }
    }

    private static int number(FirewallListener listener) {
        return listener.protocol() == Protocol.TCP ? 6 : 17;
    }

    private static boolean mayBePort(FirewallRule.Ports ports, FirewallListener listener, List<String> unknowns) {
        if (ports.isAny() || ports.names(listener.port())) {
            return true;
        }
        // What they stand for changes while Windows runs (MS-FASP 2.2.14), and it tells nobody.
        ports.keywords().stream()
                .filter(keyword -> mayStandFor(keyword, listener.port()))
                .forEach(keyword -> unknowns.add("the ports that \"" + keyword + "\" stands for"));
        return ports.keywords().stream().anyMatch(keyword -> mayStandFor(keyword, listener.port()));
    }

    /**
     * The endpoint mapper of RPC listens on 135, and over HTTP on 593; the ports of RPC itself are dynamic ones, unless an administrator chose others. IP-HTTPS is HTTPS
     * to the world outside, on 443.
     */
    private static boolean mayStandFor(String keyword, int port) {
        return switch (keyword) {
            case "RPC-EPMap" -> port == 135 || port == 593;
            case "RPC" -> port >= 1024;
            case "mDNS" -> port == 5353;
            case "IPTLSIn", "IPHTTPSIn" -> port == 443;
            default -> true;
        };
    }

    private static boolean mayBeProgram(
            FirewallRule rule, FirewallListener listener, ProgramPaths paths, List<String> unknowns) {
        if (rule.program().isEmpty()) {
            return true;
        }
        ProgramPaths.Answer answer = paths.compare(rule.program().get(), listener);
        if (answer == ProgramPaths.Answer.UNKNOWN) {
            unknowns.add("whether the program is " + rule.program().get());
        }
        return answer != ProgramPaths.Answer.OTHER;
    }

    private static boolean mayBeService(FirewallRule rule, FirewallListener listener, List<String> unknowns) {
        if (rule.service().isEmpty()) {
            return true;
        }
        String wanted = rule.service().get();
        boolean kernel =
                listener.program().filter(FirewallListener.SYSTEM::equals).isPresent();
        if (kernel) {
            return false;
        }
        if (listener.services().isEmpty()) {
            unknowns.add("whether the process runs the service " + wanted);
            return true;
        }
        if (listener.services().get().stream().anyMatch(name -> isMeant(wanted, name))) {
            return true;
        }
        if (listener.unnamedServices().stream().anyMatch(name -> isMeant(wanted, name))) {
            unknowns.add("whether the process carries the identifier of the service " + wanted);
            return true;
        }
        return false;
    }

    private static boolean isMeant(String wanted, String service) {
        return wanted.equals("*") || wanted.equalsIgnoreCase(service);
    }

    /** A rule for one user's packaged program: neither that of another user, nor one that is not packaged. */
    private static boolean mayBePackage(FirewallRule rule, FirewallListener listener, List<String> unknowns) {
        boolean otherUser = rule.owner().isPresent()
                && listener.user().isPresent()
                && !rule.owner().get().equalsIgnoreCase(listener.user().get());
        if (otherUser || (rule.packaged() && !listener.packaged())) {
            return false;
        }
        if (rule.packaged()) {
            unknowns.add("whether it is the packaged program that the rule is for");
        } else if (rule.owner().isPresent()) {
            unknowns.add("whether LUOwn is its user");
        }
        return true;
    }

    private static boolean mayBeLocal(
            FirewallRule.Addresses local, AddressFamily family, FirewallListener listener, List<String> limits) {
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
        limits.add("the local address" + (keywords.isEmpty() ? "" : " " + keywords));
        return true;
    }

    private static AddressSet set(FirewallRule.Addresses addresses, AddressFamily family) {
        return family == AddressFamily.IPV4 ? addresses.ipv4() : addresses.ipv6();
    }

    private static List<String> keywords(FirewallRule.Addresses addresses, AddressFamily family) {
        return family == AddressFamily.IPV4 ? addresses.keywords4() : addresses.keywords6();
    }
}
