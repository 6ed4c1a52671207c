package io.github.listeningports;

import static io.github.listeningports.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a watch looks and tells, how it ends, and what it does with failures. What it tells is {@link ReportedPortsTest}'s. */
@Timeout(Machine.PATIENCE_SECONDS)
class PortWatchTest {

    private static final Duration SHORT = Duration.ofMillis(10);

    private static final ListeningPort SSH = tcp("::", 22, 1);
    private static final ListeningPort WEB = tcp("::", 80, 2);

    private final ScriptedProvider provider = new ScriptedProvider(SSH);
    private final WatchRequest request =
            WatchRequest.of(SnapshotRequest.ports(), SHORT).withProvider(provider);
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    private record Call(PortSnapshot now, List<PortChange> changes, Thread thread) {
        List<String> texts() {
            return changes.stream().map(PortChange::toString).toList();
        }
    }

    private void called(PortSnapshot now, List<PortChange> changes) {
        calls.add(new Call(now, changes, Thread.currentThread()));
    }

    @Test
    void theFirstCallHasTheFirstSnapshotAndNoChange() throws InterruptedException {
        try (PortWatch watch = ListeningPorts.watch(request, this::called)) {
            Call first = calls.take();
            assertEquals(List.of(SSH), first.now().ports());
            assertEquals(List.of(), first.changes());
            assertFalse(watch.toString().contains("closed"), watch::toString);
        }
    }

    @Test
    void onRequestItHasWhatIsThereAsOpened() throws InterruptedException {
        try (PortWatch watch = ListeningPorts.watch(request.withPresentAsOpened(), this::called)) {
            assertEquals(List.of("OPENED tcp [::]:22 ?"), calls.take().texts(), watch::toString);
            assertEquals(List.of(), calls.take().texts());
        }
    }

    @Test
    void theFirstLookIsTakenBeforeItReturnsSoThatNothingLaterIsMissed() throws InterruptedException {
        try (PortWatch watch = ListeningPorts.watch(request, this::called)) {
            provider.shows(SSH, WEB);
            assertEquals(List.of("OPENED tcp [::]:80 ?"), nextChanges(), watch::toString);
        }
    }

    @Test
    void everyLookIsACallWithItsSnapshot() throws InterruptedException {
        try (PortWatch watch = ListeningPorts.watch(request, this::called)) {
            for (int i = 0; i < 5; i++) {
                assertEquals(List.of(SSH), calls.take().now().ports(), watch::toString);
            }
        }
    }

    @Test
    void oneDaemonThreadWithANameCallsItAndEndsAtClose() throws InterruptedException {
        Thread thread;
        try (PortWatch watch = ListeningPorts.watch(request, this::called)) {
            thread = calls.take().thread();
            assertEquals("listening-ports-watch", thread.getName(), watch::toString);
            assertTrue(thread.isDaemon());
            assertEquals(thread, calls.take().thread());
        }
        thread.join();
        assertEquals(1, provider.closes.get());
        int looks = provider.snapshots.get();
        Thread.sleep(50);
        assertEquals(looks, provider.snapshots.get());
    }

    @Test
    void anObserverThatThrowsIsReportedAndCalledAgain() throws InterruptedException {
        PortWatch.Observer failing = (now, changes) -> {
            called(now, changes);
            throw new AssertionError("listener");
        };
        try (PortWatch watch = ListeningPorts.watch(request.withFailureHandler(failures::add), failing)) {
            assertEquals("listener", failures.take().getMessage(), watch::toString);
            provider.shows(SSH, WEB);
            assertEquals(List.of("OPENED tcp [::]:80 ?"), nextChanges());
            assertEquals("listener", failures.take().getMessage());
            provider.shows(SSH);
            assertEquals(List.of("CLOSED tcp [::]:80 ?"), nextChanges());
        }
    }

    @Test
    void aSnapshotThatThrowsIsReportedAndTriedAgain() throws InterruptedException {
        try (PortWatch watch = ListeningPorts.watch(request.withFailureHandler(failures::add), this::called)) {
            provider.does(() -> {
                throw new ListeningPortsException("no table");
            });
            assertEquals("no table", failures.take().getMessage(), watch::toString);
            assertEquals("no table", failures.take().getMessage());
            provider.shows(WEB);
            assertEquals(List.of("CLOSED tcp [::]:22 ?", "OPENED tcp [::]:80 ?"), nextChanges());
        }
    }

    @Test
    void aFailureHandlerThatThrowsDoesNotEndIt() throws InterruptedException {
        PortWatch.Observer failing = (now, changes) -> {
            called(now, changes);
            throw new IllegalStateException("listener");
        };
        WatchRequest handled = request.withFailureHandler(e -> {
            throw new IllegalStateException("handler");
        });
        try (PortWatch watch = ListeningPorts.watch(handled, failing)) {
            calls.take();
            calls.take();
            assertEquals(List.of(SSH), calls.take().now().ports(), watch::toString);
        }
    }

    @Test
    void aFirstSnapshotThatThrowsIsTheCallersException() {
        provider.does(() -> {
            throw new ListeningPortsException("no table");
        });
        assertEquals(
                "no table",
                Thrown.message(ListeningPortsException.class, () -> ListeningPorts.watch(request, this::called)));
        assertEquals(1, provider.closes.get());
        assertNull(calls.peek());
    }

