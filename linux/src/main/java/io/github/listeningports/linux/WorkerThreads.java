package io.github.listeningports.linux;

import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.StackRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The threads that a request allows ({@link SnapshotRequest#withParallelism}): started for one piece of work and ended with it, or those of the user's executor.
 *
 * <p>The calling thread always takes part, and waits for nobody who has not begun. So it is never kept from its work by an executor that is full, or whose only thread it is.
 */
final class WorkerThreads {

    private static final String NAME = "listening-ports-worker-";

    private final int most;
    private final Optional<Executor> executor;
    private boolean noneToStart;

    private WorkerThreads(int most, Optional<Executor> executor) {
        this.most = most;
        this.executor = executor;
    }

    static WorkerThreads of(SnapshotRequest request) {
        return new WorkerThreads(request.parallelism(), request.executor());
    }

    /** None but the calling thread. */
    static WorkerThreads none() {
        return new WorkerThreads(1, Optional.empty());
    }

    /** How many threads may work at once, the calling one included. */
    int most() {
        return noneToStart ? 1 : most;
    }

    /**
     * Does work by this thread and at most so many in all. Returns when all of them have ended it.
     *
     * @param work is done by each thread, and throws nothing
     */
    void run(int threads, Runnable work) {
        StackRoom.ensure();
        Helpers helpers = new Helpers(work);
        List<Thread> started = new ArrayList<>();
        try {
            for (int i = 1; i < threads && addOne(helpers, started); i++) {
                // goes on until none is to be had
            }
            work.run();
        } finally {
            helpers.end();
            for (Thread each : started) {
                awaitEnd(each);
            }
        }
    }

    /** Whether there is one more. */
    private boolean addOne(Helpers helpers, List<Thread> started) {
        if (executor.isPresent()) {
            try {
                executor.get().execute(helpers);
                return true;
            } catch (RejectedExecutionException e) {
                return false;
            }
        }
        // Inherits nothing of the caller: no thread locals, and not the class loader of its context.
        Thread thread = new Thread(null, helpers, NAME + (started.size() + 1), 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // of threads, not of memory; the JVM prints a warning each time
            noneToStart = true;
            return false;
        }
        started.add(thread);
        return true;
    }

    private static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What each of the others runs. Those who come after the end find nothing to do, and hold nothing of the snapshot if they never come. */
    private static final class Helpers implements Runnable {

        private @Nullable Runnable work;
        private int atWork;

        Helpers(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            Runnable mine = enter();
            if (mine == null) {
                return;
            }
            try {
                mine.run();
            } finally {
                leave();
            }
        }

        private synchronized @Nullable Runnable enter() {
            atWork += work == null ? 0 : 1;
            return work;
        }

        private synchronized void leave() {
            atWork--;
            notifyAll();
        }

        /** Lets nobody begin any more, and waits for those who did. */
        synchronized void end() {
            work = null;
            boolean interrupted = false;
            while (atWork > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
