package io.github.listeningports.linux;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.linux.bind.Conflict;
import io.github.listeningports.linux.bind.PortSocket;
import io.github.listeningports.linux.bind.SocketOptions;
import io.github.listeningports.linux.containers.ContainerReader;
import io.github.listeningports.linux.containers.PublishedPort;
import java.util.List;
import java.util.Optional;

/**
 * A socket whose address meets that of a bind.
 *
 * @param owners the visible processes that hold it
 * @param options absent if they cannot be read
 * @param conflict whether it refuses the bind
 */
record PortHolder(PortSocket socket, List<ProcessInfo> owners, Optional<SocketOptions> options, Conflict conflict) {

    PortHolder {
        owners = List.copyOf(owners);
    }

    PortHolder with(Conflict other) {
        return new PortHolder(socket, owners, options, other);
    }

    /** With the containers behind its owners. */
    PortHolder with(ContainerReader reader) {
        PublishedPort port = PublishedPort.of(socket.protocol(), socket.address(), socket.port());
        List<ProcessInfo> known = owners.stream()
                .map(owner -> reader.concerns(owner) ? reader.complete(owner, port) : owner)
                .toList();
        return new PortHolder(socket, known, options, conflict);
    }
}
