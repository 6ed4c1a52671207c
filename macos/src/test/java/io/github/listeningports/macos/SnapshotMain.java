package io.github.listeningports.macos;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.SnapshotRequest;
import java.nio.file.Path;

/** Takes two snapshots through the library given as the argument, and prints the results; run in a JVM of its own. */
final class SnapshotMain {

    private SnapshotMain() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < 2; i++) {
            var provider = new MacosListeningPortProvider(arguments[0], "Mac OS X", Path.of("none"));
            try {
                System.out.println("ports "
                        + ListeningPorts.open(provider, SnapshotRequest.owners())
                                .snapshot()
                                .ports()
                                .size());
            } catch (ListeningPortsException e) {
                System.out.println("exception " + e.getMessage());
            }
        }
    }
}
