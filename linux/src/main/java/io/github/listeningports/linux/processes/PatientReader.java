package io.github.listeningports.linux.processes;

import io.github.listeningports.linux.kernel.BoundedReader;
import io.github.listeningports.spi.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Reads files that may hang, by {@link BoundedReader}, and has patience with them: so long as one snapshot may wait for all of them together, whichever of its threads reads them.
 */
final class PatientReader {

    /** The longest that one snapshot waits for all files that hang. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    static final Duration LIMIT = PATIENCE.dividedBy(2);

    /** For a process that may be stuck, judging by its state. */
    private static final Duration LIMIT_IF_SUSPECT = PATIENCE.dividedBy(10);

    private Duration patience = PATIENCE;
    private Deadline deadline = Deadline.none();

    /** Begins a snapshot, before any of its threads reads. */
    void beginSnapshot(Deadline end) {
        deadline = end;
        // What hangs must not use up the time of all others.
        patience = end.within(PATIENCE.multipliedBy(2)).dividedBy(2);
    }

    Deadline deadline() {
        return deadline;
    }

    /**
     * All bytes of a file of a process.
     *
     * @throws TimeoutException if the read hangs, or the patience is at its end
     * @throws RejectedExecutionException if there is no thread that could read it
     */
    Optional<byte[]> read(Path file, ProcessStat stat) throws TimeoutException {
        return read(file, stat.startTicks(), limit(stat));
    }

    /** The same for a file of any kind. */
    Optional<byte[]> read(Path file, long startTicks, Duration limit) throws TimeoutException {
        return bounded(limit, allowed -> BoundedReader.ofProcess().read(file, startTicks, allowed, deadline));
    }

    /** The same for the target of a link. */
    Optional<String> link(Path link, ProcessStat stat) throws TimeoutException {
        return bounded(
                limit(stat), allowed -> BoundedReader.ofProcess().link(link, stat.startTicks(), allowed, deadline));
    }

    /** Whether the deadline allows a shorter wait than it otherwise would be: whether the read hangs is then not certain. */
    boolean outOfTime(ProcessStat stat) {
        return deadline.isLimited()
                && deadline.within(limit(stat).multipliedBy(2)).dividedBy(2).compareTo(limit(stat)) < 0;
    }

    private static Duration limit(ProcessStat stat) {
        return stat.waitsUninterruptibly() ? LIMIT_IF_SUSPECT : LIMIT;
    }

    private interface BoundedRead<T> {
        Optional<T> within(Duration allowed) throws TimeoutException;
    }

    /** What hangs uses up the patience. One thread reads at a time: each of several would wait for the same patience otherwise. */
    private synchronized <T> Optional<T> bounded(Duration limit, BoundedRead<T> read) throws TimeoutException {
        long start = System.nanoTime();
        try {
            return read.within(limit.compareTo(patience) < 0 ? limit : patience);
        } catch (TimeoutException e) {
            patience = patience.minusNanos(System.nanoTime() - start);
            throw e;
        }
    }
}
