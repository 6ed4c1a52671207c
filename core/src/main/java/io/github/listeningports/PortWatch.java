package io.github.listeningports;

import io.github.listeningports.spi.StackRoom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Looks at the listening ports again and again, and reports to a {@link Observer} what changed. Start one with {@link ListeningPorts#watch(WatchRequest, Observer)}; close it to end it.
 *
 * <p><b>What is reported.</b> After each look the observer gets the snapshot and the net changes since the snapshot that it got before: none if nothing changed. What opens <em>and</em> closes between two looks is not
 * seen. A socket that is closed and opened anew on the same port, as by a restart, is {@link PortChange.Kind#CLOSED} and {@link PortChange.Kind#OPENED}. Each socket is reported as opened once and as closed once. Queues, counters and
 * diagnostics are in the snapshot; they are no changes. The owner of a new socket can become known some seconds later ({@link ListeningPortSource}): then it is in a later snapshot, without a change.
 *
 * <p><b>What could not be seen.</b> A socket that a snapshot lacks because a table or a row could not be read ({@link Diagnostic.Kind#PORTS_MISSING}, {@link Diagnostic.Kind#ROW_MALFORMED}) is not reported as closed, and not as opened
 * when it is seen again. It is reported as closed after a look that missed nothing, or after three in a row on tables that changed while they were read
 * ({@link Diagnostic.Kind#TABLE_UNSETTLED}). Where something is missing in every look, nothing is reported as closed; of what is not seen any more, 10,000 sockets are remembered. Owners that are hidden for a while are compared with those that
 * were known before.
 *
 * <p><b>When.</b> A look begins an interval after the one before began, or later, once that look and the observer's call have returned. Looks that are late are skipped, not made up for: nothing queues, and no net change
 * is lost.
 *
 * <p><b>Failures.</b> A snapshot that throws is tried again at the next interval. An observer that throws is called again after the next look; the changes that it threw at count as reported. Both are reported
 * ({@link WatchRequest#withFailureHandler}).
 *
 * <p>The watch has one daemon thread, {@code listening-ports-watch}, until it is closed. Thread-safe.
 */
public final class PortWatch implements AutoCloseable {

    /** The name of the watch's thread. */
    private static final String THREAD_NAME = "listening-ports-watch";

    /** Gets what each look of a watch saw. */
    @FunctionalInterface
    public interface Observer {

        /**
         * Called after each look, in the watch's thread or its executor, one call at a time.
         *
         * @param now the snapshot
         * @param changes what changed since the one of the call before: closed listeners first, then the others in the order of {@link PortSnapshot#ports()}. Empty at the first call, unless
         *     {@link WatchRequest#withPresentAsOpened()} was asked for
         */
        void onLook(PortSnapshot now, List<PortChange> changes);
    }

    private final WatchRequest request;
    private final Observer observer;
    private final ListeningPortSource source;
    private final WatchFailures failures;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;

    /** Whether a call of the observer is under way, or waits in the executor. */
    private boolean calling;

    /** Used by the watch's thread alone. */
    private ReportedPorts reported;

    private PortWatch(WatchRequest request, Observer observer, ListeningPortSource source, ReportedPorts reported) {
        this.request = request;
        this.observer = Objects.requireNonNull(observer, "observer");
        this.source = source;
        this.reported = reported;
        failures = new WatchFailures(request.failureHandler());
    }

    /** The first look is taken here: so nothing that opens after this returns is missed, and a system that cannot be watched is an exception of the caller. */
    static PortWatch start(WatchRequest request, Observer observer) {
        ListeningPortSource source = GuardedSource.open(request.provider(), request.snapshots());
        try {
            PortSnapshot first = source.snapshot();
            PortWatch watch = new PortWatch(
                    request,
                    observer,
                    source,
                    request.presentAsOpened() ? ReportedPorts.none() : ReportedPorts.of(first));
            // Without the inheritable thread locals of the caller, which may be an application's.
            Thread thread = new Thread(null, () -> watch.run(first), THREAD_NAME, 0, false);
            thread.setDaemon(true);
            start(thread);
            return watch;
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    private static void start(Thread thread) {
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // What the JVM throws at a limit of threads (pthread_create(3), EAGAIN); the heap is not concerned.
            throw new ListeningPortsException(
                    "a watch needs a thread, and none can be started: see ulimit -u, or pids.max of the container", e);
        }
    }

    /**
     * Ends the watch, and returns at once, from any thread, the observer's too, and while a snapshot hangs. Further calls have no effect. The watch's thread ends as soon as the snapshot or call that
     * is under way has returned; at most one call of the observer can still begin.
     */
    @Override
    public void close() {
        StackRoom.ensure();
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        source.close();
    }

    private void run(PortSnapshot first) {
        try {
            long begin = System.nanoTime();
            look(() -> first);
            while (awaitNextLook(begin)) {
                begin = System.nanoTime();
                look(source::snapshot);
            }
        } finally {
            source.close();
            RecordLinkage.forget(); // the comparison of the last look may have linked records after close
        }
    }

    /** Waits until an interval after the last look began, and until no call is under way; false once the watch is closed. */
    private boolean awaitNextLook(long lastBegin) {
        lock.lock();
        try {
            while (!closed) {
                long left = request.interval().toNanos() - (System.nanoTime() - lastBegin);
                if (left <= 0 && !calling) {
                    return true;
                }
                try {
                    changed.awaitNanos(left > 0 ? left : Long.MAX_VALUE);
                } catch (InterruptedException ignored) {
                    // An interrupt, such as by the observer, does not end the watch: close does.
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void look(Supplier<PortSnapshot> snapshot) {
        try {
            report(snapshot.get());
        } catch (Throwable e) {
            if (!isClosed()) {
                failures.report("a look failed, and will be tried again", e);
            }
        }
    }

    private void report(PortSnapshot now) {
        ReportedPorts.Step next = reported.after(now);
        if (request.executor().isEmpty()) {
            call(now, next.changes());
            reported = next.next();
            return;
        }
        setCalling(true);
        try {
            request.executor().get().execute(() -> {
                try {
                    call(now, next.changes());
                } finally {
                    setCalling(false);
                }
            });
            reported = next.next();
        } catch (Throwable e) {
            setCalling(false);
            failures.report("the executor took no call, and will get another after the next look", e);
        }
    }

    private void call(PortSnapshot now, List<PortChange> changes) {
        if (isClosed()) {
            return;
        }
        try {
            observer.onLook(now, changes);
        } catch (Throwable e) {
            failures.report("the observer failed, and will be called again", e);
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void setCalling(boolean value) {
        lock.lock();
        try {
            calling = value;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What is watched, how often, and whether it still is. */
    @Override
    public String toString() {
        return "PortWatch[" + (isClosed() ? "closed, " : "") + request + "]";
    }
}
