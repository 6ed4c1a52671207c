package io.github.listeningports.linux;

import io.github.listeningports.NetworkNamespace;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** Not generated: each look compares it, and the first generated one of a JVM takes 20 ms. That of the table is needed only where it may have changed. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof NamespaceSockets that
                        && view.equals(that.view)
                        && netDirectory.equals(that.netDirectory)
                        && Objects.equals(table, that.table)
                        && interfaces.equals(that.interfaces));
    }

    @Override
    public int hashCode() {
        return Objects.hash(view, netDirectory, table, interfaces);
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
