package io.github.listeningports.app;

import io.github.listeningports.AwaitException;
import io.github.listeningports.AwaitRequest;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.SnapshotRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Waits until something listens on a port, and prints it as a table. */
final class Waiting {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Options options;
    private final Output out;
    private final Output err;

    Waiting(Options options, Output out, Output err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    int run() throws InterruptedException {
        int port = options.awaitedPort().orElseThrow();
        AwaitRequest request = options.udp && !options.tcp ? AwaitRequest.udp(port) : AwaitRequest.tcp(port);
        try {
            ListeningPort found = ListeningPorts.await(request, Objects.requireNonNullElse(options.timeout, TIMEOUT));
            // Without its owners, which are read now: waiting does not need them.
            List<ListeningPort> listed = ListeningPorts.snapshot(
                            SnapshotRequest.standard().withPorts(port).withProtocols(found.protocol()))
                    .ports();
            out.printLines(new PortTable(false, Optional.empty(), out.columns())
                    .lines(listed.isEmpty() ? List.of(found) : listed));
            return Main.OK;
        } catch (AwaitException e) {
            err.print(String.valueOf(e.getMessage()));
            return Main.NO_LISTENER;
        }
    }
}
