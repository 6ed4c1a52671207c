package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import io.github.listeningports.spi.StackRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Enforces the contract of {@link ListeningPortSource} on a provider's source: one call at a time, closed once, unused afterwards. No lock is held while the provider runs, so a call that
 * hangs delays the snapshots of other threads, but not {@code close}: the thread that the call returns to then closes the provider's source.
 */
final class GuardedSource implements ListeningPortSource {

    private final ListeningPortSource source;

    /** What went wrong when the provider was chosen, for every snapshot. */
    private final Optional<Diagnostic> choice;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turn = lock.newCondition();
    /** Made before it is needed, when there may be no memory. */
    private final Turn ended = new Turn();

    private boolean running;
    private boolean closed;

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
        StackRoom.ensure();
        begin();
        PortSnapshot taken;
        // Leaving the block ends the turn. If closing the source fails then, a failure of the snapshot comes first.
        try (ended) {
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
        StackRoom.ensure();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            turn.signalAll();
            if (running) {
                return; // end() closes it
            }
        } finally {
            lock.unlock();
        }
        release();
    }

    /** One call of the provider. */
    private final class Turn implements AutoCloseable {
        @Override
        public void close() {
            end();
        }
    }

    /** Waits for the snapshots of other threads. An interrupt does not end the wait, and is kept. */
    private void begin() {
        lock.lock();
        try {
            while (running && !closed) {
                turn.awaitUninterruptibly();
            }
            if (closed) {
                throw new IllegalStateException("this source is closed; open a new one with ListeningPorts.open");
            }
            running = true;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            running = false;
            if (!closed) {
                turn.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        release();
    }

    private void release() {
        source.close();
        RecordLinkage.forget();
    }
}
