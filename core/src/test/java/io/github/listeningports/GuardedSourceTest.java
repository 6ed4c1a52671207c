package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.spi.ListeningPortProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link ListeningPorts#open(ListeningPortProvider, SnapshotRequest)} adds to a provider's source. */
@Timeout(Machine.PATIENCE_SECONDS)
class GuardedSourceTest {

    private static final String CLOSED = "this source is closed; open a new one with ListeningPorts.open";

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void endThreads() throws InterruptedException {
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void theProviderGetsTheRequestAndItsSnapshotIsReturned() {
        WatchedProvider provider = new WatchedProvider();
        SnapshotRequest request = SnapshotRequest.detailed().withPorts(8080);
        try (ListeningPortSource source = ListeningPorts.open(provider, request)) {
            assertSame(WatchedProvider.SNAPSHOT, source.snapshot());
        }
        assertSame(request, provider.requests.get(0));
    }

    @Test
    void aProviderOfYourOwnIsNotCheckedForSupport() {
        WatchedProvider provider = new WatchedProvider();
        assertEquals(Optional.of("never called"), provider.whyUnsupported());
        try (ListeningPortSource source = ListeningPorts.open(provider, SnapshotRequest.ports())) {
            assertEquals(Instant.EPOCH, source.snapshot().takenAt());
        }
    }

    @Test
    void snapshotsOfSeveralThreadsNeverOverlap() throws Exception {
        WatchedProvider provider = new WatchedProvider();
        CyclicBarrier together = new CyclicBarrier(4);
        try (ListeningPortSource source = ListeningPorts.open(provider, SnapshotRequest.ports())) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    together.await();
                    for (int k = 0; k < 50; k++) {
                        source.snapshot();
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
        assertEquals(200, provider.snapshots.get());
        assertEquals(1, provider.mostAtOnce.get());
    }

    @Test
    void closeDoesNotWaitForASnapshotThatHangsWhoseThreadThenFreesWhatItHolds() throws Exception {
        WatchedProvider provider = new WatchedProvider();
        CountDownLatch mayGoOn = new CountDownLatch(1);
        provider.holdSnapshotUntil = mayGoOn;
        ListeningPortSource source = ListeningPorts.open(provider, SnapshotRequest.ports());
        AtomicReference<Thread> looking = new AtomicReference<>();
        Future<PortSnapshot> snapshot = threads.submit(() -> {
            looking.set(Thread.currentThread());
            return source.snapshot();
        });
        assertTrue(provider.inSnapshot.await(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS));

        source.close(); // returns, though the snapshot does not
        source.close();
        threads.submit(source::close).get(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(CLOSED, Thrown.message(IllegalStateException.class, source::snapshot));
        assertEquals(0, provider.closes.get(), "not while its snapshot runs");

        mayGoOn.countDown();
        assertSame(WatchedProvider.SNAPSHOT, snapshot.get(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(1, provider.closes.get());
        assertSame(looking.get(), provider.closedBy);
        source.close();
        assertEquals(1, provider.closes.get());
        assertEquals(1, provider.snapshots.get());
        assertEquals(1, provider.mostAtOnce.get());
    }

    @Test
    void snapshotsThatWaitForOneThatHangsEndWhenTheSourceIsClosed() throws Exception {
        WatchedProvider provider = new WatchedProvider();
        CountDownLatch mayGoOn = new CountDownLatch(1);
        provider.holdSnapshotUntil = mayGoOn;
        ListeningPortSource source = ListeningPorts.open(provider, SnapshotRequest.ports());
        Future<PortSnapshot> hanging = threads.submit(source::snapshot);
        assertTrue(provider.inSnapshot.await(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS));
        List<Thread> waiting = new ArrayList<>();
        Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(source::snapshot);
            thread.setUncaughtExceptionHandler((t, e) -> thrown.add(e));
            thread.start();
            waiting.add(thread);
        }
        for (Thread each : waiting) {
            while (each.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            each.interrupt(); // does not end its wait
        }

        source.close();
        for (Thread each : waiting) {
            each.join(TimeUnit.SECONDS.toMillis(Machine.PATIENCE_SECONDS));
        }
        assertEquals(
                List.of(CLOSED, CLOSED, CLOSED),
                thrown.stream().map(Throwable::getMessage).toList());

        mayGoOn.countDown();
        hanging.get(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(1, provider.snapshots.get());
        assertEquals(1, provider.closes.get());
    }

    @Test
    void aSnapshotThatFailsAfterItsSourceWasClosedFreesItToo() throws Exception {
        WatchedProvider provider = new WatchedProvider();
        CountDownLatch mayGoOn = new CountDownLatch(1);
        provider.holdSnapshotUntil = mayGoOn;
        provider.failures.set(1);
        provider.failToClose = true;
        ListeningPortSource source = ListeningPorts.open(provider, SnapshotRequest.ports());
        Future<PortSnapshot> snapshot = threads.submit(source::snapshot);
        assertTrue(provider.inSnapshot.await(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS));

        source.close();
        mayGoOn.countDown();

        Throwable failure = Objects.requireNonNull(
                assertThrows(ExecutionException.class, () -> snapshot.get(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .getCause());
        assertEquals("no table", failure.getMessage());
        assertEquals("stuck", failure.getSuppressed()[0].getMessage());
        assertEquals(1, provider.closes.get());
    }

    @Test
    void aProviderThatClosesItsOwnSourceDuringASnapshotDoesNotWaitForItself() {
        WatchedProvider provider = new WatchedProvider();
        ListeningPortSource source = ListeningPorts.open(provider, SnapshotRequest.ports());
        provider.duringSnapshot = source::close;
        assertSame(WatchedProvider.SNAPSHOT, source.snapshot());
        assertEquals(1, provider.closes.get());
        assertEquals(1, provider.mostAtOnce.get());
    }

    @Test
    void closeReachesTheProviderOnceHoweverOftenItIsCalled() throws Exception {
        WatchedProvider provider = new WatchedProvider();
        ListeningPortSource source = ListeningPorts.open(provider, SnapshotRequest.ports());
        source.close();
        source.close();
        threads.submit(source::close).get(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(1, provider.closes.get());
    }

    @Test
    void afterCloseASnapshotIsRefusedWithoutCallingTheProvider() {
        WatchedProvider provider = new WatchedProvider();
        ListeningPortSource source = ListeningPorts.open(provider, SnapshotRequest.ports());
        source.close();
        assertEquals(CLOSED, Thrown.message(IllegalStateException.class, source::snapshot));
        assertEquals(0, provider.snapshots.get());
    }

    @Test
    void aCloseThatFailsIsNotRepeated() {
        WatchedProvider provider = new WatchedProvider();
        provider.failToClose = true;
        ListeningPortSource source = ListeningPorts.open(provider, SnapshotRequest.ports());
        assertEquals("stuck", Thrown.message(IllegalArgumentException.class, source::close));
        source.close();
        assertEquals(1, provider.closes.get());
        assertThrows(IllegalStateException.class, source::snapshot);
    }

    @Test
    void aFailedSnapshotLeavesTheSourceOpen() {
        WatchedProvider provider = new WatchedProvider();
        provider.failures.set(1);
        try (ListeningPortSource source = ListeningPorts.open(provider, SnapshotRequest.ports())) {
            assertEquals("no table", Thrown.message(ListeningPortsException.class, source::snapshot));
            assertSame(WatchedProvider.SNAPSHOT, source.snapshot());
            assertEquals(0, provider.closes.get());
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what a provider without null checks does
    void aProviderThatReturnsNullIsNamedAsTheCulpritAtOnce() {
        ListeningPortSource noSnapshot = ListeningPorts.open(
                returning(new ListeningPortSource() {
                    @Override
                    public PortSnapshot snapshot() {
                        return null;
                    }

                    @Override
                    public void close() {}
                }),
                SnapshotRequest.ports());
        assertEquals(
                "the provider returned no snapshot", Thrown.message(NullPointerException.class, noSnapshot::snapshot));
        assertEquals(
                "the provider opened no source",
                Thrown.message(
                        NullPointerException.class,
                        () -> ListeningPorts.open(returning(null), SnapshotRequest.ports())));
    }

    @Test
    void twoSourcesOfOneProviderAreIndependent() {
        WatchedProvider provider = new WatchedProvider();
        ListeningPortSource first = ListeningPorts.open(provider, SnapshotRequest.ports());
        try (ListeningPortSource second = ListeningPorts.open(provider, SnapshotRequest.ports())) {
            first.close();
            assertSame(WatchedProvider.SNAPSHOT, second.snapshot());
        }
        assertEquals(2, provider.closes.get());
    }

    private static ListeningPortProvider returning(@Nullable ListeningPortSource source) {
        return new ListeningPortProvider() {
            @Override
            public String name() {
                return "returning";
            }

            @Override
            public Optional<String> whyUnsupported() {
                return Optional.empty();
            }

            @Override
            @SuppressWarnings("NullAway") // what a provider without null checks does
            public ListeningPortSource open(SnapshotRequest request) {
                return source;
            }
        };
    }

    /** A provider that detects concurrent calls. */
    private static final class WatchedProvider implements ListeningPortProvider {
        static final PortSnapshot SNAPSHOT = new PortSnapshot(Instant.EPOCH, List.of(), List.of());

        final List<SnapshotRequest> requests = new ArrayList<>();
        final AtomicInteger atOnce = new AtomicInteger();
        final AtomicInteger mostAtOnce = new AtomicInteger();
        final AtomicInteger snapshots = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
        final CountDownLatch inSnapshot = new CountDownLatch(1);
        volatile CountDownLatch holdSnapshotUntil = new CountDownLatch(0);
        volatile Runnable duringSnapshot = () -> {};
        volatile boolean failToClose;
        volatile @Nullable Thread closedBy;

        @Override
        public String name() {
            return "watched";
        }

        @Override
        public Optional<String> whyUnsupported() {
            return Optional.of("never called");
        }

        @Override
        public ListeningPortSource open(SnapshotRequest request) {
            requests.add(request);
            return new ListeningPortSource() {
                @Override
                public PortSnapshot snapshot() {
                    enter();
                    try {
                        snapshots.incrementAndGet();
                        inSnapshot.countDown();
                        Thread.onSpinWait();
                        duringSnapshot.run();
                        assertTrue(holdSnapshotUntil.await(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS));
                        if (failures.getAndDecrement() > 0) {
                            throw new ListeningPortsException("no table");
                        }
                        return SNAPSHOT;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        atOnce.decrementAndGet();
                    }
                }

                @Override
                public void close() {
                    enter();
                    closes.incrementAndGet();
                    closedBy = Thread.currentThread();
                    atOnce.decrementAndGet();
                    assertFalse(Thread.currentThread().isInterrupted());
                    if (failToClose) {
                        throw new IllegalArgumentException("stuck");
                    }
                }
            };
        }

        private void enter() {
            int now = atOnce.incrementAndGet();
            mostAtOnce.accumulateAndGet(now, Math::max);
        }
    }
}
