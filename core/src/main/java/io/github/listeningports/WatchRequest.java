package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a {@link PortWatch} looks at, how often, and how it reports.
 *
 * <pre>{@code
 * WatchRequest.of(SnapshotRequest.owners(), Duration.ofSeconds(1)).withPresentAsOpened().withExecutor(pool)
 * }</pre>
 *
 * <p>Immutable: each {@code with} method returns another request. A request is equal to itself only.
 */
public final class WatchRequest {

    /** Shorter ones would take a core for nothing that one could react to. */
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final SnapshotRequest snapshots;
    private final Duration interval;
    private final boolean presentAsOpened;
    private final Optional<Executor> executor;
    private final Optional<Consumer<? super Throwable>> failureHandler;
    private final Optional<ListeningPortProvider> provider;

    /** A request in the making. */
    private static final class Draft {
        private final SnapshotRequest snapshots;
        private final Duration interval;
        private boolean presentAsOpened;
        private Optional<Executor> executor = Optional.empty();
        private Optional<Consumer<? super Throwable>> failureHandler = Optional.empty();
        private Optional<ListeningPortProvider> provider = Optional.empty();

        Draft(SnapshotRequest snapshots, Duration interval) {
            this.snapshots = Objects.requireNonNull(snapshots, "snapshots");
            this.interval = Objects.requireNonNull(interval, "interval");
        }
    }

    private WatchRequest(Draft draft) {
        snapshots = draft.snapshots;
        interval = draft.interval;
        presentAsOpened = draft.presentAsOpened;
        executor = draft.executor;
        failureHandler = draft.failureHandler;
        provider = draft.provider;
    }

    private WatchRequest with(Consumer<Draft> change) {
        Draft draft = new Draft(snapshots, interval);
        draft.presentAsOpened = presentAsOpened;
        draft.executor = executor;
        draft.failureHandler = failureHandler;
        draft.provider = provider;
        change.accept(draft);
        return new WatchRequest(draft);
    }

    /**
     * Takes such a snapshot at each interval.
     *
     * @throws IllegalArgumentException if the interval is shorter than 10 milliseconds, or longer than a hundred years
     */
    public static WatchRequest of(SnapshotRequest snapshots, Duration interval) {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the interval of a watch must be at least " + SHORTEST.toMillis()
                    + " ms and at most " + LONGEST.toDays() + " days, but is " + interval);
        }
        return new WatchRequest(new Draft(snapshots, interval));
    }

    /** The first call of the observer has every port that is there as {@link PortChange.Kind#OPENED}; by default it has no change. */
    public WatchRequest withPresentAsOpened() {
        return with(draft -> draft.presentAsOpened = true);
    }

    /**
     * Calls the observer in this executor rather than in the watch's own thread, one call at a time. While one is under way, or waits for its turn there, no look is taken. If the executor rejects a call,
     * that is reported as a failure, and the changes come with the next. An executor that neither runs nor rejects a call, such as one shut down by {@code shutdownNow}, ends the reports.
     */
    public WatchRequest withExecutor(Executor calling) {
        return with(draft -> draft.executor = Optional.of(calling));
    }

    /**
     * Gets what a snapshot, the observer or the executor throws, in the thread where it was thrown. By default it is logged at WARN, and once only while the same repeats, if SLF4J has a binding. What the handler itself throws
     * is logged likewise.
     */
    public WatchRequest withFailureHandler(Consumer<? super Throwable> handler) {
        return with(draft -> draft.failureHandler = Optional.of(handler));
    }

    /** Asks this provider rather than the chosen one, without checking whether it supports this operating system. */
    public WatchRequest withProvider(ListeningPortProvider asked) {
        return with(draft -> draft.provider = Optional.of(asked));
    }

    SnapshotRequest snapshots() {
        return snapshots;
    }

    Duration interval() {
        return interval;
    }

    boolean presentAsOpened() {
        return presentAsOpened;
    }

    Optional<Executor> executor() {
        return executor;
    }

    Optional<Consumer<? super Throwable>> failureHandler() {
        return failureHandler;
    }

    Optional<ListeningPortProvider> provider() {
        return provider;
    }

    /** What is watched and how often. */
    @Override
    public String toString() {
        return "WatchRequest[every " + interval.toMillis() + " ms, " + snapshots + "]";
    }
}
