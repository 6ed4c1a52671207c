package io.github.listeningports.linux;

import io.github.listeningports.AwaitRequest;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.PortWatch;
import io.github.listeningports.SnapshotRequest;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The application of {@link RedeploymentTest}: native snapshots, a source and a watch that are closed. */
public final class RedeployedLooks {

    private RedeployedLooks() {}

    public static void main(String[] arguments) throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            SnapshotRequest request = SnapshotRequest.detailed();
            needNative(ListeningPorts.snapshot(request), socket);
            needNative(ListeningPorts.snapshot(request), socket);
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
            watch(request, socket);
        }
    }

    private static void watch(SnapshotRequest request, ServerSocket socket) throws Exception {
        CountDownLatch calls = new CountDownLatch(3);
        try (PortWatch watch = ListeningPorts.watch(request, Duration.ofMillis(10), (now, changes) -> {
            needNative(now, socket);
            calls.countDown();
        })) {
            if (!calls.await(1, TimeUnit.MINUTES)) {
                throw new AssertionError(watch);
            }
        }
        ListeningPorts.await(
                AwaitRequest.tcp(socket.getLocalPort()).withProcess(ProcessHandle.current()), Duration.ofMinutes(1));
    }

    private static void needNative(PortSnapshot snapshot, ServerSocket socket) {
        boolean pure = snapshot.diagnostics().stream().anyMatch(each -> each.kind() == Diagnostic.Kind.DETAIL_MISSING);
        if (pure || snapshot.onPort(socket.getLocalPort()).isEmpty()) {
            throw new AssertionError(snapshot + " " + snapshot.diagnostics());
        }
    }
}
