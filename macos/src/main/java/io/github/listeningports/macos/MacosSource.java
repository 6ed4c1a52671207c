package io.github.listeningports.macos;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.macos.SocketTable.Entry;
import io.github.listeningports.spi.Deadline;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Joins the sockets that processes hold with the kernel's lists.
 *
 * <p>The processes are read first. A socket that appears only in a list belongs to another user, was opened meanwhile, or is held by no process.
 */
final class MacosSource implements ListeningPortSource {

    private static final long ROOT = 0;

    private final SnapshotRequest request;
    private final Libproc libproc;
    private final PcbLists lists;
    private final ProcessReader processReader;
    private final ProcessSocketReader socketReader;
    private final SocketOwnerReader ownerReader;
    private final FirewallReader firewallReader;
    private final LongSupplier nanoTime;

    /**
     * @param passwd /etc/passwd
     * @param tools that show the firewall's settings
     * @param nanoTime the clock that bounds what is remembered, and for the request's timeout
     */
    MacosSource(LibSystem system, SnapshotRequest request, Path passwd, FirewallTools tools, LongSupplier nanoTime) {
        this.request = request;
        this.nanoTime = nanoTime;
        libproc = new Libproc(system);
        lists = new PcbLists(new PcbListReader(system, request), request);
        processReader = new ProcessReader(libproc, request, passwd);
        socketReader = new ProcessSocketReader(libproc, processReader, request);
        ownerReader = new SocketOwnerReader(socketReader, lists, nanoTime);
        firewallReader = new FirewallReader(tools, request.firewallTimeout(), nanoTime);
    }

    @Override
    public PortSnapshot snapshot() {
        Instant takenAt = Instant.now();
        Deadline deadline = Deadline.of(request, nanoTime);
        processReader.beginSnapshot();
        List<Diagnostic> diagnostics = new ArrayList<>();
        int self = Math.toIntExact(ProcessHandle.current().pid());
        Optional<Long> ownUid = libproc.shortProcess(self).map(BsdInfo::uid);
        SocketTable table = new SocketTable();
        if (request.asksForOwners() || !readListsAlone(table, ownUid, deadline)) {
            readProcesses(table, ownUid, diagnostics, deadline);
        }
        Optional<Firewall> firewall = firewall(table, ownUid, deadline);
        PlaceReader placeReader = new PlaceReader(request, libproc, processReader, deadline);
        List<ListeningPort> ports = table.entries().stream()
                .map(entry -> port(entry, firewall, placeReader))
                .toList();
        placeReader.missing().ifPresent(diagnostics::add);
        firewall.ifPresent(known -> MacosDiagnostics.ofFirewall(known, ports).ifPresent(diagnostics::add));
        diagnostics.addAll(MacosDiagnostics.ofRequest(request));
        return new PortSnapshot(takenAt, ports, diagnostics);
    }

    /** Holds no system resource between snapshots. */
    @Override
    public void close() {}

    /** A request without owners does not read the processes where the lists are complete. */
    private boolean readListsAlone(SocketTable table, Optional<Long> ownUid, Deadline deadline) {
        lists.read(ownUid, deadline);
        if (lists.gaps().isEmpty() && lists.malformedSockets() == 0) {
            lists.rows().forEach(table::add);
            return true;
        }
        return false;
    }

    private void readProcesses(
            SocketTable table, Optional<Long> ownUid, List<Diagnostic> diagnostics, Deadline deadline) {
        Optional<String> failure = ownerReader.read(ownUid, deadline);
        fill(table);
        if (request.asksForOwners()) {
            nameOwnersOfFlows(table);
        }
        if (!deadline.isOver()) {
            dropClosed(table, ownUid);
        }
        if (request.asksForOwners()) {
            guessOwners(table);
        }
        diagnostics.addAll(new MacosDiagnostics(socketReader, lists, failure).ofSnapshot(request, table));
    }

    private void fill(SocketTable table) {
        for (HeldSocket socket : socketReader.held()) {
            Optional<ProcessInfo> owner = socketReader.owner(socket.pid());
            if (owner.isPresent() || !request.asksForOwners()) {
                table.add(socket, owner);
            }
        }
        lists.rows().forEach(table::add);
    }

