package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import java.util.List;
import java.util.stream.Stream;

/**
 * The listening sockets of one or more tables of a network namespace.
 *
 * @param diagnostics the tables and rows that could not be read
 * @param readable whether any table could be read
 */
record SocketTable(List<SocketRow> rows, List<Diagnostic> diagnostics, boolean readable) {

    SocketTable {
        rows = List.copyOf(rows);
        diagnostics = List.copyOf(diagnostics);
    }

    /** Whether every requested table could be read. */
    boolean isWhole() {
        for (Diagnostic each : diagnostics) {
            if (each.kind() == Diagnostic.Kind.PORTS_MISSING) {
                return false;
            }
        }
        return readable;
    }

    /** The same table with more rows. */
    SocketTable with(List<SocketRow> more) {
        return new SocketTable(Stream.concat(rows.stream(), more.stream()).toList(), diagnostics, readable);
    }
}
