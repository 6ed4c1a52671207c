package io.github.listeningports.windows;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.windows.api.FileTime;
import io.github.listeningports.windows.api.ProcessToken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The processes that hold the sockets.
 *
 * @param byPid the processes by pid
 * @param started their start times (FILETIME), where known
 * @param tokens the facts from their tokens
 * @param heirs where the process that a table names has ended: the processes that it started and that still run, by its pid
 * @param clockSetBack how far the clock was set back since Windows started, as far as it shows (100 ns)
 * @param refused the processes that could be read in part only
 * @param listFailure why names and parents are unknown
 * @param serviceFailure why services are unknown
 */
record SocketOwners(
        Map<Long, ProcessInfo> byPid,
        Map<Long, Long> started,
        Map<Long, ProcessToken> tokens,
        Map<Long, List<ProcessInfo>> heirs,
        long clockSetBack,
        List<ProcessInfo> refused,
        Optional<String> listFailure,
        Optional<String> serviceFailure) {

    static final SocketOwners NONE =
            new SocketOwners(Map.of(), Map.of(), Map.of(), Map.of(), 0, List.of(), Optional.empty(), Optional.empty());

    /** Socket and process times may come from different clocks. */
    private static final long SLACK = FileTime.TICKS_PER_SECOND;

    private static final int MAX_HEIRS = 5;

    /**
     * The process that created the socket; none if it has ended. Windows reuses pids: a process that started after the socket was created is not its creator, unless the
     * clock was set back between the two. Where either time is unknown, reuse goes unnoticed.
     */
    List<ProcessInfo> of(SocketRow row) {
        ProcessInfo process = byPid.get(row.pid());
        if (process == null) {
            return List.of();
        }
        return isReused(row) ? List.of() : List.of(process);
    }

    private boolean isReused(SocketRow row) {
        return row.created() != 0 && started.getOrDefault(row.pid(), 0L) > row.created() + SLACK + clockSetBack;
    }

    SocketOwners afterClockSetBack(long by) {
        return new SocketOwners(byPid, started, tokens, heirs, by, refused, listFailure, serviceFailure);
    }

    SocketOwners withHeirs(Map<Long, List<ProcessInfo>> found) {
        return new SocketOwners(byPid, started, tokens, found, clockSetBack, refused, listFailure, serviceFailure);
    }

    /** Why a socket has no owner. */
    String whyNone(SocketRow row) {
        if (row.pid() == 0) {
            return "the table names no process";
        }
        ProcessInfo process = byPid.get(row.pid());
        List<ProcessInfo> children = heirs.getOrDefault(row.pid(), List.of());
        return "pid " + row.pid()
                + (process == null
                        ? " has ended"
                        : " has ended and was reused: " + process + " started after the socket was bound")
                + (children.isEmpty()
                        ? ""
                        : "; what it started and still runs may hold the socket: "
                                + children.stream()
                                        .limit(MAX_HEIRS)
                                        .map(ProcessInfo::toString)
                                        .collect(Collectors.joining(", "))
                                + (children.size() > MAX_HEIRS ? ", ..." : ""));
    }
}
