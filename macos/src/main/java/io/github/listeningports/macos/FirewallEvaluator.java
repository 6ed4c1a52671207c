package io.github.listeningports.macos;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallOutcome.Fate;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.ProcessInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides whether another host's first packet reaches a listener. Listeners on loopback, which the Application Firewall does not filter, are not evaluated
 * here.
 *
 * <p>BLOCKED takes one firewall known to block. ALLOWED takes two known to let the packet through, so only root gets it, since only root can see that pf is
 * off. pf is off on most Macs, but Internet Sharing, and VPN clients that prevent leaks, turn it on and block incoming packets. "Probably" is not a verdict,
 * and a wrong ALLOWED would be believed; the reason gives the half that is known.
 */
final class FirewallEvaluator {

    /** Sealed and writable by Apple alone (System Integrity Protection), except /usr/local. Essential services live here; Apple names examples, but no list. */
    private static final Pattern OF_THE_SYSTEM =
            Pattern.compile("/(?:System|usr(?!/local/)|bin|sbin|Library/Apple)/.*");

    /** The only directories with an identity, and so with an entry, are bundles; a nested bundle has its own. */
    private static final Pattern BUNDLE =
            Pattern.compile("\\.(?:app|appex|xpc|framework|bundle|plugin|prefPane|systemextension)/");

    /** Holds sockets for jobs that it has not started yet; the program that will answer is unknown. */
    private static final int LAUNCHD = 1;

    private FirewallEvaluator() {}

    /**
     * Returns the verdict.
     *
     * @param families the families of the packets that the listener receives
     * @param guessed whether the owner is only the process that last used the socket
     */
    static FirewallStatus evaluate(
            Firewall firewall, List<ProcessInfo> owners, boolean guessed, Set<AddressFamily> families) {
        return decide(firewall, owners, guessed).status(families);
    }

    private static Decision decide(Firewall firewall, List<ProcessInfo> owners, boolean guessed) {
        return switch (firewall.application().state()) {
            case UNKNOWN -> Decision.unread(firewall.application().gap());
            case OFF -> allowedUnlessByPf("the Application Firewall is off", firewall.packetFilter());
            case BLOCKS_ALL, BY_APPLICATION -> byOwners(firewall, owners, guessed);
        };
    }

    /** With several owners, the firewall may judge by any of them. */
    private static Decision byOwners(Firewall firewall, List<ProcessInfo> owners, boolean guessed) {
        if (owners.isEmpty() || guessed) {
            return Decision.unknownProgram("the Application Firewall is on and decides by process, but "
                    + (guessed
                            ? "only the process that last used the socket is known, not the one that holds it"
                            : "no owner is known"));
        }
        List<Decision> answers = answering(owners).stream()
                .map(owner -> byOwner(firewall, owner))
                .distinct()
                .toList();
        Optional<Decision> other = answers.stream()
                .filter(each -> each.fate() != answers.get(0).fate())
                .findFirst();
        return other.isEmpty()
                ? answers.get(0)
                : Decision.unknownProgram("the verdict depends on the owner: "
                        + answers.get(0).reason() + "; " + other.get().reason());
    }

    /** launchd keeps its copy of a socket that it opened for a job, but leaves it to the job once that runs (launchd.plist(5), Sockets). */
    private static List<ProcessInfo> answering(List<ProcessInfo> owners) {
        List<ProcessInfo> others =
                owners.stream().filter(owner -> owner.pid() != LAUNCHD).toList();
        return others.isEmpty() ? owners : others;
    }

    private static Decision byOwner(Firewall firewall, ProcessInfo owner) {
        if (owner.pid() == LAUNCHD || owner.executable().isEmpty()) {
            return Decision.unknownProgram("the Application Firewall is on and decides by application, but "
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

    private static Decision unlessEssential(String executable) {
        String what = "the Application Firewall blocks all incoming connections except those to essential services";
        return OF_THE_SYSTEM.matcher(executable).matches() || !executable.startsWith("/")
                ? Decision.unknownProgram(what + ", and " + executable + " may be one")
                : Decision.of(Fate.DROPPED, what);
    }

    private static Decision byRules(List<AppRule> rules, String executable, PacketFilter packetFilter) {
        List<AppRule> matching =
                rules.stream().filter(rule -> covers(rule.path(), executable)).toList();
        if (matching.isEmpty()) {
            return Decision.unknownProgram("the Application Firewall is on and does not list " + executable
                    + ", so its signature decides, or the user, who is asked");
        }
        AppRule rule = matching.get(0);
        Optional<AppRule> other =
                matching.stream().filter(each -> each.allows() != rule.allows()).findFirst();
        if (other.isPresent()) {
            return Decision.unknownProgram(
                    "the Application Firewall lists " + executable + " both as allowed and as blocked (" + rule.path()
                            + ", " + other.get().path() + ")");
        }
        if (matching.stream().noneMatch(each -> isMain(each.path(), executable))) {
            return Decision.unknownProgram("the Application Firewall " + (rule.allows() ? "allows " : "blocks ")
                    + rule.path() + ", but " + executable + " inside it may be a separate application");
        }
        if (!rule.allows()) {
            return Decision.of(Fate.DROPPED, "the Application Firewall blocks " + rule.path())
                    .by(rule.path());
        }
        String allows = "the Application Firewall allows " + rule.path();
        // An entry holds the application's signature from when it was listed: after a rebuild the user is asked again.
        return isSealed(executable) || !packetFilter.off()
                ? allowedUnlessByPf(allows, packetFilter).by(rule.path())
                : Decision.unknownProgram(allows + ", but the user is asked again if it has changed since")
                        .by(rule.path());
    }

    /** Whether nobody can change the file; /System/Volumes holds mount points of other volumes. */
    private static boolean isSealed(String executable) {
        return OF_THE_SYSTEM.matcher(executable).matches() && !executable.startsWith("/System/Volumes/");
    }

    /** Whether the entry is for this very file: its path, or a bundle whose main executable it is, by the usual name. A helper beside it has its own signature. */
    private static boolean isMain(String path, String executable) {
        String bundle = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String file = bundle.substring(bundle.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        return executable.equals(path)
                || (dot > 0 && executable.equals(bundle + "/Contents/MacOS/" + file.substring(0, dot)));
    }

    /** Whether the entry names the executable itself, or its innermost bundle. */
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

    private static Decision allowedUnlessByPf(String why, PacketFilter packetFilter) {
        return packetFilter.off()
                ? Decision.of(
                        Fate.ARRIVES,
                        why + ", and the packet filter pf is off; third-party network extensions are not examined")
                : Decision.of(Fate.UNKNOWN, why + ", but " + packetFilter.gap())
                        .missing(FirewallCondition.Kind.OTHER, packetFilter.gap());
    }
}
