package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Enforces the contract of {@link ListeningPortSource} on a provider's source: one call at a time, closed once, unused afterwards. A call that hangs delays the snapshots of other threads, but not {@code close}: the thread that
 * the call returns to then closes the provider's source.
 *
 * <p>There is no lock: at the end of the stack, ReentrantLock.lock() can throw a StackOverflowError and hold the lock for ever.
 */
final class GuardedSource implements ListeningPortSource {

    private final ListeningPortSource source;

    /** What went wrong when the provider was chosen, for every snapshot. */
    private final Optional<Diagnostic> choice;

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int RUNNING_AND_CLOSED = 2;
    private static final int CLOSED = 3;

    /** Whoever ends its turn wakes those who wait. Should it not come to that, as at the end of its stack, they look for themselves. */
    private static final long LONGEST_SLEEP_NANOS = Duration.ofMillis(100).toNanos();

    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

    /** Made before it is needed, when there may be no memory. */
    private final Turn turn = new Turn();

    GuardedSource(ListeningPortSource source, Optional<Diagnostic> choice) {
        this.source = Objects.requireNonNull(source, "the provider opened no source");
        this.choice = choice;
    }

    /** Opens a source of the given provider, or else of the chosen one. */
    static GuardedSource open(Optional<ListeningPortProvider> provider, SnapshotRequest request) {
        if (provider.isPresent()) {
            return new GuardedSource(provider.get().open(request), Optional.empty());
        }
        ChosenProvider chosen = ChosenProvider.get();
        return new GuardedSource(chosen.provider().open(request), chosen.failures());
    }

    /** A single snapshot. */
    static PortSnapshot look(Optional<ListeningPortProvider> provider, SnapshotRequest request) {
        try (GuardedSource source = open(provider, request)) {
            return source.snapshot();
        }
    }

    @Override
    public PortSnapshot snapshot() {
        if (!state.compareAndSet(IDLE, RUNNING)) {
            await();
        }
        PortSnapshot taken;
        // Leaving the block ends the turn. If closing the source fails then, a failure of the snapshot comes first.
        try (turn) {
            taken = Objects.requireNonNull(source.snapshot(), "the provider returned no snapshot");
        }
        return choice.isPresent() ? with(choice.get(), taken) : taken;
    }

    private static PortSnapshot with(Diagnostic diagnostic, PortSnapshot taken) {
        List<Diagnostic> all = new ArrayList<>(taken.diagnostics());
        all.add(diagnostic);
        return new PortSnapshot(taken.takenAt(), taken.ports(), all);
    }

    @Override
    public void close() {
        if (state.compareAndSet(RUNNING, RUNNING_AND_CLOSED)) {
            wake();
        } else if (state.compareAndSet(IDLE, CLOSED)) {
            wake();
            release();
        } else if (state.get() < RUNNING_AND_CLOSED) {
            close(); // a turn began or ended meanwhile
        }
    }

    /** One call of the provider. */
    private final class Turn implements AutoCloseable {
        @Override
        public void close() {
            if (state.compareAndSet(RUNNING, IDLE)) {
                wake();
            } else {
                state.set(CLOSED);
                release();
            }
        }
    }

    /** Waits for the snapshots of other threads, and begins a turn. An interrupt does not end the wait, and is kept. */
    private void await() {
        Thread thread = Thread.currentThread();
        boolean interrupted = false;
        waiting.add(thread);
        try {
            while (!state.compareAndSet(IDLE, RUNNING)) {
                if (state.get() >= RUNNING_AND_CLOSED) {
                    throw new IllegalStateException("this source is closed; open a new one with ListeningPorts.open");
                }
                LockSupport.parkNanos(this, LONGEST_SLEEP_NANOS);
                interrupted |= Thread.interrupted();
            }
        } finally {
            waiting.remove(thread);
            if (interrupted) {
                thread.interrupt();
            }
        }
    }

    /** A loop: the first lambda of a JVM takes some milliseconds. */
    private void wake() {
        for (Thread each : waiting) {
            LockSupport.unpark(each);
        }
    }

    private void release() {
        source.close();
        RecordLinkage.forget();
    }
}
