package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes a snapshot in a process of its own, which may be of another user or in another namespace, and prints what {@link Probe} reads.
 * Arguments: "all" for all network namespaces, "root=PATH" for another /proc.
 */
final class ProbeMain {

    private ProbeMain() {}

    public static void main(String[] arguments) {
        SnapshotRequest request = SnapshotRequest.owners();
        for (String argument : arguments) {
            request = argument.startsWith("root=")
                    ? request.withProcRoot(Path.of(argument.substring("root=".length())))
                    : request.withAllNetworkNamespaces();
        }
        PortSnapshot snapshot = Look.now(request);
        for (ListeningPort port : snapshot) {
            System.out.println(String.join(
                    "\t",
                    List.of(
                            "port",
                            port.protocol().toString(),
                            port.addressText(),
                            Integer.toString(port.port()),
                            Look.pids(port).toString(),
                            port.process().map(process -> process.displayName()).orElse("?"),
                            port.socket().networkNamespace().orElseThrow().toString(),
                            Long.toString(port.socket().uid().orElseThrow()))));
        }
        for (Diagnostic diagnostic : snapshot.diagnostics()) {
            System.out.println("diagnostic\t" + diagnostic);
        }
        System.out.println("complete\t" + snapshot.isComplete());
    }
}
