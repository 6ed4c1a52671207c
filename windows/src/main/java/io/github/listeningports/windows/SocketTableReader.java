package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.Deadline;
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
 * <p>Each is read with creation times, or without them where that fails: for this time, or, where Windows does not know such a table, for the life of this reader.
 */
final class SocketTableReader {

    /** Room for 200 rows of the largest kind; usually one call is enough. */
    private static final int FIRST_SIZE = 40 * 1024;

    /** More than Windows can fill: 65,535 ports on several addresses each. */
    private static final int MAX_SIZE = 256 * 1024 * 1024;

    private static final int MAX_CALLS = 10;

    /** An error such as 8, out of memory, may be gone at once. */
    private static final int MAX_TRIES = 3;

    private final SnapshotRequest request;
    private final IpHelper ipHelper;
    private final ByteBuffer size = WideText.allocate(Integer.BYTES);
    private final Set<TableLayout> refused = EnumSet.noneOf(TableLayout.class);
    private final Set<TableLayout> served = EnumSet.noneOf(TableLayout.class);
    private ByteBuffer table = WideText.allocate(FIRST_SIZE);
    private int lastError;

    SocketTableReader(SnapshotRequest request, IpHelper ipHelper) {
        this.request = request;
        this.ipHelper = ipHelper;
    }

    /**
     * The listening sockets on the requested ports, of those tables that are read before the deadline.
     *
     * @param began the time of the look (FILETIME)
     * @throws ListeningPortsException if no table can be read
     */
    SocketTables read(long began, List<Diagnostic> diagnostics, Deadline deadline) {
        List<SocketRow> rows = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Set<TableLayout> unread = EnumSet.noneOf(TableLayout.class);
        Set<TableLayout> untimed = EnumSet.noneOf(TableLayout.class);
        int tables = 0;
        for (Protocol protocol : request.protocols()) {
            // IPv4 first: what is bound meanwhile is then in the table of IPv6 alone.
            for (AddressFamily family : AddressFamily.values()) {
                tables++;
                TableLayout withTimes = TableLayout.withTimes(protocol, family);
                if (deadline.isOver()) {
                    diagnostics.add(new Diagnostic(
                            Kind.PORTS_MISSING,
                            IpHelper.LIBRARY,
                            "the table of " + protocol + " over " + family + " was not read: " + deadline.reason()));
                    continue;
                }
                try {
                    if (!readTable(withTimes, rows, diagnostics)) {
                        untimed.add(withTimes);
                    }
                } catch (IOException e) {
                    unread.add(withTimes);
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
        return new SocketTables(rows, unread, untimed, began);
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

    /** The TCP sockets on the requested ports that do not listen. */
    List<TcpSocket> readOthers() throws IOException {
        List<TcpSocket> sockets = new ArrayList<>();
        for (TableLayout layout : List.of(TableLayout.TCP4_ALL, TableLayout.TCP6_ALL)) {
            fill(layout);
            sockets.addAll(SocketTableParser.parseOthers(table, layout, request::asksForPort));
        }
        return sockets;
    }

    /** Whether the rows have their times. */
    private boolean readTable(TableLayout withTimes, List<SocketRow> rows, List<Diagnostic> diagnostics)
            throws IOException {
        String failure = "";
        if (!refused.contains(withTimes)) {
            try {
                fill(withTimes);
                served.add(withTimes);
                parse(withTimes, rows, diagnostics);
                return true;
            } catch (IOException e) {
                failure = e.getMessage() + "; ";
                boolean refusal =
                        lastError == WindowsError.NOT_SUPPORTED || lastError == WindowsError.INVALID_PARAMETER;
                if (refusal && !served.contains(withTimes)) {
                    refused.add(withTimes);
                }
            }
        }
        TableLayout layout = TableLayout.withoutTimes(withTimes.protocol, withTimes.family);
        try {
            fill(layout);
        } catch (IOException e) {
            throw new IOException(failure + e.getMessage(), e);
        }
        diagnostics.add(new Diagnostic(
                Kind.DETAIL_MISSING,
                IpHelper.LIBRARY,
                "createdAt of " + withTimes.protocol + " over " + withTimes.family + " is not reported"
                        + (refused.contains(withTimes)
                                ? ": this Windows refuses the table with creation times"
                                : ", unless it was known before: " + failure.substring(0, failure.length() - 2))));
        parse(layout, rows, diagnostics);
        return false;
    }

    private void parse(TableLayout layout, List<SocketRow> rows, List<Diagnostic> diagnostics) {
        long lost = SocketTableParser.parse(table, layout, request::asksForPort, rows);
        if (lost > 0) {
            diagnostics.add(new Diagnostic(
                    Kind.PORTS_MISSING,
                    IpHelper.LIBRARY,
                    "the table of " + layout.protocol + " over " + layout.family + " announces " + lost
                            + " more rows than it holds",
                    (int) Math.min(lost, Integer.MAX_VALUE)));
        }
    }

    /** Calls with a growing buffer until the table fits, because it can grow between two calls; any other error is tried again. */
    private void fill(TableLayout layout) throws IOException {
        int failed = 0;
        for (int call = 0; call < MAX_CALLS; call++) {
            size.putInt(0, table.capacity());
            lastError = ipHelper.table(layout, table, size);
            if (lastError == 0) {
                return;
            }
            if (lastError == WindowsError.INSUFFICIENT_BUFFER || lastError == WindowsError.UNSUCCESSFUL) {
                grow(layout);
            } else if (++failed == MAX_TRIES) {
                throw new IOException(layout + " failed: " + WindowsError.text(lastError));
            }
        }
        int last = table.capacity();
        table = WideText.allocate(FIRST_SIZE);
        throw new IOException(layout + " failed " + MAX_CALLS + " times, the last time with " + last + " bytes: "
                + WindowsError.text(lastError));
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
