package io.github.listeningports;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks again and again until there is an answer or the time is over, on the caller's thread. No system reports that a socket begins to listen, or an address becomes free, without rights that few
 * programs have.
 *
 * <p>The pause between two looks is a quarter of the time waited so far, at least 10 ms and at most 250 ms. It is no shorter than the look before it, within the same bound, so that looks of up to 250 ms take
 * half of a core at most.
 */
final class Polling {

    static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    /** A part of the time waited: an answer comes late by a quarter of what it took anyway. */
    private static final int PART = 4;

    /** Longer than any machine runs, and far from overflow. */
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);

    private Polling() {}

    /**
     * The first answer; empty if the time is over and there is none. Looks at once, however short the time is, and a last time when it is over. What a look throws ends the wait. A look that is under way is not
     * interrupted.
     *
     * @throws InterruptedException if the thread is interrupted, before the first look too
     * @throws IllegalArgumentException if the timeout is negative
     */
    static <T> Optional<T> until(Duration timeout, Supplier<Optional<T>> look) throws InterruptedException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a timeout must not be negative, but is " + timeout);
        }
        long limit = (timeout.compareTo(FOREVER) < 0 ? timeout : FOREVER).toNanos();
        long begin = System.nanoTime();
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long before = System.nanoTime();
            Optional<T> answer = look.get();
            if (answer.isPresent() || before - begin >= limit) {
                return answer;
            }
            long now = System.nanoTime();
            long left = limit - (now - begin);
            TimeUnit.NANOSECONDS.sleep(Math.min(left, pause(now - begin, now - before)));
        }
    }

    private static long pause(long waited, long lookTook) {
        long wanted = Math.max(waited / PART, lookTook);
        return Math.max(SHORTEST_PAUSE.toNanos(), Math.min(LONGEST_PAUSE.toNanos(), wanted));
    }
}
