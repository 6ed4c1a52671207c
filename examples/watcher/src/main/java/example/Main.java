package example;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortWatch;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.WatchRequest;
import java.io.IOException;
import java.time.Duration;

public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        WatchRequest request =
                WatchRequest.of(SnapshotRequest.owners(), Duration.ofSeconds(1)).withPresentAsOpened();
        try (PortWatch watch = ListeningPorts.watch(request, (now, changes) -> changes.forEach(System.out::println))) {
            System.in.read();
        }
    }
}
