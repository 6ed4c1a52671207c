package io.github.listeningports;

/**
 * Takes snapshots of the same request again and again, and keeps between them what it learned. Open one with
 * {@link ListeningPorts#open(SnapshotRequest)}; close it to let go of what it holds.
 *
 * <p>What is listed is read anew each time. Owners are remembered where the system lets a source tell cheaply that nothing changed. On Linux a socket's new owner
 * may be seen up to 5 seconds late (a diagnostic says so), a further owner of a known socket and a changed name of an owner up to 60 seconds late; mostly all are
 * seen at once. An owner that is named held the socket
 * during the look, as far as {@link PortSnapshot} promises it.
 *
 * <p>It can be used from any thread: snapshots are taken one after another, and {@code close} waits for the one under way.
 */
public interface ListeningPortSource extends AutoCloseable {

    /**
     * Takes a snapshot now.
     *
     * @throws IllegalStateException if the source is closed
     * @throws ListeningPortsException if nothing meaningful can be returned: no socket table can be read. The source stays open, and may be asked again
     */
    PortSnapshot snapshot();

    /** Lets go of everything; a second call does nothing. */
    @Override
    void close();
}
