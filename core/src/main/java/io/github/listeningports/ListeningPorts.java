package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.util.Optional;

/**
 * Lists the TCP and UDP ports this machine listens on, and the processes that own them.
 *
 * <pre>{@code
 * for (ListeningPort port : ListeningPorts.snapshot()) {
 *     System.out.println(port); // tcp 127.0.0.1:5432 postgres (812)
 * }
 * }</pre>
 *
 * <p>Listing ports requires no privilege. Seeing the owners of other users' sockets requires rights, which a {@link Diagnostic} names.
 * Nothing is printed, and a process that exits during a snapshot is not an error. No thread outlives a call, except that on Windows and macOS one may still be waiting
 * for the firewall to answer, and that JNA, once loaded, runs its own for a while.
 *
 * <p>The provider is chosen on first use, by {@link java.util.ServiceLoader} with the class loader of this class: the provider named by
 * the system property {@code listeningports.provider}, otherwise the first one that supports this operating system. A provider that fails to load affects no other; a
 * {@link Diagnostic} of every snapshot reports it.
 */
public final class ListeningPorts {

    private ListeningPorts() {}

    /**
     * Takes a snapshot of this machine's listening ports, with {@link SnapshotRequest#standard()}.
     *
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read
     */
    public static PortSnapshot snapshot() {
        return snapshot(SnapshotRequest.standard());
    }

    /**
     * Takes a snapshot of what the request asks for.
     *
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read
     */
    public static PortSnapshot snapshot(SnapshotRequest request) {
        try (ListeningPortSource source = open(request)) {
            return source.snapshot();
        }
    }

    /**
     * Opens a source for repeated snapshots, which reuses what earlier snapshots learned.
     *
     * @throws ListeningPortsException if no provider works on this system, or nothing can be read
     */
    public static ListeningPortSource open(SnapshotRequest request) {
        ChosenProvider chosen = ChosenProvider.get();
        return new GuardedSource(chosen.provider().open(request), chosen.failures());
    }

    /**
     * Opens a source of the given provider, without checking whether it supports this operating system.
     *
     * @throws ListeningPortsException if that provider can read nothing
     */
    public static ListeningPortSource open(ListeningPortProvider provider, SnapshotRequest request) {
        return new GuardedSource(provider.open(request), Optional.empty());
    }
}
