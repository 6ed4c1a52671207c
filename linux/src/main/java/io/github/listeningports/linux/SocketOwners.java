package io.github.listeningports.linux;

import io.github.listeningports.ProcessInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who holds which socket.
 *
 * @param byInode every process that holds the socket of that inode, the longest-running first
 * @param processes how many processes were seen
 * @param unreadable how many of them did not let their descriptors be read
 * @param error why one of those could not be read, or they could not be listed, if it was anything but a lack of rights
 * @param pending whether there are sockets without an owner that not every process was asked about yet
 */
record SocketOwners(
        Map<Long, List<ProcessInfo>> byInode, int processes, int unreadable, Optional<String> error, boolean pending) {

    static final SocketOwners NONE = new SocketOwners(Map.of(), 0, 0, Optional.empty(), false);

    /** What is known when the processes could not even be listed: nothing. */
    static SocketOwners unlisted(IOException failure) {
        return new SocketOwners(Map.of(), 0, 0, Optional.of(String.valueOf(failure.getMessage())), false);
    }

    /** Whether an owner may be among what could not be read. */
    boolean areIncomplete() {
        return unreadable > 0 || error.isPresent();
    }

    List<ProcessInfo> of(SocketRow row) {
        return byInode.getOrDefault(row.inode(), List.of());
    }
}
