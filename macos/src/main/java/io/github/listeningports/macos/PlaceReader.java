package io.github.listeningports.macos;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.Ancestry;
import io.github.listeningports.spi.Deadline;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Adds to owners what is read with each snapshot, because it changes while they run: ancestors and working directory. For one snapshot. */
final class PlaceReader {

    private final SnapshotRequest request;
    private final Libproc libproc;
    private final Ancestry ancestry;
    private final Map<Long, ProcessInfo> placed = new HashMap<>();

    PlaceReader(SnapshotRequest request, Libproc libproc, ProcessReader processReader, Deadline deadline) {
        this.request = request;
        this.libproc = libproc;
        ancestry = Ancestry.ofAdopted(pid -> processReader.read(Math.toIntExact(pid)), deadline);
    }

    /** The owner with what was requested of it. */
    ProcessInfo place(ProcessInfo owner) {
        return request.ancestors() || request.workingDirectories()
                ? placed.computeIfAbsent(owner.pid(), pid -> read(owner))
                : owner;
    }

    private ProcessInfo read(ProcessInfo owner) {
        int pid = Math.toIntExact(owner.pid());
        ProcessInfo.Builder now = owner.toBuilder();
        if (request.workingDirectories()) {
            libproc.workingDirectory(pid).ifPresent(now::workingDirectory);
        }
        Optional<BsdInfo> same =
                libproc.process(pid).filter(info -> info.startedAt().equals(owner.startedAt()));
        if (same.isEmpty()) {
            return owner; // it has ended
        }
        if (request.ancestors() && same.get().parentPid() > 0) {
            now.parentPid(same.get().parentPid());
            now.ancestors(ancestry.of(now.build()));
        }
        return now.build();
    }

    /** What of it is missing because the deadline passed. */
    Optional<Diagnostic> missing() {
        return ancestry.missing("proc_pidinfo");
    }
}
