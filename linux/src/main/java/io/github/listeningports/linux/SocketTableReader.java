package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads /proc/PID/net/{tcp,tcp6,udp,udp6}.
 *
 * <p>Two things make it more than reading a file. Linux lists all listening TCP sockets before any connection, so the reading ends soon after
 * the last of them, however many connections there are. And each read(2) goes on by row number: if sockets close meanwhile, rows move up and
 * one that never closed can be jumped over. So a table that needs more than one read is read until two passes agree on their sockets, at most
 * three times, and what any pass saw is taken.
 */
final class SocketTableReader {

    /** How much without a listening row proves that there are no more: several times what one read returns. */
    private static final int LISTENING_IS_OVER = 16 * 1024;

    /** The kernel fills at least a page of 4 KB before it ends a read (fs/seq_file.c), less the row that does not fit any more. */
    private static final int SURELY_WHOLE = 4096 - 512;

    private static final int MAX_PASSES = 3;

    private final SnapshotRequest request;
    private final ByteOrder byteOrder;
    private final boolean linux;
    private byte[] buffer = new byte[16 * 1024];

    /**
     * @param byteOrder that of the machine that writes the tables
     * @param linux whether this is Linux, and nothing that imitates it: only then the end of a table can be told before it is reached
     */
    SocketTableReader(SnapshotRequest request, ByteOrder byteOrder, boolean linux) {
        this.request = request;
        this.byteOrder = byteOrder;
        this.linux = linux;
    }

    /** Reads the tables that the request asks for, below a net directory such as /proc/thread-self/net. */
    SocketTable read(Path netDirectory) {
        List<SocketRow> rows = new ArrayList<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        boolean readable = false;
        for (Protocol protocol : request.protocols()) {
            for (AddressFamily family : AddressFamily.values()) {
                SocketTable table = readTable(netDirectory, protocol, family);
                rows.addAll(table.rows());
                diagnostics.addAll(table.diagnostics());
                readable |= table.readable();
            }
        }
        return new SocketTable(rows, diagnostics, readable);
    }

    private SocketTable readTable(Path netDirectory, Protocol protocol, AddressFamily family) {
        Path file = netDirectory.resolve(protocol + (family == AddressFamily.IPV6 ? "6" : ""));
        List<SocketRow> seen = new ArrayList<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        try {
            if (!readSettled(file, protocol, family, seen, diagnostics)) {
                diagnostics.add(
                        new Diagnostic(
                                Kind.TABLE_UNSETTLED,
                                file.toString(),
                                "sockets opened and closed faster than the table could be read: no two of " + MAX_PASSES
                                        + " readings agree. What any of them saw is listed; one that was there all along may be missing"));
            }
        } catch (NoSuchFileException e) {
            return new SocketTable(List.of(), List.of(absence(netDirectory, file, family)), false);
        } catch (IOException e) {
            diagnostics.add(failure(file, e));
            return new SocketTable(seen, diagnostics, false);
        }
        return new SocketTable(seen, diagnostics, true);
    }

    /** Adds what the table holds to {@code seen}; whether two passes agreed. */
    private boolean readSettled(
            Path file, Protocol protocol, AddressFamily family, List<SocketRow> seen, List<Diagnostic> diagnostics)
            throws IOException {
        Map<Set<Long>, Integer> passes = new HashMap<>();
        Set<Long> seenInodes = new HashSet<>();
        for (int pass = 1; pass <= MAX_PASSES; pass++) {
            ProcNetParser parser = new ProcNetParser(protocol, family, byteOrder, request::asksForPort);
            boolean atOnce = readOnce(file, parser, protocol);
            Set<Long> inodes = new HashSet<>();
            for (SocketRow row : parser.rows()) {
                // A row can come twice; sockets that share an address differ in their inode. 0 is none: such rows are
                // told once.
                boolean isNew = row.inode() == 0 ? pass == 1 : seenInodes.add(row.inode());
                inodes.add(row.inode());
                if (isNew) {
                    seen.add(row);
                }
            }
            if (pass == 1) {
                parser.malformedExample()
                        .ifPresent(example -> diagnostics.add(new Diagnostic(
                                Kind.ROW_MALFORMED,
                                file.toString(),
                                parser.malformedRows()
                                        + " of its rows are not of the form that the kernel writes and were left out, first \""
                                        + example + "\"",
                                parser.malformedRows())));
            }
            if (atOnce || passes.merge(inodes, 1, Integer::sum) > 1) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads until the end, or until the listening rows are surely over; whether all of them came in one read(2).
     *
     * <p>On Linux a read that leaves room in the kernel's page was the last, and is not followed by another one that returns nothing: for TCP that one
     * costs another walk through the whole hash table of connections, 2 ms where it has 262,144 buckets.
     */
    private boolean readOnce(Path file, ProcNetParser parser, Protocol protocol) throws IOException {
        boolean ordered = linux && protocol == Protocol.TCP;
        boolean whole = true;
        boolean pastListening = false;
        int kept = 0;
        try (InputStream in = Files.newInputStream(file)) {
            int reads = 0;
            for (int n = in.read(buffer, 0, buffer.length); n > 0; n = in.read(buffer, kept, buffer.length - kept)) {
                int taken = parser.parse(buffer, kept + n);
                kept = kept + n - taken;
                System.arraycopy(buffer, taken, buffer, 0, kept);
                if (kept == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * kept);
                }
                reads++;
                whole = reads == 1 && n <= SURELY_WHOLE;
                pastListening |= reads == 1 && ordered && parser.isPastListening();
                if (ordered && !parser.isMixed() && parser.bytesSinceListening() >= LISTENING_IS_OVER) {
                    return pastListening;
                }
                if (linux && n <= SURELY_WHOLE) {
                    break;
                }
            }
        }
        parser.parseLast(buffer, kept);
        return whole || (pastListening && !parser.isMixed());
    }

    /** A table of IPv6 that is not there because IPv6 is not there: nothing is missing. Any other absence hides ports. */
    private static Diagnostic absence(Path netDirectory, Path file, AddressFamily family) {
        if (family == AddressFamily.IPV6 && Files.notExists(netDirectory.resolve("if_inet6"))) {
            return new Diagnostic(
                    Kind.DETAIL_MISSING, file.toString(), "there is no such table: this kernel runs without IPv6");
        }
        return new Diagnostic(
                Kind.PORTS_MISSING,
                file.toString(),
                "there is no such table; see that proc(5) is mounted there, or say where it is"
                        + " (SnapshotRequest.withProcRoot, -Dlisteningports.proc)");
    }

    private static Diagnostic failure(Path file, IOException e) {
        String advice = e instanceof AccessDeniedException
                ? "; run as a user who may read it (a security module or a sandbox can forbid it even to root)"
                : "";
        return new Diagnostic(Kind.PORTS_MISSING, file.toString(), "cannot be read: " + reason(e) + advice);
    }

    /** The system's own words; {@link java.nio.file.FileSystemException#getMessage} repeats the path instead. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied (EACCES)";
        }
        String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        return reason == null ? e.toString() : reason;
    }
}
