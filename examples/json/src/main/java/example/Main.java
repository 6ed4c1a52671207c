package example;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;

public final class Main {
    private Main() {}

    public static void main(String[] args) {
        PortJson json = switch (args[0]) {
            case "jackson2" -> new Jackson2();
            case "jackson3" -> new Jackson3();
            case "gson" -> new WithGson();
            default -> throw new IllegalArgumentException(args[0]);
        };
        PortSnapshot now = ListeningPorts.snapshot(SnapshotRequest.detailed());
        String text = json.write(now);
        System.out.println(text);
        if (!json.read(text).equals(now)) {
            throw new IllegalStateException("not read as it was written");
        }
    }
}
