package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Takes a snapshot in a process of its own, which may be of another user or in another namespace, and prints what {@link Probe} reads.
 * Arguments: "all" for all network namespaces, "root=PATH" for another /proc, "detailed", "standard" and "ports" for more or less than the owners, "looks=N" for the last of so many
 * snapshots of an open source, "parallel=N" for so many threads, "threadless" to listen on a port itself and look when no more threads can be started.
 */
final class ProbeMain {

    private ProbeMain() {}

    @SuppressWarnings("try") // that the socket is only held
    public static void main(String[] arguments) throws IOException {
        SnapshotRequest request = SnapshotRequest.owners();
        List<String> flags = List.of(arguments);
        int looks = 1;
        if (flags.contains("detailed")) {
            request = SnapshotRequest.detailed();
        } else if (flags.contains("standard")) {
            request = SnapshotRequest.standard();
        } else if (flags.contains("ports")) {
            request = SnapshotRequest.ports();
        }
        if (flags.contains("all")) {
            request = request.withAllNetworkNamespaces();
        }
        request = request.withFirewallTimeout(Duration.ofMinutes(10));
        for (String flag : flags) {
            if (flag.startsWith("looks=")) {
                looks = Integer.parseInt(flag.substring("looks=".length()));
            } else if (flag.startsWith("parallel=")) {
                request = request.withParallelism(Integer.parseInt(flag.substring("parallel=".length())));
            } else if (flag.startsWith("root=")) {
                request = request.withProcRoot(Path.of(flag.substring("root=".length())));
            }
        }
        try (ServerSocket own = flags.contains("threadless") ? listenWithoutThreads() : null) {
            print(looks == 1 ? Look.now(request) : last(request, looks));
        } catch (ListeningPortsException e) {
            System.out.println("exception\t" + e.getMessage());
        }
    }

    private static ServerSocket listenWithoutThreads() throws IOException {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (true) {
                Thread idle = new Thread(() -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                idle.setDaemon(true);
                idle.start();
            }
        } catch (OutOfMemoryError none) {
            return socket;
        }
    }

    private static PortSnapshot last(SnapshotRequest request, int looks) {
        try (ListeningPortSource source = ListeningPorts.open(new LinuxListeningPortProvider(), request)) {
            for (int i = 1; i < looks; i++) {
                source.snapshot();
            }
            return source.snapshot();
        }
    }

    private static void print(PortSnapshot snapshot) {
        for (ListeningPort port : snapshot) {
            System.out.println(String.join(
                    "\t",
                    List.of(
                            "port",
                            port.protocol().toString(),
                            port.addressText(),
                            Integer.toString(port.port()),
                            Look.pids(port).toString(),
                            port.process().map(process -> process.displayName()).orElse("?"),
                            port.socket().networkNamespace().orElseThrow().toString(),
                            Long.toString(port.socket().uid().orElseThrow()),
                            port.socket().toString(),
                            port.firewall().verdict() + " " + port.firewall().reason(),
                            port.process()
                                    .flatMap(ProcessInfo::user)
                                    .map(user -> user.id() + " " + user.name().orElse("-"))
                                    .orElse("-"))));
        }
        for (Diagnostic diagnostic : snapshot.diagnostics()) {
            System.out.println("diagnostic\t" + diagnostic);
        }
        System.out.println("complete\t" + snapshot.isComplete());
    }
}