    @Test
    void theObserverCanCloseIt() throws InterruptedException {
        CompletableFuture<PortWatch> watch = new CompletableFuture<>();
        watch.complete(ListeningPorts.watch(request, (now, changes) -> {
            watch.join().close();
            watch.join().close();
            called(now, changes);
        }));
        calls.take().thread().join();
        assertNull(calls.peek());
        assertEquals(1, provider.closes.get());
        assertTrue(watch.join().toString().startsWith("PortWatch[closed, "));
    }

    @Test
    void closeDoesNotWaitForASnapshotThatHangs() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        PortWatch watch = ListeningPorts.watch(request, this::called);
        Thread thread = calls.take().thread();
        provider.does(() -> {
            hanging.countDown();
            awaitUnlessInterrupted(goOn);
            return Samples.snapshot(WEB);
        });
        hanging.await();
        watch.close();
        watch.close();
        assertEquals(0, provider.closes.get(), "not while its snapshot runs");
        calls.clear();
        goOn.countDown();
        thread.join();
        assertEquals(1, provider.closes.get());
        assertNull(calls.peek());
    }

    @Test
    void closeDoesNotWaitForAnObserverThatHangs() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        PortWatch watch = ListeningPorts.watch(request, (now, changes) -> {
            called(now, changes);
            awaitUnlessInterrupted(goOn);
        });
        Thread thread = calls.take().thread();
        watch.close();
        assertEquals(1, provider.closes.get());
        goOn.countDown();
        thread.join();
    }

    @Test
    void closeEndsALongIntervalAtOnce() throws InterruptedException {
        PortWatch watch = ListeningPorts.watch(
                WatchRequest.of(SnapshotRequest.ports(), Duration.ofDays(36_500))
                        .withProvider(provider),
                this::called);
        Thread thread = calls.take().thread();
        watch.close();
        thread.join();
        assertEquals(1, provider.snapshots.get());
    }

    @Test
    void anInterruptOfItsThreadDoesNotEndIt() throws InterruptedException {
        PortWatch.Observer interrupting = (now, changes) -> {
            called(now, changes);
            Thread.currentThread().interrupt();
        };
        try (PortWatch watch = ListeningPorts.watch(request, interrupting)) {
            Thread first = calls.take().thread();
            assertEquals(first, calls.take().thread(), watch::toString);
            assertEquals(first, calls.take().thread());
        }
    }

    @Test
    void aSlowObserverInAnExecutorSkipsLooksAndLosesNoNetChange() throws InterruptedException {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        CountDownLatch goOn = new CountDownLatch(1);
        PortWatch.Observer slow = (now, changes) -> {
            called(now, changes);
            awaitUnlessInterrupted(goOn);
        };
        try (PortWatch watch = ListeningPorts.watch(request.withExecutor(executor), slow)) {
            Call first = calls.take();
            assertNotEquals("listening-ports-watch", first.thread().getName(), watch::toString);
            for (int inode = 3; inode < 10; inode++) {
                provider.shows(SSH, tcp("::", 80, inode));
                Thread.sleep(20);
            }
            assertEquals(1, provider.snapshots.get(), "no look while the observer is called");
            assertNull(calls.peek(), "nothing queues");
            provider.shows(WEB);
            goOn.countDown();
            assertEquals(List.of("CLOSED tcp [::]:22 ?", "OPENED tcp [::]:80 ?"), nextChanges());
            assertEquals(List.of(), calls.take().changes());
        } finally {
            executor.shutdownNow();
            assertTrue(executor.awaitTermination(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void anExecutorThatRejectsLosesNoChange() throws InterruptedException {
        AtomicInteger rejections = new AtomicInteger(3);
        WatchRequest rejected = request.withPresentAsOpened()
                .withFailureHandler(failures::add)
                .withExecutor(call -> {
                    if (rejections.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("full");
                    }
                    call.run();
                });
        try (PortWatch watch = ListeningPorts.watch(rejected, this::called)) {
            assertEquals(List.of("OPENED tcp [::]:22 ?"), calls.take().texts(), watch::toString);
            assertEquals(3, failures.size());
            assertEquals(List.of(), calls.take().texts());
        }
    }

    @Test
    void aCallThatWaitsInTheExecutorIsNotMadeAfterClose() throws InterruptedException {
        List<Runnable> waiting = new ArrayList<>();
        CountDownLatch submitted = new CountDownLatch(1);
        PortWatch watch = ListeningPorts.watch(
                request.withExecutor(call -> {
                    waiting.add(call);
                    submitted.countDown();
                }),
                this::called);
        submitted.await();
        watch.close();
        waiting.get(0).run();
        assertNull(calls.peek());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.009S", "P36501D"})
    void anIntervalIsLongEnoughAndNotTooLong(String interval) {
        assertEquals(
                "the interval of a watch must be at least 10 ms and at most 36500 days, but is "
                        + Duration.parse(interval),
                Thrown.message(
                        IllegalArgumentException.class,
                        () -> ListeningPorts.watch(SnapshotRequest.ports(), Duration.parse(interval), this::called)));
    }

    @Test
    void aRequestSaysWhatIsWatched() {
        assertTrue(request.toString().startsWith("WatchRequest[every 10 ms, SnapshotRequest[level=PORTS, "));
    }

    private List<String> nextChanges() throws InterruptedException {
        while (true) {
            Call call = calls.take();
            if (!call.changes().isEmpty()) {
                return call.texts();
            }
        }
    }

    private static void awaitUnlessInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
