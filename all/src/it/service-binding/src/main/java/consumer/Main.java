package consumer;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import java.net.InetAddress;
import java.net.ServerSocket;

public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        long pid = ProcessHandle.current().pid();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ListeningPort found = ListeningPorts.snapshot().ownedBy(pid).stream()
                    .filter(port -> port.port() == socket.getLocalPort())
                    .findFirst()
                    .orElseThrow();
            System.out.println("Found myself: " + found);
        }
    }
}
