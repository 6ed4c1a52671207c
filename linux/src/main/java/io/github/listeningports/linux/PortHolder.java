package io.github.listeningports.linux;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.linux.bind.Conflict;
import io.github.listeningports.linux.bind.PortSocket;
import io.github.listeningports.linux.bind.SocketOptions;
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
}
