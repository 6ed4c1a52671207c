package io.github.listeningports.linux.processes;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.Ancestry;
import io.github.listeningports.spi.Deadline;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Adds to owners what is read with each snapshot, because it changes while they run: ancestors and working directory. For one snapshot. */
public final class PlaceReader {

    private final SnapshotRequest request;
    private final ProcessReader processReader;
    private final Deadline deadline;
    private final Ancestry ancestry;
    private final Map<Long, ProcessInfo> placed = new HashMap<>();
    private int unread;

    public PlaceReader(SnapshotRequest request, ProcessReader processReader, Deadline deadline) {
        this.request = request;
        this.processReader = processReader;
        this.deadline = deadline;
        ancestry = Ancestry.ofAdopted(pid -> processReader.read(pid).map(ObservedProcess::info), deadline);
    }

    /** The owner with what was requested of it. */
    public ProcessInfo place(ProcessInfo owner) {
        ProcessInfo known = placed.get(owner.pid());
        if (known == null) {
            known = deadline.isOver() ? unread(owner) : read(owner);
            placed.put(owner.pid(), known);
        }
        return known;
    }

    private ProcessInfo unread(ProcessInfo owner) {
        unread++;
        return owner;
    }

    private ProcessInfo read(ProcessInfo owner) {
        Optional<ProcessPlace> place = processReader.place(owner);
        if (place.isEmpty()) {
            return owner; // it has ended
        }
        ProcessInfo.Builder now = owner.toBuilder();
        if (request.workingDirectories()) {
            place.get().workingDirectory().ifPresent(now::workingDirectory);
        }
        if (request.ancestors() && place.get().parentPid() > 0) {
            now.parentPid(place.get().parentPid());
            now.ancestors(ancestry.of(now.build()));
        }
        return now.build();
    }

    /** What of it is missing because the deadline passed. */
    public Optional<Diagnostic> missing() {
        String source = request.procRoot().resolve("*/stat").toString();
        return unread == 0
                ? ancestry.missing(source)
                : Optional.of(new Diagnostic(
                        Diagnostic.Kind.DETAIL_MISSING,
                        source,
                        "the ancestors or working directories of " + unread + (unread == 1 ? " process" : " processes")
                                + " were not read: " + deadline.reason(),
                        unread));
    }
}
