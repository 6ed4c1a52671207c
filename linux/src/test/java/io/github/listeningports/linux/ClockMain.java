package io.github.listeningports.linux;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at a port of its own, and again after another boot time was mounted on /proc/stat, as if the clock had been set. Its argument is an hour's later /proc/stat. Prints
 * the changes that stateless snapshots and an open source see, and how many seconds the start time moved in each.
 */
final class ClockMain {

    private ClockMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path later = Path.of(arguments[0]);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ListeningPortSource source =
                        ListeningPorts.open(new LinuxListeningPortProvider(), request(socket.getLocalPort()))) {
            PortSnapshot first = Look.now(request(socket.getLocalPort()));
            PortSnapshot firstOfSource = source.snapshot();
            Files.writeString(
                    later,
                    Files.readString(Path.of("/proc/stat"))
                            .replaceFirst("\nbtime (\\d+)\n", "\nbtime " + (btime() + 3600) + "\n"));
            int status = new ProcessBuilder("mount", "--bind", later.toString(), "/proc/stat")
                    .inheritIO()
                    .start()
                    .waitFor();
            PortSnapshot second = Look.now(request(socket.getLocalPort()));
            PortSnapshot secondOfSource = source.snapshot();
            System.out.println("mount " + status);
            System.out.println("stateless " + second.changesSince(first) + " " + moved(first, second));
            System.out.println("source " + secondOfSource.changesSince(firstOfSource) + " "
                    + moved(firstOfSource, secondOfSource));
        }
    }

    private static SnapshotRequest request(int port) {
        return SnapshotRequest.owners().withPorts(port);
    }

    private static long btime() throws IOException {
        return Files.readAllLines(Path.of("/proc/stat")).stream()
                .filter(line -> line.startsWith("btime "))
                .mapToLong(line -> Long.parseLong(line.substring("btime ".length())))
                .findFirst()
                .orElseThrow();
    }

    private static long moved(PortSnapshot before, PortSnapshot after) {
        return started(after) - started(before);
    }

    private static long started(PortSnapshot snapshot) {
        ProcessInfo owner = snapshot.ports().get(0).owners().get(0);
        return owner.startedAt().orElseThrow().getEpochSecond();
    }
}
