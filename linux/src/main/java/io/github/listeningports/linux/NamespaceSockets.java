package io.github.listeningports.linux;

import io.github.listeningports.NetworkNamespace;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The listening sockets of one network namespace.
 *
 * @param netDirectory the directory that they were read from
 * @param interfaces the interface index of each link-local address, read only if a socket is bound to one
 */
record NamespaceSockets(
        NetworkNamespaceEntry view, Path netDirectory, SocketTable table, Map<InetAddress, Integer> interfaces) {

    NamespaceSockets {
        interfaces = Map.copyOf(interfaces);
    }

    Optional<NetworkNamespace> namespace() {
        return view.named();
    }

    boolean isOwn() {
        return view.own();
    }

    List<SocketRow> rows() {
        return table.rows();
    }

    /** The same table with more rows, which an earlier pass missed. */
    NamespaceSockets with(List<SocketRow> more) {
        return new NamespaceSockets(view, netDirectory, table.with(more), interfaces);
    }
}
