package io.github.listeningports.linux;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.util.List;

/** Snapshots in few words. */
final class Look {

    private Look() {}

    static PortSnapshot now(SnapshotRequest request) {
        return ListeningPorts.open(new LinuxListeningPortProvider(), request).snapshot();
    }

    static PortSnapshot now() {
        return now(SnapshotRequest.owners());
    }

    /** The listeners on a port. */
    static List<ListeningPort> at(Protocol protocol, int port) {
        return now(SnapshotRequest.owners().withProtocols(protocol).withPorts(port))
                .ports();
    }

    /** The one listener on a port; a failure of the test if there is none, or another. */
    static ListeningPort only(Protocol protocol, int port) {
        List<ListeningPort> ports = at(protocol, port);
        if (ports.size() != 1) {
            throw new AssertionError("expected one listener on " + protocol + " " + port + ", but there are " + ports);
        }
        return ports.get(0);
    }

    static List<Long> pids(ListeningPort port) {
        return port.owners().stream().map(ProcessInfo::pid).toList();
    }
}
