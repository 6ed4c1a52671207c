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
 * @param pending whether there are sockets without an owner that not every process was asked about yet
 */
record SocketOwners(Map<Long, List<ProcessInfo>> byInode, int processes, int unreadable, boolean pending) {

    static final SocketOwners NONE = new SocketOwners(Map.of(), 0, 0, false);

    List<ProcessInfo> of(SocketRow row) {
        return byInode.getOrDefault(row.inode(), List.of());
    }
}
