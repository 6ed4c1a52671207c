package example;

import io.github.listeningports.BindRequest;
import io.github.listeningports.ListeningPorts;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;

public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        try (ServerSocket server = new ServerSocket(port)) {
            System.out.println("listening on " + server.getLocalPort() + "; Enter ends");
            System.in.read();
        } catch (BindException e) {
            System.err.println(e.getMessage() + ": " + ListeningPorts.explainBind(BindRequest.tcp(port)));
            System.exit(1);
        }
    }
}
