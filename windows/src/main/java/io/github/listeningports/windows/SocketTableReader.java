package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.windows.api.IpHelper;
import io.github.listeningports.windows.api.TableLayout;
import io.github.listeningports.windows.api.WideText;
import io.github.listeningports.windows.api.WindowsError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the requested tables. One that cannot be read becomes a diagnostic, and hides no other.
 *
 * <p>Each is read with creation times, or without them where that fails. It then stays without them for the life of this reader, because the time is part of a
 * listener's {@link io.github.listeningports.ListenerId}.
 */
final class SocketTableReader {

    /** Room for 200 rows of the largest kind; usually one call is enough. */
    private static final int FIRST_SIZE = 40 * 1024;

    /** More than Windows can fill: 65,535 ports on several addresses each. */
    private static final int MAX_SIZE = 256 * 1024 * 1024;

    private static final int MAX_CALLS = 10;

    private final SnapshotRequest request;
    private final IpHelper ipHelper;
    private final ByteBuffer size = WideText.allocate(Integer.BYTES);
    private final Set<TableLayout> refused = EnumSet.noneOf(TableLayout.class);
    private ByteBuffer table = WideText.allocate(FIRST_SIZE);

    SocketTableReader(SnapshotRequest request, IpHelper ipHelper) {
        this.request = request;
        this.ipHelper = ipHelper;
    }

    /**
     * The listening sockets on the requested ports.
     *
     * @throws ListeningPortsException if no table can be read
     */
    List<SocketRow> read(List<Diagnostic> diagnostics) {
        List<SocketRow> rows = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        int tables = 0;
        for (Protocol protocol : request.protocols()) {
            for (AddressFamily family : AddressFamily.values()) {
                tables++;
                try {
                    readTable(protocol, family, rows, diagnostics);
                } catch (IOException e) {
                    failures.add(protocol + " " + family + ": " + e.getMessage());
                }
            }
        }
        if (failures.size() == tables) {
            throw new ListeningPortsException("no socket table can be read: " + String.join("; ", failures)
                    + "; run the program on Windows itself, not in a sandbox (AppContainer)");
        }
        failures.forEach(each -> diagnostics.add(
                new Diagnostic(Kind.PORTS_MISSING, IpHelper.LIBRARY, "a socket table cannot be read, " + each)));
        return rows;
    }

    /** The established TCP connections on the requested ports: the same rows as for listeners, from another table class. */
    List<SocketRow> readConnections() throws IOException {
        List<SocketRow> rows = new ArrayList<>();
        for (TableLayout layout : List.of(TableLayout.TCP4_CONNECTIONS, TableLayout.TCP6_CONNECTIONS)) {
            fill(layout);
            SocketTableParser.parse(table, layout, request::asksForPort, rows);
        }
        return rows;
    }

    private void readTable(Protocol protocol, AddressFamily family, List<SocketRow> rows, List<Diagnostic> diagnostics)
            throws IOException {
        TableLayout withTimes = TableLayout.withTimes(protocol, family);
        TableLayout layout = withTimes;
        String failure = "";
        if (!refused.contains(withTimes)) {
            try {
                fill(withTimes);
            } catch (IOException e) {
                refused.add(withTimes);
                failure = e.getMessage() + "; ";
            }
        }
        if (refused.contains(withTimes)) {
            layout = TableLayout.withoutTimes(protocol, family);
            try {
                fill(layout);
            } catch (IOException e) {
                throw new IOException(failure + e.getMessage(), e);
            }
            diagnostics.add(new Diagnostic(
                    Kind.DETAIL_MISSING,
                    IpHelper.LIBRARY,
                    "createdAt of " + protocol + " over " + family
                            + " is not reported: this Windows refuses the table with creation times"));
        }
        long lost = SocketTableParser.parse(table, layout, request::asksForPort, rows);
        if (lost > 0) {
            diagnostics.add(cut(layout, lost));
        }
    }

    private static Diagnostic cut(TableLayout layout, long lost) {
        return new Diagnostic(
                Kind.PORTS_MISSING,
                IpHelper.LIBRARY,
                "the table of " + layout.protocol + " over " + layout.family + " announces " + lost
                        + " more rows than it holds",
                (int) Math.min(lost, Integer.MAX_VALUE));
    }

    /** Calls with a growing buffer until the table fits: it can grow between two calls. */
    private void fill(TableLayout layout) throws IOException {
        int error = 0;
        for (int call = 0; call < MAX_CALLS; call++) {
            size.putInt(0, table.capacity());
            error = ipHelper.table(layout, table, size);
            if (error == 0) {
                return;
            }
            if (error != WindowsError.INSUFFICIENT_BUFFER && error != WindowsError.UNSUCCESSFUL) {
                throw new IOException(layout + " failed: " + WindowsError.text(error));
            }
            grow(layout);
        }
        int last = table.capacity();
        table = WideText.allocate(FIRST_SIZE);
        throw new IOException(layout + " failed " + MAX_CALLS + " times, the last time with " + last + " bytes: "
                + WindowsError.text(error));
    }

    /** A quarter more than the requested or the current size. */
    private void grow(TableLayout layout) throws IOException {
        long requested = Integer.toUnsignedLong(size.getInt(0));
        if (requested > MAX_SIZE) {
            throw new IOException(layout + " failed: it asks for " + requested + " bytes, more than any table has");
        }
        long needed = Math.max(requested, table.capacity());
        table = WideText.allocate((int) Math.min(needed + needed / 4 + FIRST_SIZE, MAX_SIZE));
    }
}
