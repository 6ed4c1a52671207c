package io.github.listeningports.springboot;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.SnapshotRequest;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The Actuator endpoint {@code listeningports}: the machine's listening TCP and UDP ports, their owners, and whether the firewall lets other hosts in. {@code /actuator/listeningports/8080} has those of one port.
 *
 * <p>Like every endpoint but {@code health}, it is served only if the application exposes it: {@code management.endpoints.web.exposure.include=health,listeningports}. It tells about the whole machine, as far as the
 * application's user may see it, and never a command line. Each call takes a snapshot with {@link SnapshotRequest#standard()};
 * {@code management.endpoint.listeningports.cache.time-to-live=10s} lets Spring Boot keep that of all ports.
 *
 * <p>The members are those that docs/json.md describes, without {@code socket}, {@code firewall.outcomes} and, of owners, {@code startedBy}, {@code container}, {@code ancestors} and {@code workingDirectory}. What is unknown is left out.
 */
@Endpoint(id = "listeningports")
public final class ListeningPortsEndpoint {

    /**
     * All listening ports.
     *
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read
     */
    @ReadOperation
    public Map<String, Object> all() {
        return PortsAsJson.of(ListeningPorts.snapshot());
    }

    /**
     * The listeners on one port number, TCP and UDP.
     *
     * @throws InvalidEndpointRequestException if the port is not in 1 to 65535
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read
     */
    @ReadOperation
    public Map<String, Object> onPort(@Selector int port) {
        return PortsAsJson.of(ListeningPorts.snapshot(request(port)));
    }

    private static SnapshotRequest request(int port) {
        try {
            return SnapshotRequest.standard().withPorts(port);
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(
                    "no port number: " + port, "a port is a number from 1 to 65535", e);
        }
    }
}
