package example;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;

public final class Main {
    private Main() {}

    public static void main(String[] args) {
        for (ListeningPort port : ListeningPorts.snapshot()) {
            System.out.println(port);
        }
    }
}
