package io.github.listeningports.macos;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ProcessInfo;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether another host's first packet gets through to a listener that is not bound to loopback, which the Application Firewall does not filter.
 *
 * <p>BLOCKED needs one firewall that is known to block. ALLOWED needs both to be known to let it through, and so is a verdict for root alone, to whom pf tells that
 * it is off: it is off on most Macs, but Internet Sharing, and VPN clients that guard against leaks, turn it on and block what comes in. "Probably" is not
 * a verdict, and a wrong ALLOWED would be believed; the reason tells the half that is known.
 */
final class FirewallEvaluator {

    /** Sealed, and Apple's alone (System Integrity Protection), but for /usr/local. What is essential to a network is there; Apple names examples, and no list. */
    private static final Pattern OF_THE_SYSTEM =
            Pattern.compile("/(?:System|usr(?!/local/)|bin|sbin|Library/Apple)/.*");

    /** Of directories, only bundles have an identity, and so an entry; a bundle within a bundle has its own. */
    private static final Pattern BUNDLE =
            Pattern.compile("\\.(?:app|appex|xpc|framework|bundle|plugin|prefPane|systemextension)/");

    /** It holds sockets for jobs that it has not started yet; who will answer is not known. */
    private static final int LAUNCHD = 1;

    private FirewallEvaluator() {}

    /**
     * The verdict.
     *
     * @param guessed whether the owner is only the process that used the socket last
     */
    static FirewallStatus evaluate(Firewall firewall, List<ProcessInfo> owners, boolean guessed) {
        return switch (firewall.application().state()) {
            case UNKNOWN -> unknown(firewall.application().gap());
            case OFF -> allowedUnlessByPf("the Application Firewall is off", firewall.packetFilter());
            case BLOCKS_ALL, BY_APPLICATION -> byOwners(firewall, owners, guessed);
        };
    }

    /** Of several owners, any may be the one that it asks about. */
    private static FirewallStatus byOwners(Firewall firewall, List<ProcessInfo> owners, boolean guessed) {
        if (owners.isEmpty() || guessed) {
            return unknown("the Application Firewall is on and decides by process, but "
                    + (guessed
                            ? "only the process that last used the socket is known, not the one that holds it"
                            : "no owner is known"));
        }
        List<FirewallStatus> answers = owners.stream()
                .map(owner -> byOwner(firewall, owner))
                .distinct()
                .toList();
        Optional<FirewallStatus> other = answers.stream()
                .filter(each -> each.verdict() != answers.get(0).verdict())
                .findFirst();
        return other.isEmpty()
                ? answers.get(0)
                : unknown("the verdict depends on the owner: " + answers.get(0).reason() + "; "
                        + other.get().reason());
    }

    private static FirewallStatus byOwner(Firewall firewall, ProcessInfo owner) {
        if (owner.pid() == LAUNCHD || owner.executable().isEmpty()) {
            return unknown("the Application Firewall is on and decides by application, but "
                    + (owner.pid() == LAUNCHD
                            ? "launchd holds the socket for an unknown job"
                            : "the executable of " + owner + " is unknown"));
        }
        String executable = owner.executable().get();
        ApplicationFirewall application = firewall.application();
        return application.state() == ApplicationFirewall.State.BLOCKS_ALL
                ? unlessEssential(executable)
                : byRules(application.rules(), executable, firewall.packetFilter());
    }

    private static FirewallStatus unlessEssential(String executable) {
        String what = "the Application Firewall blocks all incoming connections except those to essential services";
        return OF_THE_SYSTEM.matcher(executable).matches() || !executable.startsWith("/")
                ? unknown(what + ", and " + executable + " may be one")
                : new FirewallStatus(FirewallVerdict.BLOCKED, what);
    }

    private static FirewallStatus byRules(List<AppRule> rules, String executable, PacketFilter packetFilter) {
        List<AppRule> matching =
                rules.stream().filter(rule -> covers(rule.path(), executable)).toList();
        if (matching.isEmpty()) {
            return unknown("the Application Firewall is on and does not list " + executable
                    + ", so its signature decides, or the user, who is asked");
        }
        AppRule rule = matching.get(0);
        Optional<AppRule> other =
                matching.stream().filter(each -> each.allows() != rule.allows()).findFirst();
        if (other.isPresent()) {
            return unknown("the Application Firewall lists " + executable + " both as allowed and as blocked ("
                    + rule.path() + ", " + other.get().path() + ")");
        }
        if (matching.stream().noneMatch(each -> isMain(each.path(), executable))) {
            return unknown("the Application Firewall " + (rule.allows() ? "allows " : "blocks ") + rule.path()
                    + ", but " + executable + " inside it may be a separate application");
        }
        if (!rule.allows()) {
            return new FirewallStatus(FirewallVerdict.BLOCKED, "the Application Firewall blocks " + rule.path());
        }
        String allows = "the Application Firewall allows " + rule.path();
        // It knows an application by its signature as it was when it was listed: one that was built again is asked
        // about again.
        return isSealed(executable) || !packetFilter.off()
                ? allowedUnlessByPf(allows, packetFilter)
                : unknown(allows + ", but the user is asked again if it has changed since");
    }

    /** Nobody changes it; below /System, other volumes are mounted. */
    private static boolean isSealed(String executable) {
        return OF_THE_SYSTEM.matcher(executable).matches() && !executable.startsWith("/System/Volumes/");
    }

    /** Whether it is what the entry is for: the file itself, or what starts with the bundle, by the name that is usual; a helper beside it has a signature of its own. */
    private static boolean isMain(String path, String executable) {
        String bundle = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String file = bundle.substring(bundle.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        return executable.equals(path)
                || (dot > 0 && executable.equals(bundle + "/Contents/MacOS/" + file.substring(0, dot)));
    }

    /** The executable itself, or the innermost bundle that it is in. */
    private static boolean covers(String path, String executable) {
        if (executable.equals(path)) {
            return true;
        }
        String directory = path.endsWith("/") ? path : path + "/";
        Matcher bundle = BUNDLE.matcher(executable);
        int end = 0;
        while (bundle.find()) {
            end = bundle.end();
        }
        return executable.startsWith(directory) && directory.length() == end;
    }

    private static FirewallStatus allowedUnlessByPf(String why, PacketFilter packetFilter) {
        return packetFilter.off()
                ? new FirewallStatus(
                        FirewallVerdict.ALLOWED,
                        why + ", and the packet filter pf is off; third-party network extensions are not examined")
                : unknown(why + ", but " + packetFilter.gap());
    }

    private static FirewallStatus unknown(String reason) {
        return new FirewallStatus(FirewallVerdict.UNKNOWN, reason);
    }
}
