package consumer;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;

public final class Main {
    private Main() {}

    public static void main(String[] args) {
        try {
            throw new AssertionError("a snapshot without a provider: " + ListeningPorts.snapshot());
        } catch (ListeningPortsException e) {
            if (!e.getMessage().contains("add the dependency io.github.listeningports:listening-ports,")) {
                throw e;
            }
            System.out.println("Told what to add: " + e.getMessage());
        }
    }
}
