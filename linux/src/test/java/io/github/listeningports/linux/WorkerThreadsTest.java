package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that several threads share, and the threads. */
@Timeout(Machine.PATIENCE_SECONDS)
class WorkerThreadsTest {

    private final WorkerThreads four = WorkerThreads.of(SnapshotRequest.owners().withParallelism(4));

    @Test
    void allWorkAtTheSameTimeAndHaveEndedAfterwards() {
        CyclicBarrier barrier = new CyclicBarrier(4);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        four.run(4, () -> {
            await(barrier);
            seen.add(Thread.currentThread());
        });

        assertTrue(seen.remove(Thread.currentThread()), "the caller takes part");
        assertEquals(
                Set.of("listening-ports-worker-1", "listening-ports-worker-2", "listening-ports-worker-3"),
                seen.stream().map(Thread::getName).collect(Collectors.toSet()));
        assertTrue(seen.stream().allMatch(Thread::isDaemon));
        assertTrue(seen.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void everyItemIsDoneOnceAndSoAreItsParts() {
        for (int round = 0; round < 200; round++) {
            SharedWork<Integer> work = new SharedWork<>(4);
            IntStream.range(0, 100).forEach(work::add);
            List<Integer> done = new ArrayList<>();
            AtomicInteger parts = new AtomicInteger();
            four.run(
                    4,
                    () -> work.work(item -> {
                        synchronized (done) {
                            done.add(item);
                        }
                        // The last ones have parts, and these have some again.
                        int part = 1000 + parts.get();
                        if (item >= 98 && part < 1300 && work.offer(part)) {
                            parts.incrementAndGet();
                        }
                    }));
            work.rethrow();

            assertEquals(100 + parts.get(), done.size());
            assertEquals(100, new TreeSet<>(done).headSet(100).size());
            assertTrue(parts.get() > 1, "parts were taken: " + parts);
        }
    }

    @Test
    void whatAnItemThrowsEndsTheWorkOfAllAndIsThrownToTheCaller() {
        for (Throwable thrown : List.of(new IllegalStateException("an item"), new StackOverflowError("an item"))) {
            SharedWork<Integer> work = new SharedWork<>(4);
            IntStream.range(0, 1000).forEach(work::add);
            AtomicInteger done = new AtomicInteger();
            CyclicBarrier barrier = new CyclicBarrier(4);
            four.run(
                    4,
                    () -> work.work(item -> {
                        if (item < 4) {
                            await(barrier);
                            throwIf(item == 2, thrown);
                        }
                        done.incrementAndGet();
                    }));

            assertSame(thrown, assertThrows(thrown.getClass(), work::rethrow));
            assertTrue(done.get() <= 999, "one failed");
            assertFalse(work.offer(1), "nothing more is begun");
        }
    }

    @Test
    void anExecutorThatRunsNothingKeepsNobodyWaiting() {
        List<Runnable> kept = new ArrayList<>();
        AtomicInteger runs = new AtomicInteger();
        with(kept::add).run(4, runs::incrementAndGet);

        assertEquals(1, runs.get());
        assertEquals(3, kept.size());
        kept.forEach(Runnable::run);
        assertEquals(1, runs.get(), "they come too late");
    }

    @Test
    void anExecutorThatRejectsIsAskedOnceOnly() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        with(task -> {
                    asked.incrementAndGet();
                    throw new RejectedExecutionException("full");
                })
                .run(4, runs::incrementAndGet);

        assertEquals(1, asked.get());
        assertEquals(1, runs.get());
    }

    @Test
    void whatElseAnExecutorThrowsIsThrownWhenTheOthersHaveEnded() {
        AtomicReference<Thread> other = new AtomicReference<>();
        CyclicBarrier begun = new CyclicBarrier(2);
        WorkerThreads threads = with(task -> {
            if (other.get() != null) {
                throw new IllegalStateException("a broken executor");
            }
            Thread thread = new Thread(task);
            other.set(thread);
            thread.start();
            await(begun);
        });

        assertThrows(IllegalStateException.class, () -> threads.run(4, () -> await(begun)));
    }

    @Test
    void anInterruptedCallerWaitsForTheOthersAndStaysInterrupted() {
        CyclicBarrier barrier = new CyclicBarrier(4);
        AtomicInteger runs = new AtomicInteger();
        four.run(4, () -> {
            await(barrier);
            if (!Thread.currentThread().getName().startsWith("listening-ports-worker")) {
                Thread.currentThread().interrupt();
                return;
            }
            runs.incrementAndGet();
        });

        assertTrue(Thread.interrupted());
        assertEquals(3, runs.get());
    }

    private static WorkerThreads with(Executor executor) {
        return WorkerThreads.of(SnapshotRequest.owners().withParallelism(4, executor));
    }

    private static void throwIf(boolean condition, Throwable thrown) {
        if (condition && thrown instanceof Error error) {
            throw error;
        }
        if (condition) {
            throw (RuntimeException) thrown;
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
