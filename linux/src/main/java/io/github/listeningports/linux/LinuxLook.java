package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.kernel.KernelVersionParser;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
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
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/** Reads the tables of the requested namespaces, finds the owners, and joins both. Remembers what it found, for the next time. */
final class LinuxLook {

    /** How often the tables are read again for a socket that was listed before and is still held. */
    private static final int MAX_ATTEMPTS = 3;

    private final SnapshotRequest request;
    private final SocketReader socketTables;
    private final NamespaceSocketReader tableReader;
    private final Optional<FirewallLook> firewallLook;
    private final Optional<OwnerLook> ownerLook;
    private final LinuxDiagnostics explain;
    private final LongSupplier nanoTime;
    private final LastPorts lastPorts = new LastPorts();

    /**
     * @param byteOrder the byte order of the machine that /proc belongs to
     * @param nanoTime the clock for the age of remembered owners, and for the request's timeout
     */
    LinuxLook(SnapshotRequest request, ByteOrder byteOrder, NativeTier nativeTier, LongSupplier nanoTime) {
        this.request = request;
        this.nanoTime = nanoTime;
        Path root = request.procRoot();
        ProcFiles files = new ProcFiles();
        Optional<byte[]> version = files.readIfPossible(root.resolve("version"));
        boolean linux = version.isPresent() && KernelVersionParser.isLinux(version.get());
        firewallLook = request.asksForFirewall()
                ? Optional.of(new FirewallLook(request, files, nativeTier))
                : Optional.empty();
        socketTables = new SocketReader(request, byteOrder, linux, nativeTier, firewallLook);
        tableReader = new NamespaceSocketReader(request, socketTables, files);
        // What their descriptors keep, too: namespaces. A request for ports alone does without all its classes.
        ownerLook = request.asksForOwners() || request.allNetworkNamespaces()
                ? Optional.of(new OwnerLook(request, nativeTier, nanoTime))
                : Optional.empty();
        explain = new LinuxDiagnostics(request, files);
    }

    PortSnapshot snapshot() {
        Instant takenAt = Instant.now();
        List<Diagnostic> diagnostics = new ArrayList<>();
        Deadline deadline = Deadline.of(request, nanoTime);
        List<NamespaceSockets> tables =
                lastPorts.tables(withLost(lastPorts.tables(tableReader.read(diagnostics, deadline)), deadline));
        Set<Long> inodes = lastPorts.inodes(tables);
        List<Diagnostic> ofOwners = new ArrayList<>();
        SocketOwners owners =
                ownerLook.isPresent() ? ownerLook.get().read(tables, inodes, ofOwners, deadline) : SocketOwners.NONE;
        Map<NamespaceSockets, ConnectionCounter> connections = countConnections(tables, diagnostics, deadline);
        Optional<PortJoin.FirewallStatuses> firewall =
                firewallLook.isPresent() ? Optional.of(firewallLook.get().of(tables, deadline)) : Optional.empty();
        List<ListeningPort> ports = lastPorts.isCurrent(request, tables, owners)
                ? lastPorts.joined()
                : lastPorts.joined(PortJoin.join(request, tables, owners, connections, firewall), owners);
        if (request.allNetworkNamespaces()) {
            tableReader
                    .missing(tables, ownerLook.orElseThrow().heldNamespaces())
                    .ifPresent(diagnostics::add);
        }
        if (request.asksForOwners()) {
            ports = owners.areIncomplete() ? ports : withoutClosed(ports, tables, deadline);
            Optional<Diagnostic> hidden = explain.hiddenOwners(ports, owners, deadline);
            if (hidden.isPresent()) {
                diagnostics.add(hidden.get());
            }
            diagnostics.addAll(ofOwners);
        }
        diagnostics.addAll(explain.missing(ports, socketTables.whyNoDiag()));
        PortSnapshot snapshot = new PortSnapshot(takenAt, lastPorts.ordered(ports), diagnostics);
        lastPorts.remember(ports, snapshot);
        return snapshot;
    }

    /** A socket that was listed before and is not now, though a process still holds it, was skipped: another attempt may find it. */
    private List<NamespaceSockets> withLost(List<NamespaceSockets> tables, Deadline deadline) {
        if (ownerLook.isEmpty() || deadline.isOver()) {
            return tables;
        }
        Set<Long> lost = ownerLook.get().stillHeldBeside(lastPorts.inodes(tables));
        if (lost.isEmpty()) {
            return tables;
        }
        List<NamespaceSockets> completed = new ArrayList<>(tables);
        for (int attempt = 0; attempt < MAX_ATTEMPTS && !lost.isEmpty(); attempt++) {
            for (int i = 0; i < completed.size(); i++) {
                NamespaceSockets table = completed.get(i);
                List<SocketRow> found = tableReader.readAgain(table, deadline).stream()
                        .flatMap(again -> again.rows().stream())
                        .filter(row -> lost.remove(row.inode()))
                        .toList();
                completed.set(i, table.with(found));
            }
        }
        return completed;
    }

    private Map<NamespaceSockets, ConnectionCounter> countConnections(
            List<NamespaceSockets> tables, List<Diagnostic> diagnostics, Deadline deadline) {
        Map<NamespaceSockets, ConnectionCounter> counters = new HashMap<>();
        for (NamespaceSockets table : request.connectionCounts() ? tables : List.<NamespaceSockets>of()) {
            try {
                counters.put(
                        table,
                        new ConnectionCounter(
                                table.rows(),
                                socketTables.readConnections(table.netDirectory(), table.isOwn(), deadline)));
            } catch (IOException e) {
                diagnostics.add(LinuxDiagnostics.uncounted(table.netDirectory(), e, deadline));
            }
        }
        return counters;
    }

    /**
     * A socket without an owner, though every process could be read, was probably closed while owners were looked up. Reading the tables again
     * confirms it.
     */
    private List<ListeningPort> withoutClosed(
            List<ListeningPort> ports, List<NamespaceSockets> tables, Deadline deadline) {
        if (haveOwners(ports)) {
            return ports;
        }
        Set<Long> stillOpen = new HashSet<>();
        for (NamespaceSockets table : tables) {
            Optional<SocketTable> again = tableReader.readAgain(table, deadline);
            if (again.isEmpty()) {
                return ports;
            }
            for (SocketRow row : again.get().rows()) {
                stillOpen.add(row.inode());
            }
        }
        List<ListeningPort> left = new ArrayList<>(ports.size());
        for (ListeningPort port : ports) {
            OptionalLong inode = port.socket().inode();
            if (!port.owners().isEmpty() || inode.isEmpty() || stillOpen.contains(inode.getAsLong())) {
                left.add(port);
            }
        }
        return left;
    }

    private static boolean haveOwners(List<ListeningPort> ports) {
        for (ListeningPort port : ports) {
            if (port.owners().isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
