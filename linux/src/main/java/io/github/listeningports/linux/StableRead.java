package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a table until two passes agree on its sockets, at most three times, and returns every socket that any pass saw.
 *
 * <p>The kernel returns a long table in pieces and continues by row number: if sockets close between two pieces, rows move up, and an open one can be
 * skipped.
 *
 * <p>One object reads the same table again and again. It remembers what the last passes agreed on, so that an unchanged table costs no comparison of its rows.
 */
final class StableRead {

    private static final int MAX_PASSES = 3;

    /** One pass over a table from beginning to end. */
    interface Pass {
        Rows read() throws IOException;
    }

    /**
     * What one pass saw.
     *
     * @param all the very list of an earlier pass if this one saw the same; never changed afterwards
     * @param inOnePiece whether they came in one piece, so that none can have moved
     */
    record Rows(List<SocketRow> all, boolean inOnePiece) {}

    private List<SocketRow> agreed = List.of();
    private List<SocketRow> agreedSockets = List.of();
    private List<SocketRow> sockets = List.of();

    /** The sockets of the last {@link #read}, also if it failed after some passes: the very list of the time before if the table did not change. */
    List<SocketRow> sockets() {
        return sockets;
    }

    /** What the last passes agreed on, to compare the next with; empty if they did not. */
    List<SocketRow> agreed() {
        return agreed;
    }

    /** Reads the table's {@link #sockets()}; whether a pass came in one piece or two passes agreed. The last pass is the one in which the deadline passes. */
    boolean read(Pass pass, Deadline deadline) throws IOException {
        List<List<SocketRow>> passes = new ArrayList<>(MAX_PASSES);
        boolean settled = false;
        try {
            while (!settled && passes.size() < MAX_PASSES && (passes.isEmpty() || !deadline.isOver())) {
                Rows rows = pass.read();
                settled = rows.inOnePiece() || agreesWithOne(passes, rows.all());
                passes.add(rows.all());
            }
        } finally {
            sockets = sockets(passes, settled);
        }
        return settled;
    }

    private List<SocketRow> sockets(List<List<SocketRow>> passes, boolean settled) {
        List<SocketRow> first = passes.isEmpty() ? List.of() : passes.get(0);
        boolean equal = true;
        for (List<SocketRow> each : passes) {
            equal &= each == first;
        }
        if (settled && equal && first == agreed) {
            return agreedSockets;
        }
        List<SocketRow> union = union(passes);
        agreed = settled && equal ? first : List.of();
        agreedSockets = settled && equal ? union : List.of();
        return union;
    }

    /** A row can appear twice; sockets that share an address differ in their inode. 0 means none: such rows are taken from the first pass only. */
    private static List<SocketRow> union(List<List<SocketRow>> passes) {
        List<SocketRow> sockets = new ArrayList<>();
        Set<Long> inodes = new HashSet<>();
        for (int i = 0; i < passes.size(); i++) {
            for (SocketRow row : passes.get(i)) {
                boolean isNew = row.inode() == 0 ? i == 0 : inodes.add(row.inode());
                if (isNew) {
                    sockets.add(row);
                }
            }
        }
        return sockets;
    }

    private static boolean agreesWithOne(List<List<SocketRow>> passes, List<SocketRow> last) {
        for (List<SocketRow> each : passes) {
            if (each == last || inodes(each).equals(inodes(last))) {
                return true;
            }
        }
        return false;
    }

    private static Set<Long> inodes(List<SocketRow> rows) {
        Set<Long> inodes = new HashSet<>();
        for (SocketRow row : rows) {
            inodes.add(row.inode());
        }
        return inodes;
    }

    /** The diagnostic for a table on which no two passes agreed. */
    static Diagnostic unsettled(String source, Deadline deadline) {
        return new Diagnostic(
                Kind.TABLE_UNSETTLED,
                source,
                deadline.isOver()
                        ? "sockets may have moved while the table was read, and it was not read again: "
                                + deadline.reason() + ". One that was open throughout may be missing"
                        : "sockets opened and closed faster than the table could be read: no two of " + MAX_PASSES
                                + " passes agree. Every socket that any pass saw is listed; one that was open throughout may be missing");
    }
}
