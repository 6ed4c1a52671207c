package io.github.listeningports.linux.kernel;

import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads in another network namespace. setns(2) changes the namespace of the thread that calls it, and whatever runs on that thread afterwards is in there too. So it is
 * never the caller's, which may be a virtual thread's carrier, but a thread of our own, which ends with the reading and never goes back.
 */
public final class NamespaceThread {

    /** Shows the namespace of the reading thread. */
    public static final Path INSIDE = ProcFiles.DEFAULT_ROOT.resolve("thread-self/net");

    private static final String NAME = "listening-ports-namespace";

    private static final Duration ONE_DAY = Duration.ofDays(1);

    private final LibC libc;

    public NamespaceThread(LibC libc) {
        this.libc = libc;
    }

    /**
     * Reads in a namespace, and waits for the end of it; an interrupt is left for the caller.
     *
     * @param inode that of net/dev in there
     * @param netDirectories those that showed it, such as /proc/PID/net: the first process that is still there serves
     * @param reading what to do there: it must look at the deadline itself, because after that nobody waits for it
     * @throws IOException if the namespace cannot be entered, or the deadline passes; that of the reading, too
     */
    public <T> T in(long inode, List<Path> netDirectories, Callable<T> reading, Deadline deadline) throws IOException {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(inode, netDirectories, deadline);
            return reading.call();
        });
        Thread thread = new Thread(null, task, NAME, 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // of threads, not of memory
            throw new IOException("no thread can be started: raise the limit of threads (ulimit -u, pids.max)", e);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    T result = task.get(deadline.within(ONE_DAY).toNanos(), TimeUnit.NANOSECONDS);
                    thread.join();
                    return result;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            throw new IOException(deadline.reason(), e);
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException failure(ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        return cause instanceof IOException exception ? exception : new IOException(failed);
    }

    private void enter(long inode, List<Path> netDirectories, Deadline deadline) throws IOException {
        IOException failed = new IOException("it is gone");
        for (Path each : netDirectories) {
            if (deadline.isOver()) {
                throw new IOException(deadline.reason());
            }
            try {
                enter(each);
                // The pid may have gone to another process since.
                if (ProcFiles.inode(INSIDE.resolve("dev")).equals(OptionalLong.of(inode))) {
                    return;
                }
            } catch (IOException e) {
                failed = e;
            }
        }
        throw failed;
    }

    private void enter(Path netDirectory) throws IOException {
        byte[] name = netDirectory.resolveSibling("ns/net").toString().getBytes(StandardCharsets.UTF_8);
        int namespace = libc.open(ByteBuffer.allocateDirect(name.length + 1).put(0, name), SystemCalls.READ_ONLY);
        try {
            libc.enterNetworkNamespace(namespace);
        } finally {
            libc.close(namespace);
        }
    }
}
