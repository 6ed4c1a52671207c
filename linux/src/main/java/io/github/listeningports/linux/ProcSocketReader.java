package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads /proc/PID/net/{tcp,tcp6,udp,udp6}. */
final class ProcSocketReader {

    private static final String BLANK =
            " is empty, without even the header line: it is masked, or this is WSL 1, which shows no sockets";

    private final SnapshotRequest request;
    private final ByteOrder byteOrder;
    private final boolean linux;
    private final Map<Path, StableRead> remembered = new HashMap<>();
    private final LastTable lastTable;

    /**
     * @param byteOrder the byte order of the machine that writes the tables
     * @param linux whether the kernel is Linux itself and no imitation: only then can the end of a table be recognized early
     */
    ProcSocketReader(SnapshotRequest request, ByteOrder byteOrder, boolean linux) {
        this.request = request;
        this.byteOrder = byteOrder;
        this.linux = linux;
        lastTable = new LastTable(request);
    }

    /**
     * Reads the requested tables below a net directory such as /proc/thread-self/net.
     *
     * @param own whether it is always the same namespace's, of which the rows are remembered
     */
    SocketTable read(Path netDirectory, boolean own, Deadline deadline) {
        List<List<SocketRow>> parts = new ArrayList<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        boolean readable = false;
        for (Protocol protocol : request.protocols()) {
            for (AddressFamily family : AddressFamily.values()) {
                Path file = file(netDirectory, protocol, family);
                if (deadline.isOver()) {
                    diagnostics.add(late(file, "not read", deadline));
                    readable = true;
                    continue;
                }
                StableRead passes = own ? remembered(file) : new StableRead();
                readable |= readTable(file, protocol, family, passes, diagnostics, deadline);
                parts.add(passes.sockets());
            }
        }
        // The requested ports are chosen only here: passes are compared on all sockets, or one that both missed would
        // make them agree.
        LastTable table = own ? lastTable : new LastTable(request);
        return table.of(parts, diagnostics, readable);
    }

    private StableRead remembered(Path file) {
        StableRead known = remembered.get(file);
        if (known == null) {
            known = new StableRead();
            remembered.put(file, known);
        }
        return known;
    }

    /**
     * The established TCP connections on the requested ports; a missing table is left out.
     *
     * @throws IOException also if the deadline passes
     */
    List<SocketRow> readConnections(Path netDirectory, Deadline deadline) throws IOException {
        List<SocketRow> rows = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            Path file = file(netDirectory, Protocol.TCP, family);
            ProcTableRead table = new ProcTableRead(
                    file,
                    linux,
                    false,
                    ProcNetParser.ofConnections(family, byteOrder, request.portNumbers()),
                    List.of(),
                    deadline);
            try {
                rows.addAll(table.read().all());
                if (table.isBlank()) {
                    throw new IOException(file + BLANK);
                }
                if (table.isCut()) {
                    throw new IOException(deadline.reason());
                }
            } catch (NoSuchFileException e) {
                // no IPv6
            }
        }
        return rows;
    }

    private static Path file(Path netDirectory, Protocol protocol, AddressFamily family) {
        return netDirectory.resolve(protocol + (family == AddressFamily.IPV6 ? "6" : ""));
    }

    /** Whether the table could be read. */
    private boolean readTable(
            Path file,
            Protocol protocol,
            AddressFamily family,
            StableRead passes,
            List<Diagnostic> diagnostics,
            Deadline deadline) {
        ProcTableRead pass = new ProcTableRead(
                file,
                linux,
                protocol == Protocol.TCP,
                new ProcNetParser(protocol, family, byteOrder),
                passes.agreed(),
                deadline);
        try {
            boolean settled = passes.read(pass, deadline);
            if (pass.malformed().isPresent()) {
                diagnostics.add(pass.malformed().get());
            }
            if (pass.isBlank()) {
                diagnostics.add(new Diagnostic(
                        Kind.PORTS_MISSING, file.toString(), "this table" + BLANK + "; its ports are unknown"));
            } else if (pass.isCut()) {
                diagnostics.add(late(file, "read in part", deadline));
            } else if (!settled) {
                diagnostics.add(StableRead.unsettled(file.toString(), deadline));
            }
            return true;
        } catch (NoSuchFileException e) {
            diagnostics.add(absence(file, family));
            return false;
        } catch (IOException e) {
            pass.malformed().ifPresent(diagnostics::add);
            diagnostics.add(failure(file, e));
            return false;
        }
    }

    /** The diagnostic for a missing table. An IPv6 table that is missing because the kernel lacks IPv6 hides nothing; any other hides ports. */
    private static Diagnostic absence(Path file, AddressFamily family) {
        boolean noIpv6 = Files.notExists(file.resolveSibling("if_inet6")) && Files.exists(file.resolveSibling("tcp"));
        if (family == AddressFamily.IPV6 && noIpv6) {
            return new Diagnostic(Kind.DETAIL_MISSING, file.toString(), "no such table: this kernel runs without IPv6");
        }
        return new Diagnostic(
                Kind.PORTS_MISSING,
                file.toString(),
                "no such table; make sure that proc(5) is mounted there, or specify its location"
                        + " (SnapshotRequest.withProcRoot, -Dlisteningports.proc)");
    }

    private static Diagnostic late(Path file, String what, Deadline deadline) {
        return new Diagnostic(Kind.PORTS_MISSING, file.toString(), "this table was " + what + ": " + deadline.reason());
    }

    private static Diagnostic failure(Path file, IOException e) {
        String advice = e instanceof AccessDeniedException
                ? "; run as a user with access to it (a security module or a sandbox can deny it even to root)"
                : "";
        return new Diagnostic(Kind.PORTS_MISSING, file.toString(), "cannot be read: " + reason(e) + advice);
    }

    /** The system's error text; {@link java.nio.file.FileSystemException#getMessage} repeats the path instead. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied (EACCES)";
        }
        String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        return reason == null ? e.toString() : reason;
    }
}
