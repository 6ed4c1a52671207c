package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a table until two passes agree on its sockets, at most three times, and returns every socket that any pass saw.
 *
 * <p>The kernel returns a long table in pieces and continues by row number: if sockets close between two pieces, rows move up, and an open one can be
 * skipped.
 */
final class StableRead {

    private static final int MAX_PASSES = 3;

    /** One pass over a table from beginning to end. */
    interface Pass {
        /** Adds the rows it sees; whether they came in one piece, so that none can have moved. */
        boolean read(List<SocketRow> rows) throws IOException;
    }

    private StableRead() {}

    /** Adds the table's sockets to {@code seen}; whether a pass came in one piece or two passes agreed. The last pass is the one in which the deadline passes. */
    static boolean read(Pass pass, List<SocketRow> seen, Deadline deadline) throws IOException {
        Map<Set<Long>, Integer> passes = new HashMap<>();
        Set<Long> seenInodes = new HashSet<>();
        for (int i = 1; i <= MAX_PASSES && (i == 1 || !deadline.isOver()); i++) {
            List<SocketRow> rows = new ArrayList<>();
            boolean inOnePiece = pass.read(rows);
            Set<Long> inodes = new HashSet<>();
            for (SocketRow row : rows) {
                // A row can appear twice; sockets that share an address differ in their inode. 0 means none: such rows
                // are taken from the first pass only.
                boolean isNew = row.inode() == 0 ? i == 1 : seenInodes.add(row.inode());
                inodes.add(row.inode());
                if (isNew) {
                    seen.add(row);
                }
            }
            if (inOnePiece || passes.merge(inodes, 1, Integer::sum) > 1) {
                return true;
            }
        }
        return false;
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
