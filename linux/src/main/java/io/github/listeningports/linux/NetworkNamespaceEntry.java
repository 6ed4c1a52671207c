package io.github.listeningports.linux;

import io.github.listeningports.NetworkNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace, and where to read it.
 *
 * @param namespace labelled as nsfs calls it, "net:[4026531840]"; absent where it cannot be identified (a copy of /proc without net/dev)
 * @param name its name, if it is mounted, as by ip-netns(8)
 * @param own whether it is the default namespace
 * @param netDirectories the net directories that show it, one for each process found in it: if one process is gone, the next one serves
 */
record NetworkNamespaceEntry(
        Optional<NetworkNamespace> namespace, Optional<String> name, boolean own, List<Path> netDirectories) {

    NetworkNamespaceEntry {
        netDirectories = List.copyOf(netDirectories);
    }

    /** Not generated: each look compares it, and the first generated one of a JVM takes 20 ms. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof NetworkNamespaceEntry that
                        && namespace.equals(that.namespace)
                        && name.equals(that.name)
                        && own == that.own
                        && netDirectories.equals(that.netDirectories));
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespace, name, own, netDirectories);
    }

    /** How nsfs calls it; absent without the rights to see that. */
    Optional<String> label() {
        return namespace.flatMap(NetworkNamespace::label);
    }

    /** The namespace, labelled with its name if it has one. */
    Optional<NetworkNamespace> named() {
        return namespace.isPresent() && name.isPresent()
                ? Optional.of(new NetworkNamespace(
                        namespace.get().id(), name, namespace.get().own()))
                : namespace;
    }

    NetworkNamespaceEntry named(Map<String, String> names) {
        return new NetworkNamespaceEntry(
                namespace, label().flatMap(label -> Optional.ofNullable(names.get(label))), own, netDirectories);
    }
}
