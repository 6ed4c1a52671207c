package io.github.listeningports.macos;

import io.github.listeningports.ListeningPortsException;
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
 * socket at once, all of them at most {@link #UNKNOWN_OWNER} later where a socket has no known owner, and at most {@link #EVERYTHING} later in any case.
 */
final class SocketOwnerReader {

    /** How long a socket may stay without an owner before everything is read again. */
    static final Duration UNKNOWN_OWNER = Duration.ofSeconds(5);

    /** How long anything may be remembered before everything is read again. */
    static final Duration EVERYTHING = Duration.ofSeconds(60);

    private final ProcessSocketReader socketReader;
    private final PcbLists lists;
    private final LongSupplier nanoTime;

    /** Whether the kernel's lists hold every socket that processes hold, so that changes show in them. */
    private boolean covered;

    private boolean walked;
    private long lastWalk;

    /** Sockets that had no owner when everything was read: they cause no further reading. */
    private Set<SocketId> ownerless = Set.of();

    /** @param nanoTime the clock that bounds what is remembered */
    SocketOwnerReader(ProcessSocketReader socketReader, PcbLists lists, LongSupplier nanoTime) {
        this.socketReader = socketReader;
        this.lists = lists;
        this.nanoTime = nanoTime;
    }

    /**
     * Reads the processes first, then the lists.
     *
     * @return why the processes cannot be listed, if so
     * @throws ListeningPortsException if the lists cannot be read either
     */
    Optional<String> read(Optional<Long> ownUid) {
        long now = nanoTime.getAsLong();
        boolean everything = !walked || !covered || now - lastWalk >= EVERYTHING.toNanos();
        Optional<String> failure = walk(everything, now);
        lists.read(ownUid);
        covered = lists.haveAll(socketReader.held());
        if (!covered && !everything) {
            everything = true;
            failure = walk(true, now);
        }
        if (failure.isPresent() && lists.haveNothing()) {
            throw new ListeningPortsException("neither processes nor sockets can be listed: " + failure.get() + "; "
                    + String.join("; ", lists.gaps().values()) + "; a sandbox may deny access: run outside it");
        }
        findOwners(now, everything);
        return failure;
    }

    /** Returns why the processes cannot be listed, if so. */
    private Optional<String> walk(boolean everything, long now) {
        try {
            socketReader.read(everything);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (everything) {
            walked = true;
            lastWalk = now;
        }
        return Optional.empty();
    }

    /**
     * A listed socket that no process was seen to hold was opened after the processes were read, or under the number of another one: the process that last used
     * it is read again, and if need be all of them.
     */
    private void findOwners(long now, boolean everything) {
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
        } else if (now - lastWalk >= UNKNOWN_OWNER.toNanos()) {
            walk(true, now);
            ownerless = ids;
        }
    }

    private List<SocketRow> withoutOwner() {
        SocketTable held = new SocketTable();
        socketReader.held().forEach(socket -> held.add(socket, Optional.empty()));
        return lists.rows().stream().filter(row -> !held.contains(row)).toList();
    }
}
