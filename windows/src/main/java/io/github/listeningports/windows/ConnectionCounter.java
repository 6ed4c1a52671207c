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
 * Counts the established connections of each TCP listener: those on its port that no listener on a more specific address takes. Listeners that share an address
 * and a port are each told the number of all.
 */
final class ConnectionCounter {

    /** @param address empty for all addresses, of the family or of both */
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

    /** A connection over IPv4 of a dual-stack socket is in the table of IPv6, with a mapped address. */
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

    /** That of the address, whatever the socket's. */
    private static AddressFamily familyOf(SocketRow row) {
        return row.address() instanceof java.net.Inet4Address ? AddressFamily.IPV4 : AddressFamily.IPV6;
    }
}
