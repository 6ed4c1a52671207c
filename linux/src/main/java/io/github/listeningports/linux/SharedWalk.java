package io.github.listeningports.linux;

import io.github.listeningports.spi.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads many processes by several threads. Those with many descriptors come first, and are divided in the end among the threads that have nothing else to do: several threads on one process
 * wait for its lock in the kernel (fs/proc/fd.c proc_fd_link).
 */
final class SharedWalk {

    /** How many processes a thread asks for their number of descriptors before it reads any: some 0.1 ms. */
    private static final int BATCH = 32;

    /** So many descriptors are worth to be begun early. The kernel counts them since Linux 6.2. */
    private static final int LARGE = 2 * Division.LEAST;

    private final WorkerThreads threads;

    /** As many as there were threads at work at the same time: the buffers stay for the next snapshot. */
    private final Queue<ProcessLook> looks = new ConcurrentLinkedQueue<>();

    private final ProcessLook first;

    SharedWalk(WorkerThreads threads, ProcessLook first) {
        this.threads = threads;
        this.first = first;
        looks.add(first);
    }

    /** The processes that were read until the deadline. What reading one throws is thrown here, when all threads have ended. */
    Map<Long, KnownProcess> read(Collection<Long> pids, Set<Long> inodes, Deadline deadline, int most) {
        List<OneProcess> processes = new ArrayList<>(pids.size());
        SharedWork<Item> work = new SharedWork<>(most);
        for (long pid : pids) {
            processes.add(new OneProcess(pid, inodes, deadline, work));
        }
        for (int from = 0; from < processes.size(); from += BATCH) {
            List<OneProcess> batch = processes.subList(from, Math.min(processes.size(), from + BATCH));
            work.add(look -> batch.forEach(process -> process.addTo(work, look)));
        }
        threads.run(most, () -> workAlong(work));
        work.rethrow();
        Map<Long, KnownProcess> known = new HashMap<>();
        for (OneProcess process : processes) {
            KnownProcess read = process.known;
            if (read != null) {
                known.put(process.pid, read);
            }
        }
        return known;
    }

    private void workAlong(SharedWork<Item> work) {
        ProcessLook idle = looks.poll();
        ProcessLook look = idle == null ? first.forAnotherThread() : idle;
        work.work(item -> item.read(look));
        looks.add(look);
    }

    /** A process, or a part of one. */
    private interface Item {
        void read(ProcessLook look);
    }

    private static final class OneProcess implements Division {

        private final long pid;
        private final Set<Long> inodes;
        private final Deadline deadline;
        private final SharedWork<Item> work;
        private final List<Descriptors> parts = new ArrayList<>(1);
        private int missing = 1;
        private boolean anew;
        private @Nullable KnownProcess known;

        OneProcess(long pid, Set<Long> inodes, Deadline deadline, SharedWork<Item> work) {
            this.pid = pid;
            this.inodes = inodes;
            this.deadline = deadline;
            this.work = work;
        }

        void addTo(SharedWork<Item> all, ProcessLook look) {
            Optional<Stamp> stamp = look.descriptorReader().stamp(pid);
            all.add(this::begin, stamp.isPresent() && stamp.get().count() >= LARGE);
        }

        void begin(ProcessLook look) {
            if (!deadline.isOver()) {
                read(look, DescriptorPart.WHOLE);
            }
        }

        @Override
        public boolean leave(DescriptorPart part) {
            synchronized (this) {
                missing++;
            }
            boolean left = work.offer(look -> read(look, part));
            if (!left) {
                synchronized (this) {
                    missing--;
                }
            }
            return left;
        }

        private void read(ProcessLook look, DescriptorPart part) {
            Optional<Descriptors> found = deadline.isOver()
                    ? Optional.of(Descriptors.NOT_IN_TIME)
                    : look.descriptorReader().readPart(search(look, this), part);
            if (isLast(found)) {
                // Nobody else knows this process any more.
                Descriptors all = anew
                        ? look.descriptorReader().readByPath(search(look, Division.NONE))
                        : FoundDescriptors.join(parts);
                known = look.known(pid, inodes, deadline, all);
            }
        }

        private synchronized boolean isLast(Optional<Descriptors> found) {
            found.ifPresent(parts::add);
            anew |= found.isEmpty();
            missing--;
            return missing == 0;
        }

        private DescriptorSearch search(ProcessLook look, Division division) {
            return new DescriptorSearch(look.descriptorReader().process(pid), pid, inodes, deadline, division);
        }
    }
}
