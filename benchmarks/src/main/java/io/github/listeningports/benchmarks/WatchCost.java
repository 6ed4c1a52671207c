package io.github.listeningports.benchmarks;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortWatch;
import io.github.listeningports.SnapshotRequest;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a core a watch at 1 Hz takes, by CPU time and not by the clock, so that what else runs on the machine hardly counts: that of the watch's thread, and that of the whole JVM with
 * its compiler and garbage collector. Run it on a load of {@code benchmarks/compare}, with {@code -Dlisteningports.native=always} or {@code never}.
 */
public final class WatchCost {

    private static final int WARM_UP_LOOKS = 300;
    private static final Duration WARM_UP_INTERVAL = Duration.ofMillis(20);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private WatchCost() {}

    /** Takes the seconds to measure, 30 by default. */
    public static void main(String[] arguments) throws InterruptedException {
        int seconds = arguments.length == 0 ? 30 : Integer.parseInt(arguments[0]);
        warmUp();
        AtomicInteger looks = new AtomicInteger();
        AtomicInteger listeners = new AtomicInteger();
        AtomicLong threadNanos = new AtomicLong();
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch ended = new CountDownLatch(seconds + 2);
        try (PortWatch watch = ListeningPorts.watch(SnapshotRequest.owners(), INTERVAL, (now, changes) -> {
            looks.incrementAndGet();
            listeners.set(now.ports().size());
            threadNanos.set(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
            begun.countDown();
            ended.countDown();
        })) {
            begun.await();
            long processBefore = processNanos();
            long threadBefore = threadNanos.get();
            int before = looks.get();
            long begin = System.nanoTime();
            ended.await();
            double elapsed = System.nanoTime() - begin;
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d listeners, %d looks in %.0f s: the watch's thread %.2f %%, the JVM %.2f %% of one core%n",
                    watch,
                    listeners.get(),
                    looks.get() - before,
                    elapsed / 1e9,
                    100 * (threadNanos.get() - threadBefore) / elapsed,
                    100 * (processNanos() - processBefore) / elapsed);
        }
    }

    private static void warmUp() throws InterruptedException {
        CountDownLatch warm = new CountDownLatch(WARM_UP_LOOKS);
        try (PortWatch watch =
                ListeningPorts.watch(SnapshotRequest.owners(), WARM_UP_INTERVAL, (now, changes) -> warm.countDown())) {
            System.err.println("warming up: " + watch);
            warm.await();
        }
    }

    private static long processNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElseThrow();
    }
}
