package io.github.listeningports.windows;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.windows.api.FileTime;
import io.github.listeningports.windows.api.ProcessToken;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who holds which socket.
 *
 * @param byPid the processes
 * @param started when each started (FILETIME), where that is known
 * @param tokens what their tokens tell
 * @param refused of which something could not be read
 * @param listFailure why names and parents are not known
 * @param serviceFailure why services are not known
 */
record SocketOwners(
        Map<Long, ProcessInfo> byPid,
        Map<Long, Long> started,
        Map<Long, ProcessToken> tokens,
        List<ProcessInfo> refused,
        Optional<String> listFailure,
        Optional<String> serviceFailure) {

    static final SocketOwners NONE =
            new SocketOwners(Map.of(), Map.of(), Map.of(), List.of(), Optional.empty(), Optional.empty());

    /** The clocks of sockets and processes need not tick together. */
    private static final long SLACK = FileTime.TICKS_PER_SECOND;

    /**
     * The process that made the socket; none if it is gone. Windows gives the pid of a process that has ended to another one: a process that started after the
     * socket was made is not the one meant. Where either time is not told, that cannot be seen.
     */
    List<ProcessInfo> of(SocketRow row) {
        ProcessInfo process = byPid.get(row.pid());
        if (process == null) {
            return List.of();
        }
        long start = started.getOrDefault(row.pid(), 0L);
        return row.created() != 0 && start > row.created() + SLACK ? List.of() : List.of(process);
    }
}
