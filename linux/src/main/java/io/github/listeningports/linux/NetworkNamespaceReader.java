package io.github.listeningports.linux;

import io.github.listeningports.NetworkNamespace;
import io.github.listeningports.linux.kernel.ProcFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the network namespaces to read, through /proc/PID/net, which shows the namespace of that process and needs no privilege.
 *
 * <p>They are identified by the inode of net/dev, which is the same for all users and through all mounts. /proc/PID/ns/net has another number for
 * the same namespace, and reading it requires rights over the process; it is the label that other tools show.
 */
final class NetworkNamespaceReader {

    private final Path root;

    NetworkNamespaceReader(Path root) {
        this.root = root;
    }

    /** The default namespace: that of the calling thread or, below another root than /proc, of process 1. */
    NetworkNamespaceEntry own() {
        Path process = ownProcess();
        return view(process, true, List.of(process.resolve("net")));
    }

    /** The namespaces of all visible processes, this process's own first. */
    List<NetworkNamespaceEntry> all() throws IOException {
        Path own = ownProcess();
        OptionalLong ownId = id(own);
        Map<Long, List<Path>> processes = new LinkedHashMap<>();
        ownId.ifPresent(id -> processes.put(id, new ArrayList<>(List.of(own))));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (ProcFiles.isPid(entry.getFileName().toString())) {
                    id(entry)
                            .ifPresent(id -> processes
                                    .computeIfAbsent(id, first -> new ArrayList<>())
                                    .add(entry));
                }
            }
        }
        List<NetworkNamespaceEntry> views = new ArrayList<>();
        processes.forEach((id, members) -> views.add(view(
                members.get(0),
                ownId.isPresent() && ownId.getAsLong() == id,
                members.stream().map(member -> member.resolve("net")).toList())));
        return views;
    }

    /**
     * Below the default root, the calling thread: /proc/self/net is empty once the first thread of a process has ended. Below another root, process 1,
     * which is in the namespace of the host; "self" would still lead to the namespace of this process.
     */
    private Path ownProcess() {
        if (!root.equals(ProcFiles.DEFAULT_ROOT)) {
            return root.resolve("1");
        }
        Path thread = root.resolve("thread-self");
        return Files.exists(thread.resolve("net")) ? thread : root.resolve("self");
    }

    private static NetworkNamespaceEntry view(Path process, boolean own, List<Path> netDirectories) {
        OptionalLong id = id(process);
        Optional<NetworkNamespace> namespace = id.isPresent()
                ? Optional.of(new NetworkNamespace(id.getAsLong(), ProcFiles.link(process.resolve("ns/net")), own))
                : Optional.empty();
        return new NetworkNamespaceEntry(namespace, own, netDirectories);
    }

    private static OptionalLong id(Path process) {
        return ProcFiles.inode(process.resolve("net/dev"));
    }
}
