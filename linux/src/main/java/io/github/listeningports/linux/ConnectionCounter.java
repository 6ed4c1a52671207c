package io.github.listeningports.linux;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the established connections of each listener: those on its port that no listener on a more specific address accepts. Listeners that share an address and
 * a port (SO_REUSEPORT) each get the total, as the kernel does not report which of them accepted a connection.
 */
final class ConnectionCounter {

    private static final InetAddress ANY_IPV4 = any(4);
    private static final InetAddress ANY_IPV6 = any(16);

    private record Endpoint(InetAddress address, int port) {}

    private final Set<Endpoint> listeners = new HashSet<>();
    private final Set<Endpoint> ipv6Only = new HashSet<>();
    private final Map<Endpoint, Long> connections = new HashMap<>();

    ConnectionCounter(List<SocketRow> listening, List<SocketRow> established) {
        for (SocketRow row : listening) {
            boolean only = row.extras().flatMap(SocketRow.Extras::v6Only).orElse(false);
            (only ? ipv6Only : listeners).add(endpoint(row));
        }
        established.forEach(row -> count(endpoint(row)));
    }

    long of(SocketRow listener) {
        return connections.getOrDefault(endpoint(listener), 0L);
    }

    private void count(Endpoint connection) {
        List<InetAddress> mostSpecificFirst = connection.address() instanceof Inet4Address
                ? List.of(connection.address(), ANY_IPV4, ANY_IPV6)
                : List.of(connection.address(), ANY_IPV6);
        mostSpecificFirst.stream()
                .map(address -> new Endpoint(address, connection.port()))
                .filter(endpoint -> listeners.contains(endpoint)
                        || (connection.address() instanceof Inet6Address && ipv6Only.contains(endpoint)))
                .findFirst()
                .ifPresent(listener -> connections.merge(listener, 1L, Long::sum));
    }

    private static Endpoint endpoint(SocketRow row) {
        return new Endpoint(row.address(), row.port());
    }

    private static InetAddress any(int bytes) {
        try {
            return InetAddress.getByAddress(new byte[bytes]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
