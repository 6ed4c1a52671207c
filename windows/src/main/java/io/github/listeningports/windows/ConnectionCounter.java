package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
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

    /** @param address empty for the wildcard address, of one family or dual-stack */
    private record Endpoint(AddressFamily family, List<InetAddress> address, int port) {}

    private final Set<Endpoint> listeners = new HashSet<>();
    private final Map<Endpoint, Long> connections = new HashMap<>();

    ConnectionCounter(List<SocketRow> listening, List<SocketRow> established) {
        listening.stream().filter(row -> row.protocol() == Protocol.TCP).forEach(row -> listeners.add(endpoint(row)));
        established.forEach(this::count);
    }

    long of(SocketRow listener) {
        return connections.getOrDefault(endpoint(listener), 0L);
    }

    /** An IPv4 connection of a dual-stack socket is in the IPv6 table, with a mapped address. */
    private void count(SocketRow connection) {
        List<InetAddress> one = List.of(connection.address());
        for (Endpoint listener : List.of(
                new Endpoint(familyOf(connection), one, connection.port()),
                new Endpoint(familyOf(connection), List.of(), connection.port()),
                new Endpoint(AddressFamily.IPV6, List.of(), connection.port()))) {
            if (listeners.contains(listener)) {
                connections.merge(listener, 1L, Long::sum);
                return;
            }
        }
    }

    private static Endpoint endpoint(SocketRow row) {
        return new Endpoint(
                familyOf(row), row.address().isAnyLocalAddress() ? List.of() : List.of(row.address()), row.port());
    }

    /** The family of the address, which can differ from the socket's. */
    private static AddressFamily familyOf(SocketRow row) {
        return row.address() instanceof java.net.Inet4Address ? AddressFamily.IPV4 : AddressFamily.IPV6;
    }
}
