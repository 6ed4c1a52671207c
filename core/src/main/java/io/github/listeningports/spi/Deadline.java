package io.github.listeningports.spi;

import io.github.listeningports.SnapshotRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When the time of one snapshot ends ({@link SnapshotRequest#withTimeout}), or that of a part of it ({@link #orAfter}). A source makes one as its snapshot begins, checks it between any two steps that can take long, and waits for nothing
 * longer than what is left. What it then leaves out it reports by a {@link io.github.listeningports.Diagnostic} with {@link #reason()}.
 *
 * <p>Immutable. Any thread may use it.
 */
public final class Deadline {

    /** Longer than any machine runs. */
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final LongSupplier CLOCK = new SystemClock();

    private static final Deadline NONE = new Deadline(Optional.empty(), "withTimeout", CLOCK);

    private final Optional<Duration> timeout;
    private final String setting;
    private final LongSupplier nanoTime;
    private final long begin;
    private final long nanos;

    private Deadline(Optional<Duration> timeout, String setting, LongSupplier nanoTime) {
        this.timeout = timeout;
        this.setting = setting;
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
        return of(request, CLOCK);
    }

    /**
     * The same by another clock.
     *
     * @param nanoTime counts nanoseconds from any origin, as {@link System#nanoTime()} does
     */
    public static Deadline of(SnapshotRequest request, LongSupplier nanoTime) {
        return new Deadline(request.timeout(), "withTimeout", nanoTime);
    }

    /**
     * The deadline of a part of the snapshot that begins now and has a limit of its own: this one, if it passes first.
     *
     * @param setting the method of {@link SnapshotRequest} that sets the limit, for {@link #reason()}
     */
    public Deadline orAfter(Duration limit, String setting) {
        Deadline other = new Deadline(Optional.of(limit), setting, nanoTime);
        boolean first = isLimited() && leftNanos() <= other.nanos;
        return first || !other.isLimited() ? this : other;
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

    /** For a message: "the timeout of 500 ms was over (withTimeout)", or what else set it. */
    public String reason() {
        return "the timeout of " + timeout.map(Deadline::text).orElse("this snapshot") + " was over (" + setting + ")";
    }

    private static String text(Duration duration) {
        boolean millis = duration.toNanosPart() % 1_000_000 == 0 && duration.compareTo(Duration.ofDays(1)) < 0;
        return millis ? duration.toMillis() + " ms" : duration.toString();
    }

    /** No lambda: the first one of a JVM takes milliseconds. */
    private static final class SystemClock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }

    private long leftNanos() {
        return nanos - (nanoTime.getAsLong() - begin);
    }
}
