package io.github.listeningports.windows.api;

import java.time.Instant;

/** FILETIME (minwinbase.h): 100 ns since the beginning of 1601, UTC. */
public final class FileTime {

    public static final long TICKS_PER_SECOND = 10_000_000;

    private static final int NANOS_PER_TICK = 100;
    private static final long EPOCH = Instant.parse("1601-01-01T00:00:00Z").getEpochSecond();

    private FileTime() {}

    public static Instant toInstant(long ticks) {
        return Instant.ofEpochSecond(
                EPOCH + Math.floorDiv(ticks, TICKS_PER_SECOND),
                Math.floorMod(ticks, TICKS_PER_SECOND) * NANOS_PER_TICK);
    }

    public static long of(Instant instant) {
        return (instant.getEpochSecond() - EPOCH) * TICKS_PER_SECOND + instant.getNano() / NANOS_PER_TICK;
    }
}
