package io.github.listeningports.linux;

import io.github.listeningports.NetworkNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network namespace, and where to read it.
 *
 * @param namespace absent where it cannot be identified (a copy of /proc without net/dev)
 * @param own whether it is the default namespace
 * @param netDirectories the net directories that show it, one for each process found in it: if one process is gone, the next one serves
 */
record NetworkNamespaceEntry(Optional<NetworkNamespace> namespace, boolean own, List<Path> netDirectories) {

    NetworkNamespaceEntry {
        netDirectories = List.copyOf(netDirectories);
    }

    /** The same namespace, labelled with its name if it has one. */
    NetworkNamespaceEntry named(Map<String, String> names) {
        return new NetworkNamespaceEntry(
                namespace.map(each -> new NetworkNamespace(
                        each.id(), each.label().map(label -> names.getOrDefault(label, label)), each.own())),
                own,
                netDirectories);
    }
}
