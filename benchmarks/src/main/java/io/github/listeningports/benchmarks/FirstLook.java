package io.github.listeningports.benchmarks;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.SnapshotRequest;
import java.io.FileInputStream;
import java.io.IOException;

/**
 * What the first look of a JVM costs, step by step: the request, opening the source, the first snapshot, and the second one for comparison, in nanoseconds on one line. It uses nothing else
 * that a JVM would load, and only the oldest part of the API: {@code benchmarks/first-look} runs it with the jars of several versions in turn.
 */
public final class FirstLook {

    private FirstLook() {}

    /** Takes the level of the request, ports, owners, standard or detailed, and what to measure by: elapsed, or cpu, the time of this thread, for a machine that others use too. */
    public static void main(String[] arguments) throws IOException {
        String level = arguments[0];
        boolean cpu = arguments[1].equals("cpu");
        clock(cpu);
        long start = clock(cpu);
        SnapshotRequest request = request(level);
        long requested = clock(cpu);
        ListeningPortSource source = ListeningPorts.open(request);
        long opened = clock(cpu);
        source.snapshot();
        long first = clock(cpu);
        source.snapshot();
        long second = clock(cpu);
        source.close();
        StringBuilder line = new StringBuilder();
        line.append(requested - start).append(' ').append(opened - requested).append(' ');
        line.append(first - opened).append(' ').append(second - first);
        System.out.println(line);
    }

    /** The CPU time is the first number in schedstat (Documentation/scheduler/sched-stats.rst), which the kernel brings up to date at each tick, some milliseconds. */
    private static long clock(boolean cpu) throws IOException {
        if (!cpu) {
            return System.nanoTime();
        }
        long nanos = 0;
        try (FileInputStream in = new FileInputStream("/proc/thread-self/schedstat")) {
            for (int digit = in.read(); digit >= '0' && digit <= '9'; digit = in.read()) {
                nanos = nanos * 10 + digit - '0';
            }
        }
        return nanos;
    }

    private static SnapshotRequest request(String level) {
        return switch (level) {
            case "ports" -> SnapshotRequest.ports();
            case "owners" -> SnapshotRequest.owners();
            case "standard" -> SnapshotRequest.standard();
            case "detailed" -> SnapshotRequest.detailed();
            default -> throw new IllegalArgumentException("no level: " + level);
        };
    }
}