    /** No descriptor refers to a user-space flow; the kernel names its process, whoever that belongs to. */
    private void nameOwnersOfFlows(SocketTable table) {
        for (Entry entry : table.entries()) {
            if (entry.row().isFlow() && entry.row().lastPid().isPresent()) {
                int pid = entry.row().lastPid().getAsInt();
                Optional<ProcessInfo> unreadable = socketReader.isPresent(pid)
                        ? Optional.of(ProcessInfo.builder(pid).build())
                        : Optional.empty();
                processReader.read(pid).or(() -> unreadable).ifPresent(entry::addOwner);
            }
        }
    }

    /** A socket that none of the readable processes holds, although its last user is one of them or gone, was probably closed meanwhile: a second reading shows. */
    private void dropClosed(SocketTable table, Optional<Long> ownUid) {
        Set<SocketId> held = new HashSet<>();
        socketReader.held().forEach(socket -> held.add(socket.row().id()));
        List<Entry> suspects = table.entries().stream()
                .filter(entry ->
                        entry.owners().isEmpty() && !held.contains(entry.row().id()))
                .filter(entry -> mayBeClosed(entry.row()))
                .toList();
        if (suspects.isEmpty()) {
            return;
        }
        lists.read(ownUid, Deadline.none()); // quick, and half of it would be nothing
        Set<SocketId> open = new HashSet<>();
        lists.rows().forEach(row -> open.add(row.id()));
        if (lists.gaps().isEmpty()) {
            table.removeAll(suspects.stream()
                    .filter(entry -> !open.contains(entry.row().id()))
                    .toList());
        }
    }

    private boolean mayBeClosed(SocketRow row) {
        OptionalInt pid = row.lastPid();
        return pid.isPresent()
                && (socketReader.isReadable(pid.getAsInt())
                        || libproc.shortProcess(pid.getAsInt()).isEmpty());
    }

    /**
     * Guesses only processes that cannot be read, since any other would have been seen to hold the socket, and that may have created it: the last user may have
     * ended, and its pid be another process's now.
     */
    private void guessOwners(SocketTable table) {
        for (Entry entry : table.entries()) {
            OptionalInt pid = entry.row().lastPid();
            if (entry.owners().isEmpty()
                    && !entry.row().isFlow()
                    && pid.isPresent()
                    && !socketReader.isReadable(pid.getAsInt())
                    && processReader.mayHaveCreated(entry.row().uid(), pid.getAsInt())) {
                processReader.read(pid.getAsInt()).ifPresent(entry::guessOwner);
            }
        }
    }

    /** Not read where it is not requested, or every listener is bound to loopback, which it does not filter. */
    private Optional<Firewall> firewall(SocketTable table, Optional<Long> ownUid, Deadline deadline) {
        boolean matters = table.entries().stream()
                .anyMatch(entry -> !entry.row().address().isLoopbackAddress());
        return request.asksForFirewall() && matters
                ? Optional.of(firewallReader.read(ownUid.equals(Optional.of(ROOT)), deadline))
                : Optional.empty();
    }

    private ListeningPort port(Entry entry, Optional<Firewall> firewall, PlaceReader placeReader) {
        SocketRow row = entry.row();
        SocketDetails.Builder details = SocketDetails.builder(row.family()).acceptsIpv4(row.acceptsIpv4());
        row.acceptQueue().ifPresent(details::acceptQueue);
        row.backlog().ifPresent(details::backlog);
        row.uid().ifPresent(details::uid);
        row.cookie().ifPresent(details::cookie);
        ListeningPort.Builder port = ListeningPort.builder(row.protocol(), row.address(), row.port())
                .owners(
                        request.asksForOwners()
                                ? entry.owners().stream()
                                        .map(placeReader::place)
                                        .toList()
                                : List.of())
                .socket(details.build());
        row.scopeId().ifPresent(port::scopeId);
        row.instance().ifPresent(port::instance);
        if (firewall.isPresent() && !row.address().isLoopbackAddress()) {
            // Owners are sorted in a listener, and the reason names them in that order.
            List<ProcessInfo> owners = port.build().owners();
            port.firewall(FirewallEvaluator.evaluate(firewall.get(), owners, entry.isGuessed(), row.families()));
        }
        return port.build();
    }
}
