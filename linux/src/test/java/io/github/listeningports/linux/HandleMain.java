package io.github.listeningports.linux;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Listens, and prints whether it gets its own handle from a snapshot. */
final class HandleMain {

    private HandleMain() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ListeningPort port = Look.only(Protocol.TCP, socket.getLocalPort());
            System.out.println(port.owners().get(0).handle().map(ProcessHandle.current()::equals));
        }
    }
}
