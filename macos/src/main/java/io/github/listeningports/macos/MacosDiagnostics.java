package io.github.listeningports.macos;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.macos.SocketTable.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reports what is missing from a snapshot, why, and what to do about it. */
final class MacosDiagnostics {

    private static final int MAX_EXAMPLES = 5;

    private static final String AS_ROOT = "run as root to see all";

    private final ProcessSocketReader reader;
    private final PcbLists lists;
    private final Optional<String> failure;

    /** @param failure why the processes could not be listed, if so */
    MacosDiagnostics(ProcessSocketReader reader, PcbLists lists, Optional<String> failure) {
        this.reader = reader;
        this.lists = lists;
        this.failure = failure;
    }

    /** About the processes and the kernel's lists. */
    List<Diagnostic> ofSnapshot(SnapshotRequest request, SocketTable table) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        boolean unseen = failure.isPresent()
                || reader.refusedCount() > 0
                || reader.whyUnread().isPresent();
        if (unseen) {
            lists.gaps()
                    .forEach((list, why) -> diagnostics.add(new Diagnostic(
                            Kind.PORTS_MISSING,
                            list,
                            "ports of other users' processes may be missing: " + why + "; " + whyUnseen())));
        }
        malformed("libproc", reader.malformedSockets()).ifPresent(diagnostics::add);
        malformed("sysctl pcblist_n", lists.malformedSockets()).ifPresent(diagnostics::add);
        if (request.asksForOwners()) {
            guessed(table).ifPresent(diagnostics::add);
            hidden(table, unseen).ifPresent(diagnostics::add);
        }
        return diagnostics;
    }

    /** About firewall settings that could not be read, if a verdict depends on them; gaps of a single owner are in the reason of its port only. */
    static Optional<Diagnostic> ofFirewall(Firewall firewall, List<ListeningPort> ports) {
        int unknown = (int) ports.stream()
                .map(ListeningPort::firewall)
                .filter(status -> status.verdict() == FirewallVerdict.UNKNOWN
                        && status.reason().endsWith(firewall.gap()))
                .count();
        return firewall.gap().isEmpty() || unknown == 0
                ? Optional.empty()
                : Optional.of(new Diagnostic(
                        Kind.FIREWALL_UNKNOWN,
                        "macos",
                        firewall.gap()
                                + ": run as root, or see System Settings > Network > Firewall and sudo pfctl -s info",
                        unknown));
    }

    /** About requested details that this version does not support. */
    static List<Diagnostic> ofRequest(SnapshotRequest request) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        if (request.connectionCounts()) {
            diagnostics.add(
                    new Diagnostic(Kind.DETAIL_MISSING, "macos", "this version does not count connections on macOS"));
        }
        return diagnostics;
    }

    private static Optional<Diagnostic> malformed(String source, int count) {
        return count == 0
                ? Optional.empty()
                : Optional.of(new Diagnostic(
                        Kind.ROW_MALFORMED,
                        source,
                        count + (count == 1 ? " socket has" : " sockets have")
                                + " a layout that this version does not know: this macOS may be newer",
                        count));
    }

    private Optional<Diagnostic> guessed(SocketTable table) {
        List<Entry> guessed = table.entries().stream().filter(Entry::isGuessed).toList();
        return guessed.isEmpty()
                ? Optional.empty()
                : Optional.of(new Diagnostic(
                        Kind.OWNER_HIDDEN,
                        "libproc",
                        "the owner shown for " + ports(guessed) + " is the process that last used the socket, because "
                                + whyUnseen() + "; others may hold it too",
                        guessed.size()));
    }

    private Optional<Diagnostic> hidden(SocketTable table, boolean unseen) {
        List<Entry> hidden = table.entries().stream()
                .filter(entry -> entry.owners().isEmpty())
                .toList();
        return hidden.isEmpty()
                ? Optional.empty()
                : Optional.of(new Diagnostic(
                        Kind.OWNER_HIDDEN,
                        "libproc",
                        "no owner is known for " + ports(hidden) + ": "
                                + (unseen
                                        ? whyUnseen()
                                        : "no process was seen to hold it; it belongs to the kernel or was just opened"),
                        hidden.size()));
    }

    /** With what to do about it. */
    private String whyUnseen() {
        if (reader.whyUnread().isPresent()) {
            return reader.whyUnread().get();
        }
        if (failure.isPresent()) {
            return "processes cannot be listed: " + failure.get() + ": " + AS_ROOT;
        }
        int error = reader.unusualError();
        return "the sockets of " + reader.refusedCount() + " of " + reader.processCount()
                + " processes cannot be read "
                + (error == 0
                        ? "(other users' or protected processes)"
                        : "(" + SystemError.text(error) + " for one of them)")
                + ": " + AS_ROOT;
    }

    private static String ports(List<Entry> entries) {
        String examples = entries.stream()
                .limit(MAX_EXAMPLES)
                .map(entry -> entry.row().protocol() + " " + entry.row().port())
                .distinct()
                .collect(Collectors.joining(", "));
        return entries.size()
                + (entries.size() == 1 ? " port (" : " ports (")
                + examples
                + (entries.size() > MAX_EXAMPLES ? ", ...)" : ")");
    }
}
