package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.firewall.FirewallEvaluator;
import io.github.listeningports.linux.firewall.FirewallListener;
import io.github.listeningports.linux.firewall.FirewallReader;
import io.github.listeningports.linux.kernel.ProcFiles;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the firewall at most once per snapshot, and only on request. */
final class FirewallLook {

    private final SnapshotRequest request;
    private final FirewallReader reader;
    private final ProcFiles files;

    FirewallLook(SnapshotRequest request, FirewallReader reader, ProcFiles files) {
        this.request = request;
        this.reader = reader;
        this.files = files;
    }

    /** The verdicts on packets to the sockets of these tables. */
    PortJoin.FirewallStatuses of(List<NamespaceSockets> tables) {
        if (!request.asksForFirewall()) {
            return (table, row) -> Optional.empty();
        }
        Optional<NamespaceSockets> own =
                tables.stream().filter(NamespaceSockets::isOwn).findFirst();
        boolean routed = own.stream()
                        .flatMap(table -> table.rows().stream())
                        .anyMatch(row -> row.address().isLoopbackAddress() && row.address() instanceof Inet4Address)
                && routesLoopback();
        FirewallEvaluator firewall = own.isPresent() && !own.get().rows().isEmpty()
                ? reader.read(
                        own.get().netDirectory(),
                        own.get().rows().stream().map(FirewallLook::listener).toList())
                : FirewallEvaluator.unknown("not examined");
        FirewallEvaluator elsewhere =
                FirewallEvaluator.unknown("rules of other network namespaces are not read: run inside that namespace");
        return (table, row) ->
                Optional.of((table.isOwn() ? firewall : elsewhere).status(listener(row), table.isOwn() && routed));
    }

    private static FirewallListener listener(SocketRow row) {
        Optional<SocketRow.Extras> extras = row.extras();
        boolean v6Only = extras.flatMap(SocketRow.Extras::v6Only).orElse(false);
        int bound = extras.map(SocketRow.Extras::interfaceIndex).orElse(0);
        return new FirewallListener(
                row.protocol(),
                row.address(),
                row.port(),
                row.family() == AddressFamily.IPV6 && row.address().isAnyLocalAddress() && !v6Only,
                bound == 0 ? OptionalInt.empty() : OptionalInt.of(bound),
                extras.map(SocketRow.Extras::cgroup).orElseGet(OptionalLong::empty));
    }

    /** Whether an interface accepts packets to 127.0.0.0/8 (Documentation/networking/ip-sysctl.rst, route_localnet). */
    private boolean routesLoopback() {
        Path directory = request.procRoot().resolve("sys/net/ipv4/conf");
        try (DirectoryStream<Path> interfaces = Files.newDirectoryStream(directory)) {
            for (Path each : interfaces) {
                if (each.endsWith("default")) {
                    continue; // the initial value for new interfaces
                }
                boolean off = files.readIfPossible(each.resolve("route_localnet"))
                        .map(value -> value.length > 0 && value[0] == '0')
                        .orElse(true);
                if (!off) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
