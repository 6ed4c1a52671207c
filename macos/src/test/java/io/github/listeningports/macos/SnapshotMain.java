package io.github.listeningports.macos;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.SnapshotRequest;
import java.nio.file.Path;

/** Looks twice in a JVM of its own, through the library that is the argument, and prints how it went. */
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
