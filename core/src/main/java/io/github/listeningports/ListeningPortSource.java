package io.github.listeningports;

/**
 * Takes repeated snapshots of one request and reuses what earlier ones learned. Open one with
 * {@link ListeningPorts#open(SnapshotRequest)}; close it to release its resources.
 *
 * <p>Sockets are read anew for every snapshot. Owners are cached where the system offers a cheap check that nothing changed. On Linux and macOS the owner of another
 * program's new socket may appear late (a diagnostic says so): by 50 times as long as it takes to read all owners, at most 5 seconds. An additional owner of a known
 * socket, or a new name, user or service of a process, may appear up to 60 seconds late. Usually all appear at once. Every owner listed held the socket while the snapshot was taken, within
 * the limits that {@link PortSnapshot} describes.
 *
 * <p>Thread-safe: snapshots are taken one at a time, and {@code close} never waits.
 *
 * <p>Providers implement it: a method that a later version adds has a default.
 */
public interface ListeningPortSource extends AutoCloseable {

    /**
     * Takes a snapshot, after those that other threads are taking from this source. An interrupt does not end that wait, and stays set.
     *
     * @throws IllegalStateException if the source is closed, or another thread closes it before this snapshot begins
     * @throws ListeningPortsException if no socket table can be read. The source stays open, and later calls may succeed
     */
    PortSnapshot snapshot();

    /**
     * Releases all resources, and returns at once, from any thread. Further calls have no effect.
     *
     * <p>A snapshot that is under way in another thread, even one that hangs, is not interrupted: it returns what it finds, and its thread then releases the resources.
     */
    @Override
    void close();
}
