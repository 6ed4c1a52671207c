package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says why a snapshot shows less than was asked for, and what to do about it. */
final class LinuxDiagnostics {

    private static final int MAX_EXAMPLES = 5;

    private final SnapshotRequest request;
    private final ProcFiles files;

    LinuxDiagnostics(SnapshotRequest request, ProcFiles files) {
        this.request = request;
        this.files = files;
    }

    /** Why some ports have no owner; empty if all have one. */
    Optional<Diagnostic> hiddenOwners(List<ListeningPort> ports, SocketOwners owners) {
        List<ListeningPort> hidden =
                ports.stream().filter(port -> port.owners().isEmpty()).toList();
        if (hidden.isEmpty()) {
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        if (owners.unreadable() > 0) {
            reasons.add("the descriptors of " + owners.unreadable() + " of " + owners.processes()
                    + " processes may not be read, for they are other users' or protected: run as root, or with"
                    + " CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH");
        }
        if (hidesProcesses()) {
            reasons.add(request.procRoot() + " is mounted with hidepid, so other users' processes are not seen at all:"
                    + " run as root, or as a member of the group that its gid= names");
        }
        if (reasons.isEmpty()) {
            reasons.add("no process in sight holds them: they are the kernel's own (as those of NFS), or those of a"
                    + " process in another pid namespace: look from the host, or from that container");
        }
        String examples = hidden.stream()
                .limit(MAX_EXAMPLES)
                .map(port -> port.protocol() + " " + port.port())
                .distinct()
                .collect(Collectors.joining(", "));
        String more = hidden.size() > MAX_EXAMPLES ? ", ..." : "";
        return Optional.of(new Diagnostic(
                Kind.OWNER_HIDDEN,
                request.procRoot().resolve("*/fd").toString(),
                "no owner is known of " + hidden.size() + (hidden.size() == 1 ? " port (" : " ports (") + examples
                        + more + "); " + String.join("; ", reasons),
                hidden.size()));
    }

    /** Why no owner at all could be looked for. */
    Diagnostic unlistedProcesses(IOException failure) {
        return new Diagnostic(
                Kind.OWNER_HIDDEN,
                request.procRoot().toString(),
                "the processes cannot be listed, so no owner is known: " + failure);
    }

    /** What was asked for and is beyond what /proc tells, or beyond this version. */
    List<Diagnostic> whatIsNotServed(List<ListeningPort> ports) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        long unexamined = ports.stream()
                .filter(port -> port.firewall().verdict() == FirewallVerdict.UNKNOWN)
                .count();
        if (request.asksForFirewall() && unexamined > 0) {
            diagnostics.add(new Diagnostic(
                    Kind.FIREWALL_UNKNOWN,
                    "linux",
                    "this version does not examine firewall rules; ask nft(8) or iptables(8)",
                    (int) unexamined));
        }
        if (request.asksForDetails() && !ports.isEmpty()) {
            diagnostics.add(new Diagnostic(
                    Kind.DETAIL_MISSING,
                    "linux",
                    "backlog, cookie, boundInterface, multipath, and acceptsIpv4 of :: are not in /proc, and this version"
                            + " reads nothing else",
                    ports.size()));
        }
        if (request.connectionCounts() && !ports.isEmpty()) {
            diagnostics.add(new Diagnostic(
                    Kind.DETAIL_MISSING, "linux", "this version does not count connections", ports.size()));
        }
        return diagnostics;
    }

    /** hidepid matters to those it hides something from: they do not see process 1. */
    private boolean hidesProcesses() {
        return Files.notExists(request.procRoot().resolve("1/stat"))
                && files.readIfPossible(request.procRoot().resolve("self/mountinfo"))
                        .map(mounts -> MountInfoParser.hidesProcesses(
                                mounts, request.procRoot().toString()))
                        .orElse(false);
    }
}
