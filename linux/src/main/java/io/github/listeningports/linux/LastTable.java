package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.SnapshotRequest;
import java.util.ArrayList;
import java.util.List;

/** Puts the tables of the protocols together, as long as they do not change into the same one. */
final class LastTable {

    private final SnapshotRequest request;
    private List<List<SocketRow>> parts = List.of();
    private SocketTable table = new SocketTable(List.of(), List.of(), true);

    LastTable(SnapshotRequest request) {
        this.request = request;
    }

    /**
     * The requested sockets of all parts.
     *
     * @param now each the very list of the time before if it did not change
     */
    SocketTable of(List<List<SocketRow>> now, List<Diagnostic> diagnostics, boolean readable) {
        boolean plain = readable && diagnostics.isEmpty();
        if (plain && areSame(now)) {
            return table;
        }
        List<SocketRow> rows = new ArrayList<>();
        for (List<SocketRow> part : now) {
            for (SocketRow row : part) {
                if (request.asksForPort(row.port())) {
                    rows.add(row);
                }
            }
        }
        SocketTable whole = new SocketTable(rows, diagnostics, readable);
        if (plain) {
            parts = now;
            table = whole;
        }
        return whole;
    }

    private boolean areSame(List<List<SocketRow>> now) {
        if (now.size() != parts.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i) != parts.get(i)) {
                return false;
            }
        }
        return true;
    }
}
