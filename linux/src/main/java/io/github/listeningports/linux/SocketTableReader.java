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
import java.util.List;
import java.util.Optional;

/**
 * Reads /proc/PID/net/{tcp,tcp6,udp,udp6}.
 *
 * <p>Linux lists all listening TCP sockets before any connection, so the reading ends soon after the last of them, however many connections there
 * are.
 */
final class SocketTableReader {

    /** How much without a listening row proves that there are no more: several times what one read returns. */
    private static final int LISTENING_IS_OVER = 16 * 1024;

    /** The kernel fills at least a page of 4 KB before it ends a read (fs/seq_file.c), less the row that does not fit any more. */
    private static final int SURELY_WHOLE = 4096 - 512;

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
                // Only here: whether passes agree is seen on all sockets, or one that both missed would make them.
                table.rows().stream()
                        .filter(row -> request.asksForPort(row.port()))
                        .forEach(rows::add);
                diagnostics.addAll(table.diagnostics());
                readable |= table.readable();
            }
        }
        return new SocketTable(rows, diagnostics, readable);
    }

    /** The established TCP connections on the ports that the request asks for; what cannot be read is left out. */
    List<SocketRow> readConnections(Path netDirectory) throws IOException {
        List<SocketRow> rows = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            ProcNetParser parser = ProcNetParser.ofConnections(family, byteOrder, request::asksForPort);
            try {
                readOnce(file(netDirectory, Protocol.TCP, family), parser, false);
            } catch (NoSuchFileException e) {
                continue; // no IPv6
            }
            rows.addAll(parser.rows());
        }
        return rows;
    }

    private static Path file(Path netDirectory, Protocol protocol, AddressFamily family) {
        return netDirectory.resolve(protocol + (family == AddressFamily.IPV6 ? "6" : ""));
    }

    private SocketTable readTable(Path netDirectory, Protocol protocol, AddressFamily family) {
        Path file = file(netDirectory, protocol, family);
        List<SocketRow> seen = new ArrayList<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        try {
            boolean settled = SettledTable.read(
                    rows -> {
                        ProcNetParser parser = new ProcNetParser(protocol, family, byteOrder, port -> true);
                        boolean inOnePiece = readOnce(file, parser, linux && protocol == Protocol.TCP);
                        rows.addAll(parser.rows());
                        if (diagnostics.isEmpty()) {
                            malformed(file, parser).ifPresent(diagnostics::add);
                        }
                        return inOnePiece;
                    },
                    seen);
            if (!settled) {
                diagnostics.add(SettledTable.unsettled(file.toString()));
            }
        } catch (NoSuchFileException e) {
            return new SocketTable(List.of(), List.of(absence(netDirectory, file, family)), false);
        } catch (IOException e) {
            diagnostics.add(failure(file, e));
            return new SocketTable(seen, diagnostics, false);
        }
        return new SocketTable(seen, diagnostics, true);
    }

    private static Optional<Diagnostic> malformed(Path file, ProcNetParser parser) {
        return parser.malformedExample()
                .map(example -> new Diagnostic(
                        Kind.ROW_MALFORMED,
                        file.toString(),
                        parser.malformedRows()
                                + " of its rows are not of the form that the kernel writes and were left out, first \""
                                + example
                                + "\"",
                        parser.malformedRows()));
    }

    /**
     * Reads until the end, or until the listening rows are surely over; whether all of them came in one read(2).
     *
     * <p>On Linux a read that leaves room in the kernel's page was the last, and is not followed by another one that returns nothing: for TCP that one
     * costs another walk through the whole hash table of connections, 2 ms where it has 262,144 buckets.
     */
    private boolean readOnce(Path file, ProcNetParser parser, boolean ordered) throws IOException {
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
        boolean noIpv6 = Files.notExists(netDirectory.resolve("if_inet6")) && Files.exists(netDirectory.resolve("tcp"));
        if (family == AddressFamily.IPV6 && noIpv6) {
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
