package io.github.listeningports.linux.kernel;

import io.github.listeningports.spi.Deadline;
import io.github.listeningports.spi.StackRoom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads files that may never answer, within a time limit. /proc/PID/cmdline and environ wait for the memory lock of the process (mm/memory.c access_remote_vm), which the
 * process holds while it waits for a file system that no longer responds: an NFS or FUSE mount whose server hangs. So does the link exe before Linux 4.1.
 *
 * <p>The process has one such reader, so at most {@link #MAX_HANGING} of its threads ever hang. All files are read by one daemon thread, started on the first read, which
 * ends once it has been idle for a second. A read that exceeds its limit keeps that thread until it returns, and the next read starts another. A file is not read again
 * while a read of it hangs for the same process.
 *
 * <p>Their size is limited too, by {@link #MAX_BYTES}: a process can make its command line as long as its address space, without any privilege and without memory of its own
 * (prctl(2), PR_SET_MM_MAP).
 *
 * <p>Any number of threads may call it; they take turns, so each may also wait for the limits of those before it, but not longer than its deadline allows.
 */
public final class BoundedReader {

    /** How much of a file is read. */
    public static final int MAX_BYTES = 4 << 20;

    static final int MAX_HANGING = 16;

    /** How long no thread is started after that failed: the JVM prints a warning each time. */
    private static final Duration WITHOUT_THREADS = Duration.ofMinutes(1);

    private static final String NAME = "listening-ports-reader";
    private static final long IDLE_MILLIS = 1_000;
    private static final Duration ONE_DAY = Duration.ofDays(1);

    private static @Nullable BoundedReader ofProcess;

    private final Semaphore turn = new Semaphore(1, true);

    private List<Read<?>> hanging = List.of();
    private @Nullable Worker worker;
    private @Nullable Long threadFailedAt;

    BoundedReader() {}

    /** The reader of this JVM. */
    public static synchronized BoundedReader ofProcess() {
        BoundedReader reader = ofProcess;
        if (reader == null) {
            reader = new BoundedReader();
            ofProcess = reader;
        }
        return reader;
    }

    /** A file of one process: the start time distinguishes it from a later process with the same pid. */
    private record Subject(Path file, long startTicks) {}

    private static final class Read<T> extends FutureTask<Optional<T>> {

        final Subject subject;

        Read(Subject subject, Callable<Optional<T>> call) {
            super(call);
            this.subject = subject;
        }
    }

    /**
     * All bytes of a file, or the first {@link #MAX_BYTES}; empty if it cannot be read.
     *
     * @param startTicks the start time of the process that the file belongs to, in ticks since boot
     * @param limit the longest wait for this read; zero or less waits for nothing
     * @param deadline when to wait no longer, neither for this read nor for the turn
     * @throws TimeoutException if the read hangs, or the deadline passed
     * @throws RejectedExecutionException if no thread can be started: the process, its user or its control group has as many as allowed (getrlimit(2), RLIMIT_NPROC; pids.max)
     */
    public Optional<byte[]> read(Path file, long startTicks, Duration limit, Deadline deadline)
            throws TimeoutException {
        Subject subject = new Subject(file, startTicks);
        return read(new Read<>(subject, () -> new ProcFiles().readIfPossible(file, MAX_BYTES)), limit, deadline);
    }

    /**
     * The target of a symbolic link; otherwise the same as {@link #read}.
     *
     * @throws TimeoutException if the read hangs, or the deadline passed
     */
    public Optional<String> link(Path link, long startTicks, Duration limit, Deadline deadline)
            throws TimeoutException {
        return read(new Read<>(new Subject(link, startTicks), () -> ProcFiles.link(link)), limit, deadline);
    }

    private <T> Optional<T> read(Read<T> read, Duration limit, Deadline deadline) throws TimeoutException {
        StackRoom.ensure();
        takeTurn(deadline);
        try {
            hanging = hanging.stream().filter(each -> !each.isDone()).toList();
            Duration allowed = deadline.within(limit);
            if (allowed.isNegative()
                    || allowed.isZero()
                    || hanging.size() >= MAX_HANGING
                    || hanging.stream().anyMatch(each -> each.subject.equals(read.subject))) {
                throw new TimeoutException("not read");
            }
            start(read);
            return await(read, allowed);
        } finally {
            turn.release();
        }
    }

    private void takeTurn(Deadline deadline) throws TimeoutException {
        if (!deadline.isLimited()) {
            turn.acquireUninterruptibly();
            return;
        }
        boolean interrupted = false;
        boolean taken = false;
        try {
            do {
                try {
                    taken = turn.tryAcquire(deadline.within(ONE_DAY).toNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            } while (!taken && !deadline.isOver());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (!taken) {
            throw new TimeoutException("not read: other reads hang");
        }
    }

    private void start(Read<?> read) {
        Worker before = worker;
        if (before == null || !before.accept(read)) {
            Long failed = threadFailedAt;
            if (failed != null && System.nanoTime() - failed < WITHOUT_THREADS.toNanos()) {
                throw new RejectedExecutionException("not read: no thread can be started");
            }
            Worker next = new Worker(read);
            // It may hang forever, so it must not hold on to anything of the caller.
            Thread thread = new Thread(null, next, NAME, 0, false);
            thread.setContextClassLoader(null);
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError e) { // of threads, not of memory
                threadFailedAt = System.nanoTime();
                worker = null;
                throw new RejectedExecutionException("not read: no thread can be started");
            }
            threadFailedAt = null;
            worker = next;
        }
    }

    /** Waits on if the caller is interrupted: the wait is short, and a snapshot works in an interrupted thread too. */
    private <T> Optional<T> await(Read<T> read, Duration limit) throws TimeoutException {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return read.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error; // such as an OutOfMemoryError
                    }
                    throw new IllegalStateException(read.subject.file() + " cannot be read", e.getCause());
                } catch (TimeoutException e) {
                    leave(read);
                    throw e;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void leave(Read<?> read) {
        List<Read<?>> more = new ArrayList<>(hanging);
        more.add(read);
        hanging = more;
        Worker stuck = worker;
        if (stuck != null) {
            stuck.end();
        }
        worker = null;
    }

    /** Runs one read after the other, until none comes for a while, or one exceeds its limit. */
    private static final class Worker implements Runnable {

        private final BlockingQueue<Read<?>> next = new ArrayBlockingQueue<>(1);
        private boolean ended;

        Worker(Read<?> first) {
            next.add(first);
        }

        /** Whether this thread still runs, and so reads it. */
        synchronized boolean accept(Read<?> read) {
            return !ended && next.offer(read);
        }

        /** Ends the thread once the read that it runs returns. */
        synchronized void end() {
            ended = true;
        }

        @Override
        public void run() {
            try {
                do {
                    Read<?> read = next.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                    if (read == null) {
                        endIfIdle();
                    } else {
                        read.run();
                    }
                } while (!hasEnded());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (OutOfMemoryError e) {
                return; // the read that it did not come to is one that hangs
            } finally {
                end();
            }
        }

        private synchronized void endIfIdle() {
            ended |= next.isEmpty();
        }

        private synchronized boolean hasEnded() {
            return ended;
        }
    }
}
