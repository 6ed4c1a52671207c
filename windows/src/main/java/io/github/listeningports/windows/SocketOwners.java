package io.github.listeningports.windows;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.windows.api.FileTime;
import io.github.listeningports.windows.api.ProcessToken;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The processes that hold the sockets.
 *
 * @param byPid the processes by pid
 * @param started their start times (FILETIME), where known
 * @param tokens the facts from their tokens
 * @param refused the processes that could be read in part only
 * @param listFailure why names and parents are unknown
 * @param serviceFailure why services are unknown
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

    /** Socket and process times may come from different clocks. */
    private static final long SLACK = FileTime.TICKS_PER_SECOND;

    /**
     * The process that created the socket; none if it has ended. Windows reuses pids: a process that started after the socket was created is not its creator. Where
     * either time is unknown, reuse goes unnoticed.
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
