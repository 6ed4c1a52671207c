package io.github.listeningports.linux.containers;

import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ContainerInfo;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;

/** Prints the containers behind the ports of its network namespace, or with "names" as named by the daemon that DOCKER_HOST names; "explain PORT": why it cannot be bound to. */
final class ContainerMain {

    private ContainerMain() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("explain")) {
            for (BindObstacle obstacle : ListeningPorts.explainBind(BindRequest.tcp(Integer.parseInt(arguments[1])))
                    .obstacles()) {
                System.out.println(
                        obstacle.stopCommand().or(obstacle::lookCommand).orElse("?"));
            }
            return;
        }
        SnapshotRequest request = SnapshotRequest.owners().withAllNetworkNamespaces();
        PortSnapshot snapshot =
                ListeningPorts.snapshot(arguments[0].equals("names") ? request.withContainerNames() : request);
        for (ListeningPort port : snapshot) {
            for (ProcessInfo owner : port.owners()) {
                System.out.println(port.protocol() + " " + port.addressText() + " " + port.port() + " "
                        + owner.displayName() + " "
                        + owner.container().map(ContainerMain::text).orElse("-"));
            }
        }
        for (Diagnostic diagnostic : snapshot.diagnostics()) {
            System.out.println(diagnostic);
        }
    }

    private static String text(ContainerInfo container) {
        return container.id() + " " + container.name().orElse("-") + " "
                + container.image().orElse("-");
    }
}
