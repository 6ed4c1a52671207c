package io.github.listeningports.linux.bind;

import java.util.Map;

/**
 * Sockets that processes hold and no table of /proc lists.
 *
 * @param byProcess how many each process holds
 * @param unreadable the number of processes whose descriptors could not be read
 */
public record UnlistedSockets(Map<Long, Integer> byProcess, int unreadable) {

    public UnlistedSockets {
        byProcess = Map.copyOf(byProcess);
    }
}
