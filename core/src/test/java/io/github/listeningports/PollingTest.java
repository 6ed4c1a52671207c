package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Machine.PATIENCE_SECONDS)
class PollingTest {

    private final List<Long> looks = new ArrayList<>();

    @Test
    void looksOnceWhenThereIsNoTime() throws InterruptedException {
        assertEquals(Optional.of("there"), Polling.until(Duration.ZERO, () -> Optional.of("there")));
        assertEquals(Optional.empty(), Polling.until(Duration.ZERO, this::nothing));
        assertEquals(1, looks.size());
    }

    @Test
    void theLastLookIsAfterTheTimeIsOver() throws InterruptedException {
        long begin = System.nanoTime();
        assertEquals(Optional.empty(), Polling.until(Duration.ofMillis(50), this::nothing));
        assertTrue(last() - begin >= Duration.ofMillis(50).toNanos(), looks::toString);
    }

    @Test
    void thePausesGrowFrom10MillisecondsTo250() throws InterruptedException {
        Polling.until(Duration.ofSeconds(3), this::nothing);
        // However slow the machine is, pauses can only be longer. 10 ms up to 40 ms, then a quarter of the time up to
        // one second, then 250 ms.
        assertTrue(looks.size() >= 3 && looks.size() <= 5 + 16 + 9 + 1, () -> looks.size() + " looks");
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < looks.size() - 1; i++) {
            pauses.add(looks.get(i) - looks.get(i - 1));
        }
        assertTrue(pauses.stream().allMatch(each -> each >= 10_000_000), pauses::toString);
    }

    @Test
    void aThousandYearsAreATimeout() throws InterruptedException {
        assertEquals(Optional.of(3), Polling.until(Duration.ofDays(365_000), () -> {
            nothing();
            return looks.size() == 3 ? Optional.of(3) : Optional.empty();
        }));
    }

    @Test
    void anInterruptedThreadDoesNotEvenLook() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> Polling.until(Duration.ofSeconds(1), this::nothing));
        assertEquals(List.of(), looks);
        assertFalse(Thread.interrupted(), "the exception stands for it");
    }

    @Test
    void anInterruptEndsTheWait() {
        assertThrows(
                InterruptedException.class,
                () -> Polling.until(Duration.ofDays(1), () -> {
                    Thread.currentThread().interrupt();
                    return nothing();
                }));
        assertEquals(1, looks.size());
    }

    @Test
    void whatALookThrowsEndsTheWait() {
        assertEquals("no table", Thrown.message(ListeningPortsException.class, () -> {
            try {
                Polling.until(Duration.ofDays(1), () -> {
                    throw new ListeningPortsException("no table");
                });
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
    }

    @Test
    void aTimeIsNotNegative() {
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> Polling.until(Duration.ofMillis(-1), this::nothing));
        assertEquals("a timeout must not be negative, but is PT-0.001S", thrown.getMessage());
    }

    private Optional<Object> nothing() {
        looks.add(System.nanoTime());
        return Optional.empty();
    }

    private long last() {
        return looks.get(looks.size() - 1);
    }
}
