package io.github.listeningports.linux;

import io.github.listeningports.spi.Deadline;
import java.nio.file.Path;
import java.util.Set;

/**
 * What to look for among the descriptors of a process or one of its threads, as many as are read until the deadline.
 *
 * @param task /proc/PID or /proc/PID/task/TID
 */
record DescriptorSearch(Path task, long pid, Set<Long> inodes, Deadline deadline, Division division) {

    boolean isDivisible() {
        return division != Division.NONE;
    }
}
