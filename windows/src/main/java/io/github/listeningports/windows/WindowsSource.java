package io.github.listeningports.windows;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.spi.Deadline;
import io.github.listeningports.windows.api.DebugPrivilege;
import io.github.listeningports.windows.api.FileTime;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.firewall.FirewallListener;
import io.github.listeningports.windows.firewall.FirewallLook;
import io.github.listeningports.windows.firewall.FirewallReader;
import io.github.listeningports.windows.firewall.FirewallTarget;
import io.github.listeningports.windows.firewall.ProgramPaths;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Reads the requested tables and the processes that they name, and joins both with the verdicts of the firewall. */
final class WindowsSource implements ListeningPortSource {

    private final SnapshotRequest request;
    private final SocketTableReader tableReader;
    private final SocketIdentities identities = new SocketIdentities();
    private final OwnerReader ownerReader;
    private final DebugPrivilege debugPrivilege;
    private final ListenerReader listenerReader;
    private final FirewallReader firewallReader;
    private final WindowsDiagnostics explain;
    private final LongSupplier nanoTime;

    /** @param nanoTime the clock for the age of what is remembered, and for the request's timeout */
    WindowsSource(SnapshotRequest request, NativeCode code, FirewallTarget firewall, LongSupplier nanoTime) {
        this.request = request;
        this.nanoTime = nanoTime;
        tableReader = new SocketTableReader(request, code.ipHelper());
        ownerReader = new OwnerReader(request, code, nanoTime);
        ProgramPaths paths = ProgramPaths.ofThisMachine();
        listenerReader = new ListenerReader(code.registry(), paths, nanoTime);
        firewallReader = new FirewallReader(request, code, firewall, paths, nanoTime);
        debugPrivilege = code.debugPrivilege();
        explain = new WindowsDiagnostics(request);
    }

    @Override
    public PortSnapshot snapshot() {
        Instant takenAt = Instant.now();
        List<Diagnostic> diagnostics = new ArrayList<>();
        Deadline deadline = Deadline.of(request, nanoTime);
        List<ListeningSocket> sockets =
                identities.identify(tableReader.read(FileTime.of(takenAt), diagnostics, deadline));
        DebugPrivilege.Result<SocketOwners> read = owners(sockets, deadline);
        SocketOwners owners = read.value();
        Optional<FirewallLook> firewall = request.asksForFirewall() ? Optional.of(look(deadline)) : Optional.empty();
        List<ListeningPort> ports =
                join(sockets, owners, countConnections(sockets, diagnostics, deadline), firewall, deadline);
        if (request.asksForOwners()) {
            diagnostics.addAll(explain.aboutOwners(rows(sockets), owners, ownerReader.whyUnread(), read.failure()));
            ownerReader.missingAncestors().ifPresent(diagnostics::add);
        }
        firewall.ifPresent(look -> diagnostics.addAll(WindowsDiagnostics.aboutFirewall(ports, look)));
        diagnostics.addAll(explain.whatIsNotServed(ports));
        return new PortSnapshot(takenAt, ports, diagnostics);
    }

    /** Holds no handle between snapshots. */
    @Override
    public void close() {}

    private static List<SocketRow> rows(List<ListeningSocket> sockets) {
        return sockets.stream().map(ListeningSocket::row).toList();
    }

    private Optional<ConnectionCounter> countConnections(
            List<ListeningSocket> sockets, List<Diagnostic> diagnostics, Deadline deadline) {
        if (!request.connectionCounts() || !request.protocols().contains(Protocol.TCP)) {
            return Optional.empty();
        }
        if (deadline.isOver()) {
            diagnostics.add(WindowsDiagnostics.uncounted(deadline.reason()));
            return Optional.empty();
        }
        try {
            return Optional.of(new ConnectionCounter(sockets, tableReader.readConnections()));
        } catch (IOException e) {
            diagnostics.add(WindowsDiagnostics.uncounted(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private DebugPrivilege.Result<SocketOwners> owners(List<ListeningSocket> sockets, Deadline deadline) {
        if (!request.asksForOwners()) {
            return new DebugPrivilege.Result<>(SocketOwners.NONE, Optional.empty());
        }
        return request.debugPrivilege()
                ? debugPrivilege.with(() -> ownerReader.read(rows(sockets), deadline))
                : new DebugPrivilege.Result<>(ownerReader.read(rows(sockets), deadline), Optional.empty());
    }

    private FirewallLook look(Deadline deadline) {
        listenerReader.beginSnapshot();
        return firewallReader.look(deadline);
    }

    private List<ListeningPort> join(
            List<ListeningSocket> sockets,
            SocketOwners owners,
            Optional<ConnectionCounter> connections,
            Optional<FirewallLook> firewall,
            Deadline deadline) {
        List<ListeningPort> ports = new ArrayList<>(sockets.size());
        for (ListeningSocket socket : sockets) {
            SocketRow row = socket.row();
            ListeningPort.Builder port = ListeningPort.builder(row.protocol(), row.address(), row.port())
                    .scopeId(row.scopeId())
                    .owners(owners.of(row))
                    .socket(details(socket, connections));
            if (socket.instance() != 0) {
                port.instance(socket.instance());
            }
            firewall.ifPresent(look -> port.firewall(
                    status(deadline.isOver() ? FirewallLook.failed(deadline.reason()) : look, socket, owners)));
            ports.add(port.build());
        }
        return ports;
    }

    /** Where a listener may be one of IPv6 alone, the answer must not depend on it. */
    private FirewallStatus status(FirewallLook look, ListeningSocket socket, SocketOwners owners) {
        FirewallListener listener = listenerReader.read(socket, owners.of(socket.row()), owners);
        return socket.acceptsIpv4().isPresent() ? look.status(listener) : look.statusIfMaybeIpv6Only(listener);
    }

    private static SocketDetails details(ListeningSocket socket, Optional<ConnectionCounter> connections) {
        SocketRow row = socket.row();
        SocketDetails.Builder details = SocketDetails.builder(row.family());
        // A builder without an instance would derive it from the time.
        if (socket.instance() != 0) {
            details.createdAt(FileTime.toInstant(row.created()));
        }
        socket.acceptsIpv4().ifPresent(details::acceptsIpv4);
        if (row.protocol() == Protocol.TCP) {
            connections.ifPresent(counter -> details.connections(counter.of(socket)));
        }
        return details.build();
    }
}
