package io.github.listeningports.linux;

import io.github.listeningports.NetworkNamespace;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The listening sockets of one network namespace.
 *
 * @param netDirectory where they were read
 * @param interfaces the interface index of each link-local address, read only if a socket is bound to one
 */
record NamespaceTable(
        Optional<NetworkNamespace> namespace,
        Path netDirectory,
        SocketTable table,
        Map<InetAddress, Integer> interfaces) {

    NamespaceTable {
        interfaces = Map.copyOf(interfaces);
    }
}
