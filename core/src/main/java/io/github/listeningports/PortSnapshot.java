package io.github.listeningports;

import io.github.listeningports.Diagnostic.Kind;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * The listening ports of a machine, as one look saw them.
 *
 * <p>A look takes milliseconds, and with owners a second on a machine with very many open files; no system offers an atomic one. A socket that opens or closes meanwhile may be in or out; one
 * that closes between the reading of the tables and the search for owners is in, without an owner; an owner that exits meanwhile is
 * left out. A socket that is open from the beginning to the end is in, unless a diagnostic says otherwise ({@link #isComplete()}), and
 * each owner named did hold the socket during the look; but on macOS without root, it may only be the process that used it last, which a diagnostic tells.
 *
 * @param takenAt when the look began
 * @param ports the listeners, by protocol, port and address
 * @param diagnostics what could not be seen, and why; empty if all was
 */
public record PortSnapshot(Instant takenAt, List<ListeningPort> ports, List<Diagnostic> diagnostics)
        implements Iterable<ListeningPort> {

    public PortSnapshot {
        Objects.requireNonNull(takenAt, "takenAt");
        ports = List.copyOf(ports).stream().sorted(PortOrder.OF_SNAPSHOTS).toList();
        diagnostics = List.copyOf(diagnostics);
    }

    /** The listeners in the order of {@link #ports()}; the iterator cannot remove. */
    @Override
    public Iterator<ListeningPort> iterator() {
        return ports.iterator();
    }

    /**
     * The listeners on a port number, of either protocol; empty if there is none.
     *
     * <p>A port can be taken though nobody listens on it: a TCP socket that is bound and does not listen, or an end of a connection, even one that is closing
     * ({@code TIME_WAIT}), can keep another socket from being bound to it, and is not listed.
     *
     * @throws IllegalArgumentException if it is not in 1 to 65535
     */
    public List<ListeningPort> onPort(int port) {
        SnapshotRequest.requirePort(port);
        return ports.stream().filter(each -> each.port() == port).toList();
    }

    /** The listeners that a process holds, alone or with others; empty if there is none, or if owners were not asked for or not seen. */
    public List<ListeningPort> ownedBy(long pid) {
        return ports.stream()
                .filter(each -> each.owners().stream().anyMatch(owner -> owner.pid() == pid))
                .toList();
    }

    /**
     * Whether no listening port is missing, as far as can be known. Owners and details that are hidden do not count against it: the ports
     * are there.
     */
    public boolean isComplete() {
        return diagnostics.stream().noneMatch(each -> switch (each.kind()) {
            case PORTS_MISSING, TABLE_UNSETTLED, ROW_MALFORMED -> true;
            case OWNER_HIDDEN, DETAIL_MISSING, FIREWALL_UNKNOWN -> false;
        });
    }

    /**
     * What changed between an earlier snapshot and this one, both of the same request. Queue lengths, counters and the names of processes are
     * no changes; owners are the same while pids and start times are, and that they became known or
     * unknown is no change.
     *
     * <p>If this snapshot missed a table ({@link Kind#PORTS_MISSING}, {@link Kind#ROW_MALFORMED}), nothing is told to be closed: what is not
     * seen may still be there. If the earlier one did, what is told to be opened may have been there before.
     *
     * @return closed listeners first, then the others in the order of {@link #ports()}; a listener whose owners and firewall both changed
     *     is in it twice
     */
    public List<PortChange> changesSince(PortSnapshot earlier) {
        return SnapshotComparison.changes(earlier.ports, ports, missedSome());
    }

    /** A table, or a row of one, could not be read: what is absent need not be closed. */
    private boolean missedSome() {
        return diagnostics.stream()
                .anyMatch(each -> each.kind() == Kind.PORTS_MISSING || each.kind() == Kind.ROW_MALFORMED);
    }

    @Override
    public String toString() {
        return "PortSnapshot[" + takenAt + ", " + (isComplete() ? "complete" : "not complete") + ", ports=" + ports
                + ", diagnostics=" + diagnostics + "]";
    }
}
