package io.github.listeningports.windows;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.net.ServerSocket;

/** The application of {@link RedeploymentTest}: snapshots, and a source that is closed. */
public final class RedeployedLooks {

    private RedeployedLooks() {}

    public static void main(String[] arguments) throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            SnapshotRequest request = SnapshotRequest.detailed();
            needListed(ListeningPorts.snapshot(request), socket);
            needListed(ListeningPorts.snapshot(request), socket);
            try (ListeningPortSource source = ListeningPorts.open(request)) {
                PortSnapshot before = source.snapshot();
                try (ServerSocket more = new ServerSocket(0)) {
                    PortSnapshot after = source.snapshot();
                    if (after.changesSince(before).stream()
                            .noneMatch(each -> each.port().port() == more.getLocalPort())) {
                        throw new AssertionError(after.changesSince(before));
                    }
                }
            }
        }
    }

    private static void needListed(PortSnapshot snapshot, ServerSocket socket) {
        if (snapshot.onPort(socket.getLocalPort()).isEmpty()) {
            throw new AssertionError(snapshot + " " + snapshot.diagnostics());
        }
    }
}
