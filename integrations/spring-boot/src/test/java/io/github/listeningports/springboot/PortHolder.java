package io.github.listeningports.springboot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Listens on an address and port (0: any), prints "ready PORT", and ends when its input does. */
final class PortHolder {

    private PortHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[1])));
            System.out.println("ready " + socket.getLocalPort());
            while (System.in.read() >= 0) {}
        }
    }
}
