package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Explains why a snapshot shows less than requested, and what to do about it. */
final class LinuxDiagnostics {

    /** What may hold a socket that no visible process holds, where all processes may be read. */
    static final String OTHER_HOLDERS =
            "a process in another pid namespace may (look from the host, or from that container), or a queue of"
                    + " descriptors in flight (SCM_RIGHTS), io_uring, or the kernel (as for NFS)";

    private static final int MAX_EXAMPLES = 5;

    private static final int MAX_REASONS = 3;

    private final SnapshotRequest request;
    private final ProcFiles files;

    LinuxDiagnostics(SnapshotRequest request, ProcFiles files) {
        this.request = request;
        this.files = files;
    }

    private ProcMount mount() {
        return new ProcMount(request.procRoot(), files);
    }

    /** Why some ports have no known owner, or some of those known may be missing; empty if all have one. */
    Optional<Diagnostic> hiddenOwners(List<ListeningPort> ports, SocketOwners owners, Deadline deadline) {
        List<ListeningPort> hidden = withoutOwner(ports);
        if (hidden.isEmpty()) {
            return owners.late().isEmpty() || ports.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Diagnostic(
                            Kind.OWNER_HIDDEN,
                            request.procRoot().resolve("*/fd").toString(),
                            "more owners than those shown may hold these ports; "
                                    + owners.late().get(),
                            ports.size()));
        }
        List<String> reasons = new ArrayList<>();
        if (owners.late().isPresent()) {
            reasons.add(owners.late().get());
        }
        if (owners.error().isPresent()) {
            reasons.add("the process list, or the descriptors of " + owners.unreadable() + " of " + owners.processes()
                    + " processes, could not be read: " + owners.error().get());
        } else if (owners.unreadable() > 0) {
            reasons.add("access to the descriptors of " + owners.unreadable() + " of " + owners.processes()
                    + " processes is denied, and one of these may be the owner: "
                    + (mount().maySeeOthers()
                            ? "this process has CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, but a security module or"
                                    + " another user namespace protects them"
                            : "they belong to other users or are protected; " + mount().remedy()));
        }
        if (mount().hidesProcesses()) {
            reasons.add(mount().hidden());
        }
        if (owners.pending()) {
            reasons.add("some processes have not been re-read yet, which happens within "
                    + SocketOwnerReader.UNKNOWN_OWNER.toSeconds() + " s");
        }
        if (reasons.isEmpty() && deadline.isOver()) {
            reasons.add("whether they are still open was not checked: " + deadline.reason());
        }
        if (reasons.isEmpty()) {
            reasons.add("no visible process holds them: " + OTHER_HOLDERS);
        }
        Set<String> examples = new LinkedHashSet<>();
        for (ListeningPort port : hidden.subList(0, Math.min(hidden.size(), MAX_EXAMPLES))) {
            examples.add(port.protocol() + " " + port.port());
        }
        String more = hidden.size() > MAX_EXAMPLES ? ", ..." : "";
        return Optional.of(new Diagnostic(
                Kind.OWNER_HIDDEN,
                request.procRoot().resolve("*/fd").toString(),
                "owner unknown for " + hidden.size() + (hidden.size() == 1 ? " port (" : " ports (")
                        + String.join(", ", examples) + more
                        + "); " + String.join("; ", reasons),
                hidden.size()));
    }

    /**
     * Diagnostics for requested data that is missing.
     *
     * @param whyNoDiag why sock_diag was not used, if it was wanted
     */
    List<Diagnostic> missing(List<ListeningPort> ports, Optional<String> whyNoDiag) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        Optional<Diagnostic> unexamined = request.asksForFirewall() ? unexamined(ports) : Optional.empty();
        if (unexamined.isPresent()) {
            diagnostics.add(unexamined.get());
        }
        Optional<Diagnostic> undated = undated(ports);
        if (undated.isPresent()) {
            diagnostics.add(undated.get());
        }
        int plain = request.asksForDetails() || whyNoDiag.isPresent() ? withoutCookie(ports) : 0;
        if (plain > 0) {
            diagnostics.add(new Diagnostic(
                    Kind.DETAIL_MISSING,
                    "sock_diag",
                    "only sock_diag reports backlog, cookie, boundInterface, multipath, and acceptsIpv4 of ::, and it"
                            + " was not used: "
                            + whyNoDiag.orElse("it covers only this process's own network namespace"),
                    plain));
        }
        return diagnostics;
    }

    /** Why the firewall's verdict is unknown. */
    private static Optional<Diagnostic> unexamined(List<ListeningPort> ports) {
        Set<String> reasons = new LinkedHashSet<>();
        int unexamined = 0;
        for (ListeningPort port : ports) {
            if (port.firewall().verdict() == FirewallVerdict.UNKNOWN) {
                reasons.add(port.firewall().reason());
                unexamined++;
            }
        }
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of(new Diagnostic(
                        Kind.FIREWALL_UNKNOWN,
                        "netfilter",
                        reasons.stream().limit(MAX_REASONS).collect(Collectors.joining("; ")),
                        unexamined));
    }

    /** Why owners have no start time. */
    private Optional<Diagnostic> undated(List<ListeningPort> ports) {
        int undated = 0;
        for (ListeningPort port : ports) {
            undated += hasUndatedOwner(port) ? 1 : 0;
        }
        Path stat = request.procRoot().resolve("stat");
        if (undated == 0 || Files.isReadable(stat)) {
            return Optional.empty();
        }
        String why = mount().showsProcessesOnly()
                ? request.procRoot() + " is mounted with subset=pid (ProcSubset=pid in systemd), which hides this file"
                : "this file cannot be read";
        return Optional.of(new Diagnostic(
                Kind.DETAIL_MISSING,
                stat.toString(),
                "the start times of processes (startedAt) are unknown: " + why + ", and with it the boot time",
                undated));
    }

    private static boolean hasUndatedOwner(ListeningPort port) {
        List<ProcessInfo> owners = port.owners();
        for (int i = 0; i < owners.size(); i++) {
            if (owners.get(i).startedAt().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static List<ListeningPort> withoutOwner(List<ListeningPort> ports) {
        List<ListeningPort> hidden = new ArrayList<>(0);
        for (ListeningPort port : ports) {
            if (port.owners().isEmpty()) {
                hidden.add(port);
            }
        }
        return hidden;
    }

    private static int withoutCookie(List<ListeningPort> ports) {
        int plain = 0;
        for (ListeningPort port : ports) {
            plain += port.socket().cookie().isEmpty() ? 1 : 0;
        }
        return plain;
    }

    /** Why connections are not counted. */
    static Diagnostic uncounted(Path netDirectory, IOException failure, Deadline deadline) {
        return new Diagnostic(
                Kind.DETAIL_MISSING,
                netDirectory.toString(),
                deadline.isOver()
                        ? "connections were not counted: " + deadline.reason()
                        : "connections cannot be counted: " + failure);
    }
}
