package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.SocketDetails;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the tables of the namespaces asked for, finds the owners, and joins both. */
final class LinuxSource implements ListeningPortSource {

    private final SnapshotRequest request;
    private final ProcFiles files = new ProcFiles();
    private final NetworkNamespaceReader namespaceReader;
    private final SocketTableReader tableReader;
    private final SocketOwnerReader ownerReader;
    private final LinuxDiagnostics explain;

    /** @param byteOrder that of the machine whose /proc it is */
    LinuxSource(SnapshotRequest request, ByteOrder byteOrder) {
        this.request = request;
        Path root = request.procRoot();
        boolean linux = files.readIfPossible(root.resolve("version"))
                .map(KernelVersionParser::isLinux)
                .orElse(false);
        namespaceReader = new NetworkNamespaceReader(root);
        tableReader = new SocketTableReader(request, byteOrder, linux);
        ownerReader = new SocketOwnerReader(root, new ProcessReader(request));
        explain = new LinuxDiagnostics(request, files);
    }

    @Override
    public PortSnapshot snapshot() {
        Instant takenAt = Instant.now();
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<NamespaceTable> tables = readTables(diagnostics);
        SocketOwners owners = request.asksForOwners() ? readOwners(tables, diagnostics) : SocketOwners.NONE;
        List<ListeningPort> ports = join(tables, owners);
        if (request.asksForOwners()
                && ports.stream().anyMatch(port -> port.owners().isEmpty())) {
            ports = withoutClosed(ports, tables);
            explain.hiddenOwners(ports, owners).ifPresent(diagnostics::add);
        }
        diagnostics.addAll(explain.whatIsNotServed(ports));
        return new PortSnapshot(takenAt, ports, diagnostics);
    }

    /** Holds nothing between snapshots. */
    @Override
    public void close() {}

    private List<NamespaceTable> readTables(List<Diagnostic> diagnostics) {
        List<NamespaceTable> tables = new ArrayList<>();
        List<Diagnostic> failures = new ArrayList<>();
        for (NetworkNamespaceView view : views(diagnostics)) {
            readTable(view, failures).ifPresent(tables::add);
        }
        if (tables.isEmpty()) {
            throw new ListeningPortsException("no socket table can be read: "
                    + failures.stream()
                            .map(each -> each.source() + ": " + each.message())
                            .collect(Collectors.joining("; ")));
        }
        diagnostics.addAll(failures);
        tables.forEach(table -> diagnostics.addAll(table.table().diagnostics()));
        return tables;
    }

    private List<NetworkNamespaceView> views(List<Diagnostic> diagnostics) {
        if (!request.allNetworkNamespaces()) {
            return List.of(namespaceReader.own());
        }
        try {
            return namespaceReader.all();
        } catch (IOException e) {
            diagnostics.add(new Diagnostic(
                    Kind.PORTS_MISSING,
                    request.procRoot().toString(),
                    "the processes cannot be listed, so other network namespaces are not seen: " + e));
            return List.of(namespaceReader.own());
        }
    }

    /** Through the first of its processes that is still there; nothing if all are gone, for then so is the namespace. */
    private Optional<NamespaceTable> readTable(NetworkNamespaceView view, List<Diagnostic> failures) {
        for (Path netDirectory : view.netDirectories()) {
            SocketTable table = tableReader.read(netDirectory);
            if (table.readable()) {
                return Optional.of(
                        new NamespaceTable(view.namespace(), netDirectory, table, interfaces(netDirectory, table)));
            }
            boolean gone = view.netDirectories().size() > 1 && Files.notExists(netDirectory);
            if (!gone) {
                failures.addAll(table.diagnostics());
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Map<InetAddress, Integer> interfaces(Path netDirectory, SocketTable table) {
        return table.rows().stream().noneMatch(LinuxSource::hasScope)
                ? Map.of()
                : files.readIfPossible(netDirectory.resolve("if_inet6"))
                        .map(IfInet6Parser::parse)
                        .orElse(Map.of());
    }

    private static boolean hasScope(SocketRow row) {
        return !(row.address() instanceof Inet4Address) && row.address().isLinkLocalAddress();
    }

    private SocketOwners readOwners(List<NamespaceTable> tables, List<Diagnostic> diagnostics) {
        Set<Long> inodes = tables.stream()
                .flatMap(table -> table.table().rows().stream())
                .map(SocketRow::inode)
                .filter(inode -> inode != 0)
                .collect(Collectors.toSet());
        if (inodes.isEmpty()) {
            return SocketOwners.NONE;
        }
        try {
            return ownerReader.read(inodes);
        } catch (IOException e) {
            diagnostics.add(explain.unlistedProcesses(e));
            return SocketOwners.NONE;
        }
    }

    /**
     * A socket that has no owner, though every process let itself be seen, was probably closed while owners were looked for. Another look at the
     * tables tells.
     */
    private List<ListeningPort> withoutClosed(List<ListeningPort> ports, List<NamespaceTable> tables) {
        if (ports.stream().noneMatch(port -> port.owners().isEmpty())) {
            return ports;
        }
        Set<Long> open = new HashSet<>();
        for (NamespaceTable table : tables) {
            SocketTable again = tableReader.read(table.netDirectory());
            if (!again.readable()) {
                return ports;
            }
            again.rows().forEach(row -> open.add(row.inode()));
        }
        return ports.stream()
                .filter(port -> !port.owners().isEmpty()
                        || port.socket().inode().isEmpty()
                        || open.contains(port.socket().inode().getAsLong()))
                .toList();
    }

    private static List<ListeningPort> join(List<NamespaceTable> tables, SocketOwners owners) {
        List<ListeningPort> ports = new ArrayList<>();
        for (NamespaceTable table : tables) {
            for (SocketRow row : table.table().rows()) {
                ports.add(ListeningPort.builder(row.protocol(), row.address(), row.port())
                        .scopeId(hasScope(row) ? table.interfaces().getOrDefault(row.address(), 0) : 0)
                        .owners(owners.of(row))
                        .socket(details(row, table))
                        .build());
            }
        }
        return ports;
    }

    private static SocketDetails details(SocketRow row, NamespaceTable table) {
        SocketDetails.Builder details =
                SocketDetails.builder(row.family()).inode(row.inode()).uid(row.uid());
        row.acceptQueue().ifPresent(details::acceptQueue);
        row.drops().ifPresent(details::drops);
        table.namespace().ifPresent(details::networkNamespace);
        boolean dualStackOrNot = row.family() == AddressFamily.IPV6
                && !(row.address() instanceof Inet4Address)
                && row.address().isAnyLocalAddress();
        if (!dualStackOrNot) {
            details.acceptsIpv4(row.address() instanceof Inet4Address);
        }
        return details.build();
    }
}
