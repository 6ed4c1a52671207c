package io.github.listeningports.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What others take of the processors while we measure: the CPU time of the whole machine (/proc/stat, other guests' included) without that of the processes in this pid namespace (/proc/PID/stat, proc(5)).
 *
 * @param busyTicks of all processors, in clock ticks
 * @param allTicks the same with their idle time
 * @param ownTicks of our processes, and of those that they waited for
 */
record Others(long busyTicks, long allTicks, long ownTicks) {

    /** Beyond it, figures are those of the neighbours. */
    static final double LIMIT_PERCENT = 10;

    private static final long LOOK_MILLIS = 3_000;

    /** In /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; guests are part of user. */
    private static final int IDLE = 3;

    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    /** In /proc/PID/stat, after the name: utime, stime, cutime, cstime. */
    private static final int UTIME = 11;

    private static final int CSTIME = 14;

    static Others now() {
        try {
            String[] times = Files.readAllLines(Path.of("/proc/stat"), StandardCharsets.US_ASCII)
                    .get(0)
                    .replaceFirst("^cpu +", "")
                    .split(" ", -1);
            long busy = 0;
            long all = 0;
            for (int i = 0; i <= STEAL; i++) {
                long ticks = Long.parseLong(times[i]);
                all += ticks;
                busy += i == IDLE || i == IOWAIT ? 0 : ticks;
            }
            return new Others(busy, all, own());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In percent of all processors, over some seconds in which we do nothing. */
    static double idlePercent() {
        Others before = now();
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return before.percentSince();
    }

    /** In percent of all processors, from this one until now. */
    double percentSince() {
        Others end = now();
        long others = end.busyTicks - busyTicks - (end.ownTicks - ownTicks);
        return Math.max(0, 100.0 * others / Math.max(1, end.allTicks - allTicks));
    }

    private static long own() throws IOException {
        long ticks = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                ticks += ticks(process);
            }
        }
        return ticks;
    }

    private static long ticks(Path process) throws IOException {
        String stat;
        try {
            stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = UTIME; i <= CSTIME; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }
}
