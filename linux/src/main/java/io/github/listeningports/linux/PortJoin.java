package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.SocketDetails;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Joins sockets, owners, connection counts and firewall verdicts. */
final class PortJoin {

    private PortJoin() {}

    /** The firewall's verdict on packets to each socket. */
    interface FirewallStatuses {
        FirewallStatus of(NamespaceSockets table, SocketRow row);
    }

    /**
     * @param connections the counters of those namespaces whose connections were counted
     * @param firewall if requested
     */
    static List<ListeningPort> join(
            SnapshotRequest request,
            List<NamespaceSockets> tables,
            SocketOwners owners,
            Map<NamespaceSockets, ConnectionCounter> connections,
            Optional<FirewallStatuses> firewall) {
        List<ListeningPort> ports = new ArrayList<>();
        for (NamespaceSockets table : tables) {
            Optional<ConnectionCounter> counter = Optional.ofNullable(connections.get(table));
            for (SocketRow row : table.rows()) {
                ListeningPort.Builder port = ListeningPort.builder(row.protocol(), row.address(), row.port())
                        .scopeId(scopeId(row, table))
                        .owners(owners.of(row))
                        .socket(details(request, row, table, counter));
                if (firewall.isPresent()) {
                    port.firewall(firewall.get().of(table, row));
                }
                ports.add(port.build());
            }
        }
        return ports;
    }

    private static int scopeId(SocketRow row, NamespaceSockets table) {
        if (!row.hasScope()) {
            return 0;
        }
        return row.extras().isPresent()
                ? row.extras().get().interfaceIndex()
                : table.interfaces().getOrDefault(row.address(), 0);
    }

    /** What sock_diag alone reports is there if it was requested, not whenever sock_diag was used: an equal request gets equal details on every JVM. */
    private static SocketDetails details(
            SnapshotRequest request, SocketRow row, NamespaceSockets table, Optional<ConnectionCounter> counter) {
        boolean wanted = request.asksForDetails() || request.asksForFirewall();
        Optional<SocketRow.Extras> extras = wanted ? row.extras() : Optional.empty();
        SocketDetails.Builder details =
                SocketDetails.builder(row.family()).inode(row.inode()).uid(row.uid());
        if (row.acceptQueue().isPresent()) {
            details.acceptQueue(row.acceptQueue().getAsLong());
        }
        if (row.drops().isPresent()) {
            details.drops(row.drops().getAsLong());
        }
        if (table.namespace().isPresent()) {
            details.networkNamespace(table.namespace().get());
        }
        Optional<Boolean> acceptsIpv4 = acceptsIpv4(row, extras);
        if (acceptsIpv4.isPresent()) {
            details.acceptsIpv4(acceptsIpv4.get());
        }
        if (row.protocol() == Protocol.TCP && counter.isPresent()) {
            details.connections(counter.get().of(row));
        }
        if (extras.isPresent()) {
            addExtras(request, extras.get(), table, details);
        }
        return details.build();
    }

    private static void addExtras(
            SnapshotRequest request, SocketRow.Extras extras, NamespaceSockets table, SocketDetails.Builder details) {
        if (extras.interfaceIndex() != 0) {
            details.boundInterface(InterfaceNameReader.name(extras.interfaceIndex(), table.netDirectory()));
        }
        if (request.asksForDetails()) {
            details.cookie(extras.cookie());
            extras.backlog().ifPresent(details::backlog);
            extras.multipath().ifPresent(details::multipath);
        }
    }

    /** For a socket on ::, it depends on IPV6_V6ONLY, which /proc does not show. */
    private static Optional<Boolean> acceptsIpv4(SocketRow row, Optional<SocketRow.Extras> extras) {
        if (row.address() instanceof Inet4Address) {
            return Optional.of(true);
        }
        boolean any = row.family() == AddressFamily.IPV6 && row.address().isAnyLocalAddress();
        if (!any) {
            return Optional.of(false);
        }
        return extras.isPresent() && extras.get().v6Only().isPresent()
                ? Optional.of(!extras.get().v6Only().get())
                : Optional.empty();
    }
}
