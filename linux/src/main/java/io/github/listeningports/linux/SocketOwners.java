package io.github.listeningports.linux;

import io.github.listeningports.ProcessInfo;
import java.util.List;
import java.util.Map;

/**
 * Who holds which socket.
 *
 * @param byInode every process that holds the socket of that inode, the longest-running first
 * @param processes how many processes were seen
 * @param unreadable how many of them did not let their descriptors be read
 */
record SocketOwners(Map<Long, List<ProcessInfo>> byInode, int processes, int unreadable) {

    static final SocketOwners NONE = new SocketOwners(Map.of(), 0, 0);

    List<ProcessInfo> of(SocketRow row) {
        return byInode.getOrDefault(row.inode(), List.of());
    }
}
