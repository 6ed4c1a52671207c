package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.SocketDetails;
import io.github.listeningports.windows.api.FileTime;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.firewall.FirewallLook;
import io.github.listeningports.windows.firewall.FirewallReader;
import io.github.listeningports.windows.firewall.FirewallTarget;
import io.github.listeningports.windows.firewall.ProgramPaths;
import java.io.IOException;
import java.net.Inet4Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Reads the requested tables and the processes that they name, and joins both with the verdicts of the firewall. */
final class WindowsSource implements ListeningPortSource {

    private final SnapshotRequest request;
    private final SocketTableReader tableReader;
    private final OwnerReader ownerReader;
    private final ListenerReader listenerReader;
    private final FirewallReader firewallReader;
    private final WindowsDiagnostics explain;

    /** @param nanoTime the clock for the age of what is remembered */
    WindowsSource(SnapshotRequest request, NativeCode code, FirewallTarget firewall, LongSupplier nanoTime) {
        this.request = request;
        tableReader = new SocketTableReader(request, code.ipHelper());
        ownerReader = new OwnerReader(request, code, nanoTime);
        ProgramPaths paths = ProgramPaths.ofThisMachine();
        listenerReader = new ListenerReader(code.registry(), paths, nanoTime);
        firewallReader = new FirewallReader(request, code, firewall, paths, nanoTime);
        explain = new WindowsDiagnostics(request);
    }

    @Override
    public PortSnapshot snapshot() {
        Instant takenAt = Instant.now();
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<SocketRow> rows = tableReader.read(diagnostics);
        SocketOwners owners = request.asksForOwners() ? ownerReader.read(pids(rows)) : SocketOwners.NONE;
        Optional<FirewallLook> firewall = request.asksForFirewall() ? Optional.of(look()) : Optional.empty();
        List<ListeningPort> ports = join(rows, owners, countConnections(rows, diagnostics), firewall);
        if (request.asksForOwners()) {
            diagnostics.addAll(explain.aboutOwners(ports, owners));
        }
        firewall.ifPresent(look -> diagnostics.addAll(WindowsDiagnostics.aboutFirewall(ports, look)));
        diagnostics.addAll(explain.whatIsNotServed(ports));
        return new PortSnapshot(takenAt, ports, diagnostics);
    }

    /** Holds no handle between snapshots. */
    @Override
    public void close() {}

    /** Pid 0 is the idle process, which means "none" in these tables. */
    private static Set<Long> pids(List<SocketRow> rows) {
        return rows.stream().map(SocketRow::pid).filter(pid -> pid != 0).collect(Collectors.toSet());
    }

    private Optional<ConnectionCounter> countConnections(List<SocketRow> rows, List<Diagnostic> diagnostics) {
        if (!request.connectionCounts() || !request.protocols().contains(Protocol.TCP)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ConnectionCounter(rows, tableReader.readConnections()));
        } catch (IOException e) {
            diagnostics.add(WindowsDiagnostics.uncounted(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private FirewallLook look() {
        listenerReader.beginSnapshot();
        return firewallReader.look();
    }

    private List<ListeningPort> join(
            List<SocketRow> rows,
            SocketOwners owners,
            Optional<ConnectionCounter> connections,
            Optional<FirewallLook> firewall) {
        List<ListeningPort> ports = new ArrayList<>(rows.size());
        for (SocketRow row : rows) {
            ListeningPort.Builder port = ListeningPort.builder(row.protocol(), row.address(), row.port())
                    .scopeId(row.scopeId())
                    .owners(owners.of(row))
                    .socket(details(row, connections));
            if (row.created() != 0) {
                port.instance(row.created());
            }
            firewall.ifPresent(look -> port.firewall(look.status(listenerReader.read(row, owners.of(row), owners))));
            ports.add(port.build());
        }
        return ports;
    }

    private static SocketDetails details(SocketRow row, Optional<ConnectionCounter> connections) {
        SocketDetails.Builder details = SocketDetails.builder(row.family());
        if (row.created() != 0) {
            details.createdAt(FileTime.toInstant(row.created()));
        }
        if (row.address() instanceof Inet4Address) {
            details.acceptsIpv4(true);
        } else if (row.family() == AddressFamily.IPV6 && !row.address().isAnyLocalAddress()) {
            details.acceptsIpv4(false);
        }
        if (row.protocol() == Protocol.TCP) {
            connections.ifPresent(counter -> details.connections(counter.of(row)));
        }
        return details.build();
    }
}
