package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;

/**
 * Asks the machine which TCP and UDP ports it listens on, and who holds each.
 *
 * <pre>{@code
 * for (ListeningPort port : ListeningPorts.snapshot()) {
 *     System.out.println(port); // tcp 127.0.0.1:5432 postgres (812)
 * }
 * }</pre>
 *
 * <p>No privilege is needed to see the ports. To see the owners of other users' sockets takes rights that each {@link Diagnostic} names.
 * Nothing is printed, and a process that vanishes meanwhile is no error. No thread is kept: where the firewall of Windows or macOS is asked, one waits for the answer;
 * JNA, where it is loaded, has one of its own for some time.
 *
 * <p>The provider is looked for once, when it is first needed, with {@link java.util.ServiceLoader} and the class loader of this class: the one
 * that the system property {@code listeningports.provider} names, or else the first that supports this operating system.
 */
public final class ListeningPorts {

    private ListeningPorts() {}

    /**
     * Takes a snapshot of this machine's listening ports: {@link SnapshotRequest#standard()}.
     *
     * @throws ListeningPortsException if no provider works here, or no socket table can be read
     */
    public static PortSnapshot snapshot() {
        return snapshot(SnapshotRequest.standard());
    }

    /**
     * Takes a snapshot of what is asked for.
     *
     * @throws ListeningPortsException if no provider works here, or no socket table can be read
     */
    public static PortSnapshot snapshot(SnapshotRequest request) {
        try (ListeningPortSource source = open(request)) {
            return source.snapshot();
        }
    }

    /**
     * Opens a source that keeps what it learned from one snapshot to the next, for those who look again and again.
     *
     * @throws ListeningPortsException if no provider works here, or nothing at all can be read
     */
    public static ListeningPortSource open(SnapshotRequest request) {
        return open(ChosenProvider.get(), request);
    }

    /**
     * Opens a source of a provider of your own; whether it supports this operating system is not asked.
     *
     * @throws ListeningPortsException if that provider can read nothing at all
     */
    public static ListeningPortSource open(ListeningPortProvider provider, SnapshotRequest request) {
        return new GuardedSource(provider.open(request));
    }
}
