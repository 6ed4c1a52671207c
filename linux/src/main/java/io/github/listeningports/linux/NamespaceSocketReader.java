package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the listening sockets of every requested network namespace. */
final class NamespaceSocketReader {

    private final SnapshotRequest request;
    private final NetworkNamespaceReader namespaceReader;
    private final SocketReader tables;
    private final ProcFiles files;

    NamespaceSocketReader(SnapshotRequest request, SocketReader tables, ProcFiles files) {
        this.request = request;
        this.tables = tables;
        this.files = files;
        namespaceReader = new NetworkNamespaceReader(request.procRoot(), files);
    }

    /**
     * Reads until the deadline passes.
     *
     * @throws ListeningPortsException if no table can be read
     */
    List<NamespaceSockets> read(List<Diagnostic> diagnostics, Deadline deadline) {
        List<NamespaceSockets> read = new ArrayList<>();
        List<Diagnostic> failures = new ArrayList<>();
        List<NetworkNamespaceEntry> views = views(diagnostics, deadline);
        int late = 0;
        for (NetworkNamespaceEntry view : views) {
            if (!read.isEmpty() && deadline.isOver()) {
                late++;
            } else {
                Optional<NamespaceSockets> table = readTable(view, failures, deadline);
                if (table.isPresent()) {
                    read.add(table.get());
                }
            }
        }
        if (late > 0) {
            failures.add(new Diagnostic(
                    Kind.PORTS_MISSING,
                    request.procRoot().resolve("*/net").toString(),
                    late + " of " + views.size() + " network namespaces were not read: " + deadline.reason(),
                    late));
        }
        if (read.isEmpty()) {
            throw new ListeningPortsException("no socket table can be read: " + explanation(failures));
        }
        diagnostics.addAll(failures);
        for (NamespaceSockets each : read) {
            diagnostics.addAll(each.table().diagnostics());
        }
        return read;
    }

    /** Each reason once, after all the tables it applies to. */
    private String explanation(List<Diagnostic> failures) {
        ProcMount mount = new ProcMount(request.procRoot(), files);
        if (mount.hidesProcesses() && !request.procRoot().equals(ProcFiles.DEFAULT_ROOT)) {
            return mount.hidden();
        }
        if (failures.isEmpty()) {
            return request.procRoot()
                    + " shows no process; make sure that proc(5) is mounted there, or specify its location"
                    + " (SnapshotRequest.withProcRoot, -Dlisteningports.proc)";
        }
        Map<String, List<String>> sources = failures.stream()
                .collect(Collectors.groupingBy(
                        Diagnostic::message,
                        LinkedHashMap::new,
                        Collectors.mapping(Diagnostic::source, Collectors.toList())));
        return sources.entrySet().stream()
                .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
                .collect(Collectors.joining("; "));
    }

    /** Reads a table again; empty if it cannot be read in full. */
    Optional<SocketTable> readAgain(NamespaceSockets table, Deadline deadline) {
        SocketTable again = tables.read(table.netDirectory(), table.isOwn(), deadline);
        return again.isWhole() ? Optional.of(again) : Optional.empty();
    }

    /** Whether namespaces that a process keeps by a descriptor are missing in what was read. */
    Optional<Diagnostic> missing(List<NamespaceSockets> read, Map<String, Path> held) {
        return namespaceReader.missing(read.stream().map(NamespaceSockets::view).toList(), held);
    }

    private List<NetworkNamespaceEntry> views(List<Diagnostic> diagnostics, Deadline deadline) {
        if (!request.allNetworkNamespaces()) {
            return List.of(namespaceReader.own());
        }
        try {
            return namespaceReader.all(diagnostics, deadline);
        } catch (IOException e) {
            diagnostics.add(new Diagnostic(
                    Kind.PORTS_MISSING,
                    request.procRoot().toString(),
                    "processes cannot be listed, so other network namespaces are not covered: " + e));
            return List.of(namespaceReader.own());
        }
    }

    /** Reads through the first of the namespace's processes that still exists; empty if all are gone, and so the namespace too. */
    private Optional<NamespaceSockets> readTable(
            NetworkNamespaceEntry view, List<Diagnostic> failures, Deadline deadline) {
        for (Path netDirectory : view.netDirectories()) {
            SocketTable table = tables.read(netDirectory, view.own(), deadline);
            boolean gone = !view.own() && !table.isWhole() && Files.notExists(netDirectory.resolve("dev"));
            if (gone) {
                continue;
            }
            if (table.readable()) {
                return Optional.of(new NamespaceSockets(view, netDirectory, table, interfaces(netDirectory, table)));
            }
            failures.addAll(table.diagnostics());
            return Optional.empty();
        }
        return Optional.empty();
    }

    private Map<InetAddress, Integer> interfaces(Path netDirectory, SocketTable table) {
        for (SocketRow row : table.rows()) {
            if (row.hasUnknownScope()) {
                return files.readIfPossible(netDirectory.resolve("if_inet6"))
                        .map(IfInet6Parser::parse)
                        .orElse(Map.of());
            }
        }
        return Map.of();
    }
}
