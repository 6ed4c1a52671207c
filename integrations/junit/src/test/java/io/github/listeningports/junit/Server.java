package io.github.listeningports.junit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Prints more than a pipe holds, and "ready PORT" when it listens on 127.0.0.1 and this port (0: any). Ends when its input does. */
final class Server {

    private static final int LINES = 20_000;
    private static final int BACKLOG = 50;

    private Server() {}

    public static void main(String[] arguments) throws IOException {
        for (int i = 0; i < LINES; i++) {
            System.out.println("a line of a chatty server");
        }
        int port = Integer.parseInt(arguments[0]);
        try (ServerSocket socket = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress())) {
            System.out.println("ready " + socket.getLocalPort());
            while (System.in.read() >= 0) {}
        }
    }
}
