package io.github.listeningports.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.SnapshotRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** It may overflow: only differences count. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE, Long.MIN_VALUE, 1234567890123L})
    void itPassesOnceTheTimeIsUsedUp(long origin) {
        AtomicLong clock = new AtomicLong(origin);
        Deadline deadline = Deadline.of(SnapshotRequest.ports().withTimeout(Duration.ofMillis(5)), clock::get);

        assertTrue(deadline.isLimited());
        assertFalse(deadline.isOver());
        assertEquals(Duration.ofMillis(5), deadline.within(SECOND));
        assertEquals(Duration.ofMillis(3), deadline.within(Duration.ofMillis(3)));

        clock.addAndGet(4_999_999);
        assertFalse(deadline.isOver());
        assertEquals(Duration.ofNanos(1), deadline.within(SECOND));

        clock.addAndGet(1);
        assertTrue(deadline.isOver());
        assertEquals(Duration.ZERO, deadline.within(SECOND));

        clock.addAndGet(SECOND.toNanos());
        assertTrue(deadline.isOver());
        assertEquals(Duration.ZERO, deadline.within(SECOND));
    }

    @Test
    void withoutATimeoutThereIsNone() {
        Deadline none = Deadline.of(SnapshotRequest.ports(), () -> {
            throw new AssertionError("the clock is not read");
        });
        assertFalse(none.isLimited());
        assertFalse(none.isOver());
        assertEquals(FOREVER, none.within(FOREVER));
    }

    @Test
    void oneOfCenturiesIsAsGoodAsNone() {
        Deadline deadline = Deadline.of(SnapshotRequest.ports().withTimeout(FOREVER));
        assertFalse(deadline.isOver());
        assertEquals(SECOND, deadline.within(SECOND));
        assertEquals("the timeout of " + FOREVER + " was over (withTimeout)", deadline.reason());
    }

    @Test
    void itsReasonNamesTheTimeoutAndWhatSetIt() {
        assertEquals("the timeout of 1500 ms was over (withTimeout)", reason(Duration.ofMillis(1500)));
        assertEquals("the timeout of PT0.000000001S was over (withTimeout)", reason(Duration.ofNanos(1)));
    }

    private static String reason(Duration timeout) {
        return Deadline.of(SnapshotRequest.ports().withTimeout(timeout)).reason();
    }

    @Test
    void aPartOfASnapshotHasItsOwnUnlessThatOfTheWholePassesFirst() {
        long[] now = {1_000};
        LongSupplier clock = () -> now[0];
        Deadline whole = Deadline.of(SnapshotRequest.standard().withTimeout(Duration.ofNanos(100)), clock);
        now[0] += 40;

        assertSame(whole, whole.orAfter(Duration.ofNanos(60), "withFirewallTimeout"));
        assertSame(whole, whole.orAfter(Duration.ofSeconds(Long.MAX_VALUE), "withFirewallTimeout"));
        Deadline part = whole.orAfter(Duration.ofNanos(59), "withFirewallTimeout");
        Deadline only =
                Deadline.of(SnapshotRequest.standard(), clock).orAfter(Duration.ofNanos(59), "withFirewallTimeout");
        for (Deadline each : List.of(part, only)) {
            now[0] = 1_098;
            assertFalse(each.isOver());
            now[0] = 1_099;
            assertTrue(each.isOver());
            assertEquals("the timeout of PT0.000000059S was over (withFirewallTimeout)", each.reason());
        }
        assertFalse(whole.isOver());
        assertTrue(whole.orAfter(Duration.ZERO, "withFirewallTimeout").isOver());
    }
}
