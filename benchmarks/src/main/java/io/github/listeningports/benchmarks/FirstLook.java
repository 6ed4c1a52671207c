package io.github.listeningports.benchmarks;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.SnapshotRequest;

/**
 * What the first look of a JVM costs, step by step: the request, opening the source, the first snapshot, and the second one for comparison, in nanoseconds on one line. It uses nothing else
 * that a JVM would load, and only the oldest part of the API: {@code benchmarks/first-look} runs it with the jars of several versions in turn.
 */
public final class FirstLook {

    private FirstLook() {}

    /** Takes the level of the request: ports, owners, standard or detailed. */
    public static void main(String[] arguments) {
        String level = arguments[0];
        long start = System.nanoTime();
        SnapshotRequest request = request(level);
        long requested = System.nanoTime();
        ListeningPortSource source = ListeningPorts.open(request);
        long opened = System.nanoTime();
        source.snapshot();
        long first = System.nanoTime();
        source.snapshot();
        long second = System.nanoTime();
        source.close();
        StringBuilder line = new StringBuilder();
        line.append(requested - start).append(' ').append(opened - requested).append(' ');
        line.append(first - opened).append(' ').append(second - first);
        System.out.println(line);
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
