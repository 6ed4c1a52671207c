package example;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import oshi.SystemInfo;

public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println(new SystemInfo().getOperatingSystem());
        PortSnapshot now = ListeningPorts.snapshot(SnapshotRequest.detailed());
        for (ListeningPort port : now) {
            System.out.println(port);
        }
        now.diagnostics().forEach(System.out::println);
    }
}
