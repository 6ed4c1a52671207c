package io.github.listeningports.macos;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the listening sockets that processes hold, and remembers them. The first time it reads every socket of every process. Later it lists the descriptors of
 * each process, and reads all sockets where that list changed, else only the known listeners.
 *
 * <p>A list does not show that a socket was closed and another opened under its number: that takes {@link #readAgain}, or reading everything.
 */
final class ProcessSocketReader {

    /** What is remembered of a process. */
    private static final class Known {
        private SocketDescriptors listed = new SocketDescriptors(new long[0], 0);
        private List<HeldSocket> held = List.of();
        private int refused;
        private int malformed;
        private @Nullable ProcessInfo owner;
    }

    private final Libproc libproc;
    private final SocketInfoParser parser;
    private final ProcessReader processReader;
    private final boolean asksForOwners;

    private final Map<Integer, Known> processes = new HashMap<>();
    private Optional<String> whyUnread = Optional.empty();

    ProcessSocketReader(Libproc libproc, ProcessReader processReader, SnapshotRequest request) {
        this.libproc = libproc;
        this.processReader = processReader;
        parser = new SocketInfoParser(request);
        asksForOwners = request.asksForOwners();
    }

    /**
     * Reads until the deadline. What is known of the processes that were not reached is forgotten, for nothing of it was checked.
     *
     * @param everything whether to read all sockets, whatever is remembered
     */
    void read(boolean everything, Deadline deadline) throws IOException {
        int[] pids = libproc.pids();
        Set<Integer> present = Arrays.stream(pids).boxed().collect(Collectors.toCollection(HashSet::new));
        processes.keySet().retainAll(present);
        int unread = 0;
        for (int pid : pids) {
            if (deadline.isOver()) {
                unread++;
                processes.remove(pid);
                continue;
            }
            SocketDescriptors listed = libproc.sockets(pid);
            Known known = processes.get(pid);
            if (everything || known == null || !known.listed.isSameAs(listed) || !isStillHeld(known)) {
                readProcess(pid, listed);
            }
        }
        whyUnread = unread == 0
                ? Optional.empty()
                : Optional.of(unread + " of " + pids.length + " processes were not read: " + deadline.reason());
    }

    /** Why not all processes were read, if the deadline passed before. */
    Optional<String> whyUnread() {
        return whyUnread;
    }

    /** Reads all sockets of one process. */
    void readAgain(int pid) {
        readProcess(pid, libproc.sockets(pid));
    }

    List<HeldSocket> held() {
        return processes.values().stream().flatMap(known -> known.held.stream()).toList();
    }

    /** The details of a process that holds a listener. */
    Optional<ProcessInfo> owner(int pid) {
        return Optional.ofNullable(processes.get(pid)).map(known -> known.owner);
    }

    /** Whether a process was listed. */
    boolean isPresent(int pid) {
        return processes.containsKey(pid);
    }

    /** Whether all sockets of a process could be read. */
    boolean isReadable(int pid) {
        Known known = processes.get(pid);
        return known != null && known.refused == 0;
    }

    int processCount() {
        return processes.size();
    }

    /** How many processes have sockets that could not be read. */
    int refusedCount() {
        return (int)
                processes.values().stream().filter(known -> known.refused != 0).count();
    }

    /** The errno of one of those, other than EPERM; 0 if there is none. */
    int unusualError() {
        return processes.values().stream()
                .mapToInt(known -> known.refused)
                .filter(error -> error != 0 && error != SystemError.EPERM)
                .findFirst()
                .orElse(0);
    }

    /** How many sockets have an unknown layout. */
    int malformedSockets() {
        return processes.values().stream().mapToInt(known -> known.malformed).sum();
    }

    private void readProcess(int pid, SocketDescriptors listed) {
        Known known = new Known();
        known.listed = listed;
        if (listed.error() == SystemError.ESRCH) {
            processes.remove(pid); // gone, or a zombie, which holds nothing
            return;
        }
        known.refused = listed.error();
        List<HeldSocket> held = new ArrayList<>(0);
        for (int i = 0; i < listed.size(); i++) {
            SocketRow row = readSocket(pid, listed.get(i), known);
            if (row != null) {
                held.add(new HeldSocket(row, pid, listed.get(i)));
            }
        }
        known.held = held;
        if (!held.isEmpty() && asksForOwners) {
            known.owner = processReader
                    .read(pid)
                    .orElseGet(() -> ProcessInfo.builder(pid).build());
            // A pid may have been reused: the details belong to the holder if the socket is still there, under the same
            // number, after they were read.
            known.held = held.stream().filter(this::isStillHeld).toList();
        }
        processes.put(pid, known);
    }

    private @Nullable SocketRow readSocket(int pid, long descriptor, Known known) {
        int bytes = libproc.readSocket(pid, descriptor);
        if (bytes > 0) {
            return parser.parse(libproc.socket());
        }
        if (-bytes == SystemError.ENOMEM) {
            known.malformed++;
        } else if (!isGone(descriptor, -bytes)) {
            known.refused = -bytes;
        }
        return null;
    }

    /**
     * Whether a descriptor or fileport was closed, or is now something other than a socket (bsd/kern/proc_info.c proc_pidfdinfo, proc_pidfileportinfo). A name
     * that is no longer a fileport yields EINVAL.
     */
    private static boolean isGone(long descriptor, int error) {
        return switch (error) {
            case SystemError.EBADF, SystemError.ENOTSOCK, SystemError.EOPNOTSUPP, SystemError.ESRCH -> true;
            case SystemError.EINVAL -> SocketDescriptors.isFileport(descriptor);
            default -> false;
        };
    }

    private boolean isStillHeld(Known known) {
        return known.held.stream().allMatch(this::isStillHeld);
    }

    /** Whether the descriptor still refers to that socket. */
    boolean isStillHeld(HeldSocket socket) {
        if (libproc.readSocket(socket.pid(), socket.descriptor()) <= 0) {
            return false;
        }
        SocketRow row = parser.parse(libproc.socket());
        return row != null && row.id().equals(socket.row().id());
    }
}
