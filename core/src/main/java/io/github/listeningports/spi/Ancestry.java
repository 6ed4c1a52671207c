package io.github.listeningports.spi;

import io.github.listeningports.Ancestor;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.ProcessInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the ancestors of processes, for one snapshot: each process is read once, however many are below it.
 *
 * <p>A parent that ended may have left its pid to another process, which then started after the child: there the ancestors end, as at a process that cannot be read, at one
 * that is its own ancestor, and after {@link #MAX_DEPTH}.
 *
 * <p>For one thread at a time.
 */
public final class Ancestry {

    /** More than any real one; the kernel allows more levels. */
    static final int MAX_DEPTH = 256;

    private final Processes processes;
    private final boolean needsStart;
    private final Deadline deadline;
    private final Map<Long, Optional<ProcessInfo>> known = new HashMap<>();
    private int cut;

    /** How a process is read now. */
    @FunctionalInterface
    public interface Processes {

        /** Empty if there is no such process, or it cannot be read. */
        Optional<ProcessInfo> read(long pid);
    }

    private Ancestry(Processes processes, boolean needsStart, Deadline deadline) {
        this.processes = processes;
        this.needsStart = needsStart;
        this.deadline = deadline;
    }

    /** On a system that gives a process another parent when its own ends. */
    public static Ancestry ofAdopted(Processes processes, Deadline deadline) {
        return new Ancestry(processes, false, deadline);
    }

    /** On a system where a process keeps the pid of a parent that ended (Windows): what is a parent, the start times of both must prove. */
    public static Ancestry ofOrphans(Processes processes, Deadline deadline) {
        return new Ancestry(processes, true, deadline);
    }

    /** The ancestors of a process, with the parent that it has in the list: the parent first. */
    public List<Ancestor> of(ProcessInfo process) {
        List<Ancestor> ancestors = new ArrayList<>();
        ProcessInfo child = process;
        while (child.parentPid().isPresent() && ancestors.size() < MAX_DEPTH) {
            Optional<ProcessInfo> parent = parent(child);
            if (parent.isEmpty() || isAmong(ancestors, process, parent.get())) {
                break;
            }
            child = parent.get();
            ancestors.add(new Ancestor(child.pid(), child.name(), child.program(), child.startedAt()));
        }
        return ancestors;
    }

    private Optional<ProcessInfo> parent(ProcessInfo child) {
        long pid = child.parentPid().orElseThrow();
        Optional<ProcessInfo> read = known.get(pid);
        if (read == null) {
            if (deadline.isOver()) {
                cut++;
                return Optional.empty();
            }
            read = processes.read(pid);
            known.put(pid, read);
        }
        return read.filter(parent -> isParent(parent, child));
    }

    private boolean isParent(ProcessInfo parent, ProcessInfo child) {
        Optional<Instant> started = parent.startedAt();
        Optional<Instant> later = child.startedAt();
        if (started.isEmpty() || later.isEmpty()) {
            return !needsStart;
        }
        return !started.get().isAfter(later.get());
    }

    private static boolean isAmong(List<Ancestor> ancestors, ProcessInfo process, ProcessInfo parent) {
        return parent.pid() == process.pid() || ancestors.stream().anyMatch(each -> each.pid() == parent.pid());
    }

    /**
     * What is missing because the deadline passed.
     *
     * @param source of the diagnostic
     */
    public Optional<Diagnostic> missing(String source) {
        return cut == 0
                ? Optional.empty()
                : Optional.of(new Diagnostic(
                        Diagnostic.Kind.DETAIL_MISSING,
                        source,
                        "the ancestors of " + cut + (cut == 1 ? " process" : " processes") + " were not all read: "
                                + deadline.reason(),
                        cut));
    }
}
