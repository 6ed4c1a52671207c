package io.github.listeningports.windows;

import io.github.listeningports.windows.api.FileTime;

/**
 * How far the clock was set back since Windows started, as far as it shows. Windows keeps the wall-clock times at which processes started and sockets were bound: if the
 * clock is set back between the two, the socket seems older than its process.
 */
final class ClockChange {

    /** The kernel's process starts this much after the count of milliseconds, at most. */
    private static final long MARGIN = 10 * FileTime.TICKS_PER_SECOND;

    private static final long TICKS_PER_MILLISECOND = FileTime.TICKS_PER_SECOND / 1_000;

    private ClockChange() {}

    /**
     * In ticks of FILETIME; 0 if nothing shows it.
     *
     * @param systemStarted when the kernel's process started, by the clock of that time; 0 if unknown
     * @param latestStart when the process started that did so last
     * @param now the clock
     * @param uptimeMillis what passed since Windows started, whatever the clock did (GetTickCount64)
     */
    static long setBack(long systemStarted, long latestStart, long now, long uptimeMillis) {
        long booted = now - uptimeMillis * TICKS_PER_MILLISECOND;
        long sinceBoot = systemStarted == 0 ? 0 : systemStarted - booted;
        long future = latestStart - now;
        return Math.max(sinceBoot > MARGIN ? sinceBoot : 0, future > FileTime.TICKS_PER_SECOND ? future : 0);
    }
}
