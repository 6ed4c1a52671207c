package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the established connections of each TCP listener: those on its port that no listener on a more specific address accepts. Listeners that share an address
 * and a port each get the total.
 */
final class ConnectionCounter {

    /** @param address empty for the wildcard address */
    private record Endpoint(AddressFamily family, List<InetAddress> address, int port) {}

    private final Set<Endpoint> listeners = new HashSet<>();
    private final Map<Endpoint, Long> connections = new HashMap<>();

    ConnectionCounter(List<ListeningSocket> listening, List<SocketRow> established) {
        for (ListeningSocket socket : listening) {
            if (socket.row().protocol() == Protocol.TCP) {
                socket.families().forEach(family -> listeners.add(endpoint(socket.row(), family)));
            }
        }
        established.forEach(this::count);
    }

    long of(ListeningSocket listener) {
        return listener.families().stream()
                .mapToLong(family -> connections.getOrDefault(endpoint(listener.row(), family), 0L))
                .sum();
    }

    /** An IPv4 connection can also be in the IPv6 table, with a mapped address. */
    private void count(SocketRow connection) {
        AddressFamily family = connection.address() instanceof Inet4Address ? AddressFamily.IPV4 : AddressFamily.IPV6;
        Endpoint one = new Endpoint(family, List.of(connection.address()), connection.port());
        Endpoint all = new Endpoint(family, List.of(), connection.port());
        if (listeners.contains(one) || listeners.contains(all)) {
            connections.merge(listeners.contains(one) ? one : all, 1L, Long::sum);
        }
    }

    private static Endpoint endpoint(SocketRow row, AddressFamily family) {
        return new Endpoint(family, row.address().isAnyLocalAddress() ? List.of() : List.of(row.address()), row.port());
    }
}
