package io.github.listeningports.lab;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock that stands still until it has been looked at so often, by any thread; then a timeout is over. So the time of a snapshot can end at any of its steps, on any machine. */
public final class CountingClock implements LongSupplier {

    /** The timeout that is over then. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    private long allowed;
    private long looks;
    private long now;

    /** Begins anew, with so many looks. */
    public synchronized void allow(long more) {
        now += 10;
        allowed = more;
        looks = more;
    }

    @Override
    public synchronized long getAsLong() {
        looks--;
        return looks >= 0 ? now : now + 2 * TIMEOUT.toNanos();
    }

    /** How often it was looked at. */
    public synchronized long looked() {
        return allowed - looks;
    }

    /** Whether it was looked at more often than that. */
    public synchronized boolean isOver() {
        return looks < 0;
    }
}
