package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Reads the tables of the namespaces asked for, finds the owners, and joins both. */
final class LinuxSource implements ListeningPortSource {

    /** A socket that was listed, and is held all the same: how often the tables are read for it again. */
    private static final int LOOKS_FOR_LOST = 3;

    private final SnapshotRequest request;
    private final SocketTables socketTables;
    private final NamespaceTableReader tableReader;
    private final SocketOwnerReader ownerReader;
    private final FirewallView firewallView;
    private final LinuxDiagnostics explain;

    /**
     * @param byteOrder that of the machine whose /proc it is
     * @param nanoTime the clock that says how old knowledge is
     */
    LinuxSource(SnapshotRequest request, ByteOrder byteOrder, NativeTier.Mode mode, LongSupplier nanoTime) {
        this.request = request;
        Path root = request.procRoot();
        ProcFiles files = new ProcFiles();
        boolean linux = files.readIfPossible(root.resolve("version"))
                .map(KernelVersionParser::isLinux)
                .orElse(false);
        NativeTier nativeTier = new NativeTier(mode);
        FirewallReader firewallReader = new FirewallReader(request, files, nativeTier);
        firewallView = new FirewallView(request, firewallReader, files);
        socketTables = new SocketTables(request, byteOrder, linux, nativeTier, firewallReader::isPossible);
        tableReader = new NamespaceTableReader(request, socketTables, files);
        ownerReader =
                new SocketOwnerReader(new DescriptorReader(root, nativeTier), new ProcessReader(request), nanoTime);
        explain = new LinuxDiagnostics(request, files);
    }

    @Override
    public PortSnapshot snapshot() {
        Instant takenAt = Instant.now();
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<NamespaceTable> tables = withLost(tableReader.read(diagnostics));
        SocketOwners owners = request.asksForOwners() ? readOwners(tables) : SocketOwners.NONE;
        List<ListeningPort> ports =
                PortJoin.join(tables, owners, countConnections(tables, diagnostics), firewallView.of(tables));
        if (request.asksForOwners()) {
            ports = owners.areIncomplete() ? ports : withoutClosed(ports, tables);
            explain.hiddenOwners(ports, owners).ifPresent(diagnostics::add);
        }
        diagnostics.addAll(explain.missing(ports, socketTables.whyNoDiag()));
        return new PortSnapshot(takenAt, ports, diagnostics);
    }

    /** Holds no system resource between snapshots. */
    @Override
    public void close() {}

    /** A socket that was listed before, is not now, and is held all the same was jumped over: another look may find it. */
    private List<NamespaceTable> withLost(List<NamespaceTable> tables) {
        Set<Long> lost = new HashSet<>(ownerReader.heldInodes());
        lost.removeAll(inodes(tables));
        if (lost.isEmpty()) {
            return tables;
        }
        lost = new HashSet<>(ownerReader.stillHeld(lost));
        List<NamespaceTable> completed = new ArrayList<>(tables);
        for (int look = 0; look < LOOKS_FOR_LOST && !lost.isEmpty(); look++) {
            for (int i = 0; i < completed.size(); i++) {
                NamespaceTable table = completed.get(i);
                Set<Long> looking = lost;
                List<SocketRow> found = tableReader.readAgain(table).stream()
                        .flatMap(again -> again.rows().stream())
                        .filter(row -> looking.remove(row.inode()))
                        .toList();
                completed.set(i, table.with(found));
            }
        }
        return completed;
    }

    private SocketOwners readOwners(List<NamespaceTable> tables) {
        Set<Long> inodes = inodes(tables);
        if (inodes.isEmpty()) {
            return SocketOwners.NONE;
        }
        try {
            return ownerReader.read(inodes);
        } catch (IOException e) {
            return SocketOwners.unlisted(e);
        }
    }

    private static Set<Long> inodes(List<NamespaceTable> tables) {
        return tables.stream()
                .flatMap(table -> table.rows().stream())
                .map(SocketRow::inode)
                .filter(inode -> inode != 0)
                .collect(Collectors.toSet());
    }

    private Map<NamespaceTable, ConnectionCounter> countConnections(
            List<NamespaceTable> tables, List<Diagnostic> diagnostics) {
        Map<NamespaceTable, ConnectionCounter> counters = new HashMap<>();
        for (NamespaceTable table : request.connectionCounts() ? tables : List.<NamespaceTable>of()) {
            try {
                counters.put(
                        table,
                        new ConnectionCounter(
                                table.rows(), socketTables.readConnections(table.netDirectory(), table.isOwn())));
            } catch (IOException e) {
                diagnostics.add(LinuxDiagnostics.uncounted(table.netDirectory(), e));
            }
        }
        return counters;
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
            Optional<SocketTable> again = tableReader.readAgain(table);
            if (again.isEmpty()) {
                return ports;
            }
            again.get().rows().forEach(row -> open.add(row.inode()));
        }
        return ports.stream()
                .filter(port -> !port.owners().isEmpty()
                        || port.socket().inode().isEmpty()
                        || open.contains(port.socket().inode().getAsLong()))
                .toList();
    }
}
