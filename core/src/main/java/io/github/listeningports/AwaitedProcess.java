package io.github.listeningports;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntSupplier;

/**
 * A process whose listeners are awaited, and those of its descendants.
 *
 * @param exitStatus what it ended with, once it has; only the parent of a process can know
 */
record AwaitedProcess(ProcessHandle handle, Optional<IntSupplier> exitStatus) {

    /** More than any real chain of parents. */
    private static final int MOST_PARENTS = 10_000;

    static AwaitedProcess of(ProcessHandle handle) {
        return new AwaitedProcess(handle, Optional.empty());
    }

    static AwaitedProcess of(Process process) {
        return new AwaitedProcess(process.toHandle(), Optional.of(process::exitValue));
    }

    boolean isAlive() {
        return handle.isAlive();
    }

    /** What it ended with, if it has and this is known. */
    OptionalInt ended() {
        return isAlive() || exitStatus.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(exitStatus.get().getAsInt());
    }

    /** Whether the process or a descendant is among the owners. */
    boolean holds(ListeningPort port) {
        return port.owners().stream().anyMatch(this::isOrStarted);
    }

    private boolean isOrStarted(ProcessInfo owner) {
        if (!owner.ownPidNamespace()) {
            return false;
        }
        // While it lives, no other process has its pid.
        return owner.pid() == handle.pid() ? isAlive() : isDescendant(owner.pid());
    }

    /** By parents, up from the owner: that reads as many processes as there are generations, and not all of the machine's. */
    private boolean isDescendant(long pid) {
        Optional<ProcessHandle> child = ProcessHandle.of(pid);
        for (int i = 0; i < MOST_PARENTS && child.isPresent(); i++) {
            Optional<ProcessHandle> parent = child.flatMap(ProcessHandle::parent);
            if (parent.isEmpty() || startedAfter(parent.get(), child.get())) {
                return false;
            }
            if (parent.get().equals(handle)) {
                return true;
            }
            child = parent;
        }
        return false;
    }

    /** Windows keeps the pid of a parent that has ended, and another process may have it since. */
    private static boolean startedAfter(ProcessHandle parent, ProcessHandle child) {
        Optional<Instant> started = child.info().startInstant();
        return parent.info()
                .startInstant()
                .flatMap(of -> started.map(of::isAfter))
                .orElse(false);
    }

    /** {@code process 977}, and no name: its command line can hold secrets. */
    @Override
    public String toString() {
        return "process " + handle.pid();
    }
}
