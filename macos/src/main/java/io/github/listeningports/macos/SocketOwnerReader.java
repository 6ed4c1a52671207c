package io.github.listeningports.macos;

import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Reads the processes and the kernel's lists, and decides which processes are read again although their list of descriptors is unchanged.
 *
 * <p>A new socket under the number of an old one shows only in the kernel's lists. Its owner is found by reading processes again: the one that last used the
 * socket at once; all of them, where a socket has no known owner, {@link #REST} times as long as that takes later, and at most {@link #UNKNOWN_OWNER}; all of them
 * at most {@link #EVERYTHING} later in any case.
 *
 * <p>Where the kernel withholds sockets of this user's processes from its lists, everything is read again once a socket was created anywhere in the system, and
 * every {@link #UNKNOWN_OWNER}.
 */
final class SocketOwnerReader {

    /** How long a socket may stay without an owner, or the lists withhold sockets, before everything is read again. */
    static final Duration UNKNOWN_OWNER = Duration.ofSeconds(5);

    /** For a socket without an owner, everything is read again after so many times as long as it took last: at most a fiftieth of a core. */
    static final int REST = 50;

    /** How long anything may be remembered before everything is read again. */
    static final Duration EVERYTHING = Duration.ofSeconds(60);

    private final ProcessSocketReader socketReader;
    private final PcbLists lists;
    private final LongSupplier nanoTime;

    /** Whether the kernel's lists hold every socket that processes hold, so that changes show in them. */
    private boolean covered;

    private boolean walked;
    private long lastWalk;
    private long lastWalkTook;

    /** Where the lists withhold sockets: the newest sockets of the system, as known before the last walk. Empty if unknown. */
    private List<Long> generations = List.of();

    /** Sockets that had no owner when everything was read: they cause no further reading. */
    private Set<SocketId> ownerless = Set.of();

    /** @param nanoTime the clock that bounds what is remembered */
    SocketOwnerReader(ProcessSocketReader socketReader, PcbLists lists, LongSupplier nanoTime) {
        this.socketReader = socketReader;
        this.lists = lists;
        this.nanoTime = nanoTime;
    }

    /**
     * Reads the processes first, then the lists, as far as there is time.
     *
     * @return why the processes cannot be listed, if so
     * @throws ListeningPortsException if the lists cannot be read either
     */
    Optional<String> read(Optional<Long> ownUid, Deadline deadline) {
        long now = nanoTime.getAsLong();
        boolean wasCovered = covered;
        Duration limit = covered ? EVERYTHING : UNKNOWN_OWNER;
        boolean everything = !walked || now - lastWalk >= limit.toNanos();
        everything |= !covered && isAnySocketNew();
        Optional<String> failure = walk(everything, now, deadline);
        lists.read(ownUid, deadline);
        if (deadline.isOver()) {
            return failure;
        }
        compare();
        if (wasCovered && !covered && !everything) {
            isAnySocketNew();
            everything = true;
            failure = walk(true, now, deadline);
        }
        if (failure.isPresent() && lists.haveNothing()) {
            throw new ListeningPortsException("neither processes nor sockets can be listed: " + failure.get() + "; "
                    + String.join("; ", lists.gaps().values()) + "; a sandbox may deny access: run outside it");
        }
        findOwners(now, everything, deadline);
        return failure;
    }

    /**
     * Whether a socket was created since the last call, anywhere in the system: without, no descriptor number can have been used again for another socket.
     * True if unknown.
     */
    private boolean isAnySocketNew() {
        List<Long> before = generations;
        generations = lists.generations();
        return generations.isEmpty() || !generations.equals(before);
    }

    /** A socket that the lists lack may have been closed before they were read; one that is still held is withheld. */
    private void compare() {
        List<HeldSocket> missing = lists.missing(socketReader.held());
        covered = missing.isEmpty();
        lists.note(missing.stream()
                .filter(socket -> lists.isThoughtWhole(socket.row().protocol()) && socketReader.isStillHeld(socket))
                .findFirst());
    }

    /** Returns why the processes cannot be listed, if so. */
    private Optional<String> walk(boolean everything, long now, Deadline deadline) {
        try {
            socketReader.read(everything, deadline);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (everything && socketReader.whyUnread().isEmpty()) {
            walked = true;
            lastWalk = now;
            lastWalkTook = nanoTime.getAsLong() - now;
        }
        return Optional.empty();
    }

    /**
     * A listed socket that no process was seen to hold was opened after the processes were read, or under the number of another one: the process that last used
     * it is read again, and if need be all of them.
     */
    private void findOwners(long now, boolean everything, Deadline deadline) {
        Set<Integer> readAgain = new HashSet<>();
        for (SocketRow row : withoutOwner()) {
            OptionalInt pid = row.lastPid();
            if (pid.isPresent()
                    && !ownerless.contains(row.id())
                    && socketReader.isReadable(pid.getAsInt())
                    && readAgain.add(pid.getAsInt())) {
                socketReader.readAgain(pid.getAsInt());
            }
        }
        List<SocketRow> unknown = withoutOwner();
        Set<SocketId> ids = new HashSet<>();
        unknown.forEach(row -> ids.add(row.id()));
        if (everything || ownerless.containsAll(ids)) {
            ownerless = ids;
        } else if (now - lastWalk >= Math.min(UNKNOWN_OWNER.toNanos(), REST * lastWalkTook)) {
            walk(true, now, deadline);
            ownerless = ids;
        }
    }

    private List<SocketRow> withoutOwner() {
        SocketTable held = new SocketTable();
        socketReader.held().forEach(socket -> held.add(socket, Optional.empty()));
        return lists.rows().stream()
                .filter(row -> !row.isFlow() && !held.contains(row))
                .toList();
    }
}
