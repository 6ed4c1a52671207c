package io.github.listeningports.linux;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.SnapshotRequest;

/** Looks twice, and prints the ports that it sees, with how many owners each has. Takes "ports" or "owners". */
final class ColdLooksMain {

    private ColdLooksMain() {}

    public static void main(String[] arguments) {
        SnapshotRequest request = arguments[0].equals("ports") ? SnapshotRequest.ports() : SnapshotRequest.owners();
        try (ListeningPortSource source = ListeningPorts.open(request)) {
            for (int look = 0; look < 2; look++) {
                for (ListeningPort port : source.snapshot()) {
                    System.out.println(
                            "port " + port.port() + " of " + port.owners().size());
                }
            }
        }
    }
}
