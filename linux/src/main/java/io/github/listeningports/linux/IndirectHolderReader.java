package io.github.listeningports.linux;

import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the sockets that a process holds though /proc/PID/fd, which is its first thread's table, does not list them: in the table of another thread (unshare(2) with
 * CLONE_FILES), in any thread's if the first one has ended, or registered with io_uring. Used only for sockets that are left without an owner.
 */
final class IndirectHolderReader {

    /**
     * How many links to read of threads that have as many descriptors as one read before, and so most likely the same table. Before Linux 6.2, which does not count
     * descriptors, that is all threads.
     */
    private static final int MAX_UNLIKELY = 4096;

    /** So many of these links are read of each process first, or a few large processes would leave none for the small ones. */
    private static final int UNLIKELY_OF_EACH = 32;

    /** The links of /proc/PID/task: its own two and one per thread (fs/proc/base.c proc_task_getattr). */
    private static final int LINKS_OF_ONE_THREAD = 3;

    private final DescriptorReader descriptors;
    private long unlikely;

    IndirectHolderReader(DescriptorReader descriptors) {
        this.descriptors = descriptors;
    }

    /** Begins a new round over processes. */
    void begin() {
        unlikely = MAX_UNLIKELY;
    }

    /**
     * The wanted sockets that a process holds in such ways, as far as they are found until the deadline.
     *
     * @param rings its io_uring descriptors, found in the table of its first thread
     */
    List<HeldSocket> read(long pid, List<Path> rings, Set<Long> wanted, Deadline deadline) {
        List<HeldSocket> held = new ArrayList<>(0);
        addRegistered(pid, rings, wanted, held);
        Path process = descriptors.process(pid);
        Path tasks = process.resolve("task");
        long first = count(process);
        if (first > 0 && !hasMoreThreads(tasks)) {
            return held;
        }
        Set<Long> counts = new HashSet<>(Set.of(first));
        long ofThisOne = UNLIKELY_OF_EACH;
        try (DirectoryStream<Path> threads = ProcFiles.list(tasks)) {
            for (Path thread : threads) {
                long count = count(thread);
                boolean likely = count > 0 && counts.add(count);
                if (deadline.isOver()) {
                    break;
                }
                if (thread.endsWith(Long.toString(pid)) || (!likely && ofThisOne <= 0 && unlikely <= 0)) {
                    continue;
                }
                Descriptors found = descriptors.read(thread, pid, wanted, deadline);
                long unlikelyLinks = likely ? 0 : found.count() + 1;
                if (ofThisOne > 0) {
                    ofThisOne -= unlikelyLinks;
                } else {
                    unlikely -= unlikelyLinks;
                }
                held.addAll(found.held());
                addRegistered(pid, found.rings(), wanted, held);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended, or access to it is denied.
            return held;
        }
        return held;
    }

    private void addRegistered(long pid, List<Path> rings, Set<Long> wanted, List<HeldSocket> held) {
        for (Path ring : rings) {
            registered(ring).stream()
                    .filter(wanted::contains)
                    .forEach(inode -> held.add(new HeldSocket(inode, pid, ring)));
        }
    }

    private Set<Long> registered(Path ring) {
        return RingFilesParser.sockets(ProcFiles.linesWith(RingFilesParser.MARK, DescriptorReader.info(ring)));
    }

    private static boolean hasMoreThreads(Path tasks) {
        try {
            return !(Files.getAttribute(tasks, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer links)
                    || links > LINKS_OF_ONE_THREAD;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** The number of descriptors in a table; 0 if there is none, or if the kernel does not count. */
    private long count(Path task) {
        Optional<Stamp> stamp = descriptors.stamp(task.resolve("fd"), Optional.empty());
        return stamp.isPresent() ? stamp.get().count() : 0;
    }
}
