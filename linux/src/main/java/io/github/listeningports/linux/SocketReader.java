package io.github.listeningports.linux;

import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the socket tables from the better tier: /proc, or sock_diag where only it has the requested details, or where loading it has paid off. A tier that failed once is
 * not tried again.
 */
final class SocketReader {

    /** The approximate cost of loading JNA: once a source has spent this much on reading /proc, loading pays off. */
    private static final long LOADING_NANOS = 100_000_000;

    private final ProcSocketReader procReader;
    private final SnapshotRequest request;
    private final NativeTier nativeTier;
    private final Optional<FirewallLook> firewallLook;
    private final boolean ownProc;
    private @Nullable SocketDiagReader diagReader;
    private Optional<String> whyNoDiag = Optional.empty();
    private long spentOnProc;

    /**
     * @param linux whether /proc is that of Linux itself
     * @param firewallLook if requested; where it needs native code, this costs nothing more
     */
    SocketReader(
            SnapshotRequest request,
            ByteOrder byteOrder,
            boolean linux,
            NativeTier nativeTier,
            Optional<FirewallLook> firewallLook) {
        this.request = request;
        procReader = new ProcSocketReader(request, byteOrder, linux);
        this.nativeTier = nativeTier;
        this.firewallLook = firewallLook;
        ownProc = request.procRoot().equals(ProcFiles.DEFAULT_ROOT);
    }

    /** @param own whether the directory shows the namespace of the calling thread; sock_diag covers no other */
    SocketTable read(Path netDirectory, boolean own, Deadline deadline) {
        Optional<SocketDiagReader> diag = deadline.isOver() ? Optional.empty() : diagReader(own);
        if (diag.isPresent()) {
            try {
                return diag.get().read(deadline);
            } catch (IOException e) {
                giveUp(e, deadline);
            }
        }
        long start = System.nanoTime();
        SocketTable table = procReader.read(netDirectory, own, deadline);
        spentOnProc += System.nanoTime() - start;
        return table;
    }

    /**
     * The established TCP connections on the requested ports.
     *
     * @throws IOException also if the deadline passes
     */
    List<SocketRow> readConnections(Path netDirectory, boolean own, Deadline deadline) throws IOException {
        if (deadline.isOver()) {
            throw new IOException(deadline.reason());
        }
        Optional<SocketDiagReader> diag = diagReader(own);
        if (diag.isPresent()) {
            try {
                return diag.get().readConnections(deadline);
            } catch (IOException e) {
                giveUp(e, deadline);
            }
        }
        return procReader.readConnections(netDirectory, deadline);
    }

    /** Why sock_diag is not used though it was requested; empty if it is used, or would only have been faster. */
    Optional<String> whyNoDiag() {
        return request.asksForDetails() || nativeTier.isAlways() ? whyNoDiag : Optional.empty();
    }

    private Optional<SocketDiagReader> diagReader(boolean own) {
        if (!own || !ownProc || whyNoDiag.isPresent()) {
            return Optional.empty();
        }
        SocketDiagReader reader = diagReader;
        if (reader == null && isWanted()) {
            whyNoDiag = nativeTier.whyNot();
            if (whyNoDiag.isEmpty()) {
                reader = new SocketDiagReader(request, nativeTier.libc());
                diagReader = reader;
            }
        }
        return Optional.ofNullable(reader);
    }

    private boolean isWanted() {
        return nativeTier.isAlways()
                || request.asksForDetails()
                || spentOnProc > LOADING_NANOS
                || (firewallLook.isPresent() && firewallLook.get().isPossible());
    }

    /** For good, unless the time of this snapshot was merely over. */
    private void giveUp(IOException e, Deadline deadline) {
        if (deadline.isOver()) {
            return;
        }
        whyNoDiag = Optional.of(String.valueOf(e.getMessage()));
        diagReader = null;
    }
}
