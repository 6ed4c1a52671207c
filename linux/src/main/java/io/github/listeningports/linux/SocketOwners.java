package io.github.listeningports.linux;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The owners of sockets.
 *
 * @param byInode every process that holds the socket of that inode, in no order
 * @param processes the number of processes seen
 * @param unreadable the number of processes whose descriptors could not be read
 * @param error why one of those could not be read, or processes could not be listed, if the cause was not a lack of rights
 * @param late why not every process was read or checked, if the deadline passed before
 * @param pending whether there are sockets without an owner for which not every process has been read again yet
 */
record SocketOwners(
        Map<Long, List<ProcessInfo>> byInode,
        int processes,
        int unreadable,
        Optional<String> error,
        Optional<String> late,
        boolean pending) {

    static final SocketOwners NONE = new SocketOwners(Map.of(), 0, 0, Optional.empty(), Optional.empty(), false);

    /** The result if processes could not be listed: no owners. */
    static SocketOwners unlisted(IOException failure) {
        return new SocketOwners(
                Map.of(), 0, 0, Optional.of(String.valueOf(failure.getMessage())), Optional.empty(), false);
    }

    /** The result if the deadline passed before any process was looked at. */
    static SocketOwners late(Deadline deadline) {
        return new SocketOwners(
                Map.of(), 0, 0, Optional.empty(), Optional.of("processes were not read: " + deadline.reason()), false);
    }

    /** The same with more known of each. */
    SocketOwners with(UnaryOperator<ProcessInfo> more) {
        Map<Long, List<ProcessInfo>> known = new HashMap<>();
        byInode.forEach(
                (inode, owners) -> known.put(inode, owners.stream().map(more).toList()));
        return with(known);
    }

    /** The same with more known of those of some sockets. */
    SocketOwners with(Map<Long, List<ProcessInfo>> some) {
        Map<Long, List<ProcessInfo>> known = new HashMap<>(byInode);
        known.putAll(some);
        return new SocketOwners(known, processes, unreadable, error, late, pending);
    }

    /** Whether a process that was not read may be an owner. */
    boolean areIncomplete() {
        return unreadable > 0 || error.isPresent() || late.isPresent();
    }

    List<ProcessInfo> of(SocketRow row) {
        return byInode.getOrDefault(row.inode(), List.of());
    }
}
