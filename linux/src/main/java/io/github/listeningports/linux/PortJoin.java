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

    /** The firewall's verdict on packets to each socket, if requested. */
    interface FirewallStatuses {
        Optional<FirewallStatus> of(NamespaceSockets table, SocketRow row);
    }

    /** @param connections the counters of those namespaces whose connections were counted */
    static List<ListeningPort> join(
            SnapshotRequest request,
            List<NamespaceSockets> tables,
            SocketOwners owners,
            Map<NamespaceSockets, ConnectionCounter> connections,
            FirewallStatuses firewall) {
        List<ListeningPort> ports = new ArrayList<>();
        for (NamespaceSockets table : tables) {
            Optional<ConnectionCounter> counter = Optional.ofNullable(connections.get(table));
            for (SocketRow row : table.rows()) {
                ListeningPort.Builder port = ListeningPort.builder(row.protocol(), row.address(), row.port())
                        .scopeId(scopeId(row, table))
                        .owners(owners.of(row))
                        .socket(details(request, row, table, counter));
                firewall.of(table, row).ifPresent(port::firewall);
                ports.add(port.build());
            }
        }
        return ports;
    }

    private static int scopeId(SocketRow row, NamespaceSockets table) {
        if (!row.hasScope()) {
            return 0;
        }
        return row.extras()
                .map(SocketRow.Extras::interfaceIndex)
                .orElseGet(() -> table.interfaces().getOrDefault(row.address(), 0));
    }

    /** What sock_diag alone reports is there if it was requested, not whenever sock_diag was used: an equal request gets equal details on every JVM. */
    private static SocketDetails details(
            SnapshotRequest request, SocketRow row, NamespaceSockets table, Optional<ConnectionCounter> counter) {
        Optional<SocketRow.Extras> extras =
                row.extras().filter(each -> request.asksForDetails() || request.asksForFirewall());
        SocketDetails.Builder details =
                SocketDetails.builder(row.family()).inode(row.inode()).uid(row.uid());
        row.acceptQueue().ifPresent(details::acceptQueue);
        row.drops().ifPresent(details::drops);
        table.namespace().ifPresent(details::networkNamespace);
        acceptsIpv4(row, extras).ifPresent(details::acceptsIpv4);
        if (row.protocol() == Protocol.TCP) {
            counter.ifPresent(counted -> details.connections(counted.of(row)));
        }
        extras.filter(each -> each.interfaceIndex() != 0)
                .ifPresent(each ->
                        details.boundInterface(InterfaceNameReader.name(each.interfaceIndex(), table.netDirectory())));
        extras.filter(each -> request.asksForDetails()).ifPresent(each -> {
            details.cookie(each.cookie());
            each.backlog().ifPresent(details::backlog);
            each.multipath().ifPresent(details::multipath);
        });
        return details.build();
    }

    /** For a socket on ::, it depends on IPV6_V6ONLY, which /proc does not show. */
    private static Optional<Boolean> acceptsIpv4(SocketRow row, Optional<SocketRow.Extras> extras) {
        if (row.address() instanceof Inet4Address) {
            return Optional.of(true);
        }
        boolean any = row.family() == AddressFamily.IPV6 && row.address().isAnyLocalAddress();
        return any ? extras.flatMap(SocketRow.Extras::v6Only).map(only -> !only) : Optional.of(false);
    }
}
