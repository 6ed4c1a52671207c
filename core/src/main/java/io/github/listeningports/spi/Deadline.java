package io.github.listeningports.spi;

import io.github.listeningports.SnapshotRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When the time of one snapshot ends ({@link SnapshotRequest#withTimeout}). A source makes one as its snapshot begins, checks it between any two steps that can take long, and waits for nothing
 * longer than what is left. What it then leaves out it reports by a {@link io.github.listeningports.Diagnostic} with {@link #reason()}.
 *
 * <p>Immutable. Any thread may use it.
 */
public final class Deadline {

    /** Longer than any machine runs. */
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final Deadline NONE = new Deadline(Optional.empty(), System::nanoTime);

    private final Optional<Duration> timeout;
    private final LongSupplier nanoTime;
    private final long begin;
    private final long nanos;

    private Deadline(Optional<Duration> timeout, LongSupplier nanoTime) {
        this.timeout = timeout;
        this.nanoTime = nanoTime;
        boolean limited = timeout.isPresent() && timeout.get().compareTo(FOREVER) < 0;
        nanos = limited ? timeout.get().toNanos() : Long.MAX_VALUE;
        begin = limited ? nanoTime.getAsLong() : 0;
    }

    /** That of a snapshot without a timeout: it never passes. */
    public static Deadline none() {
        return NONE;
    }

    /** The deadline of a snapshot that begins now; there is none if the request has no timeout. */
    public static Deadline of(SnapshotRequest request) {
        return of(request, System::nanoTime);
    }

    /**
     * The same by another clock.
     *
     * @param nanoTime counts nanoseconds from any origin, as {@link System#nanoTime()} does
     */
    public static Deadline of(SnapshotRequest request, LongSupplier nanoTime) {
        return request.timeout().isEmpty() ? NONE : new Deadline(request.timeout(), nanoTime);
    }

    /** Whether there is one. */
    public boolean isLimited() {
        return nanos != Long.MAX_VALUE;
    }

    /** Whether it has passed: begin no other step, and wait for nothing. */
    public boolean isOver() {
        return isLimited() && leftNanos() <= 0;
    }

    /** The shorter of a limit and what is left; zero once it has passed. */
    public Duration within(Duration limit) {
        if (!isLimited()) {
            return limit;
        }
        Duration left = Duration.ofNanos(Math.max(0, leftNanos()));
        return left.compareTo(limit) < 0 ? left : limit;
    }

    /** For a message: "the timeout of 500 ms was over (withTimeout)". */
    public String reason() {
        return "the timeout of " + timeout.map(Deadline::text).orElse("this snapshot") + " was over (withTimeout)";
    }

    private static String text(Duration duration) {
        boolean millis = duration.toNanosPart() % 1_000_000 == 0 && duration.compareTo(Duration.ofDays(1)) < 0;
        return millis ? duration.toMillis() + " ms" : duration.toString();
    }

    private long leftNanos() {
        return nanos - (nanoTime.getAsLong() - begin);
    }
}
