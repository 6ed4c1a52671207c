package io.github.listeningports.benchmarks;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@link SnapshotRequest#withParallelism} gains and costs: medians of the wall time and of the whole JVM's CPU time of stateless {@code owners()} snapshots, each number of threads in turn. Run it on a
 * load of {@code benchmarks/compare}, with {@code -Dlisteningports.native=always} or {@code never}.
 */
public final class ParallelCost {

    private static final long WARM_UP_NANOS = 15_000_000_000L;

    /** CLOCK_PROCESS_CPUTIME_ID, clock_gettime(2): the JDK's figure counts in steps of 10 ms. */
    private static final int PROCESS_CLOCK = 2;

    private static final int TIMESPEC_BYTES = 16;

    private final NativeLibrary libc = NativeLibrary.getInstance("c");
    private final Memory timespec = new Memory(TIMESPEC_BYTES);

    private ParallelCost() {}

    /** One way to look, and what each look took. */
    private record Series(SnapshotRequest request, List<Double> wallMillis, List<Double> cpuMillis) {

        static Series of(SnapshotRequest request) {
            return new Series(request, new ArrayList<>(), new ArrayList<>());
        }

        double wall() {
            return median(wallMillis);
        }

        double cpu() {
            return median(cpuMillis);
        }

        private static double median(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            return sorted.get(sorted.size() / 2);
        }
    }

    /** Takes the number of rounds, and the numbers of threads to compare. */
    public static void main(String[] arguments) {
        int[] words = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        int rounds = words.length > 0 ? words[0] : 20;
        int[] threads = words.length > 1 ? Arrays.copyOfRange(words, 1, words.length) : new int[] {1, 2, 4, 8, 16};
        new ParallelCost().measure(rounds, threads);
    }

    private void measure(int rounds, int[] threads) {
        Series ports = Series.of(SnapshotRequest.ports());
        Series single = Series.of(SnapshotRequest.owners());
        Map<Integer, Series> parallel = new LinkedHashMap<>();
        for (int number : threads) {
            if (number > 1) {
                parallel.put(number, Series.of(SnapshotRequest.owners().withParallelism(number)));
            }
        }
        List<Series> all = new ArrayList<>(List.of(ports, single));
        all.addAll(parallel.values());
        System.err.println("warming up");
        String expected = owners(ListeningPorts.snapshot(single.request()));
        for (long begin = System.nanoTime(); System.nanoTime() - begin < WARM_UP_NANOS; ) {
            all.forEach(series -> ListeningPorts.snapshot(series.request()));
        }
        for (int round = 0; round < rounds; round++) {
            for (Series series : all) {
                take(series, series.request().asksForOwners() ? expected : "");
            }
        }
        report(ports, single, parallel);
    }

    private void take(Series series, String expected) {
        double cpu = cpuMillis();
        long begin = System.nanoTime();
        PortSnapshot snapshot = ListeningPorts.snapshot(series.request());
        series.wallMillis().add((System.nanoTime() - begin) / 1e6);
        series.cpuMillis().add(cpuMillis() - cpu);
        if (!expected.isEmpty() && !expected.equals(owners(snapshot))) {
            System.err.println("other owners than in the first look: " + series.request());
        }
    }

    private static void report(Series ports, Series single, Map<Integer, Series> parallel) {
        System.out.printf(
                Locale.ROOT,
                "native=%s, JDK %s, %d processors, %d rounds in turn; ports() %.2f ms: owners are %.1f %% of owners()%n",
                System.getProperty("listeningports.native", "auto"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                single.wallMillis().size(),
                ports.wall(),
                100 * (1 - ports.wall() / single.wall()));
        System.out.printf(Locale.ROOT, "%3d thread : %9.2f ms, CPU %9.2f ms%n", 1, single.wall(), single.cpu());
        parallel.forEach((threads, series) -> {
            double speedUp = single.wall() / series.wall();
            System.out.printf(
                    Locale.ROOT,
                    "%3d threads: %9.2f ms, CPU %9.2f ms; %5.2f x as fast, %.2f x the CPU; as if %.1f %% were serial%n",
                    threads,
                    series.wall(),
                    series.cpu(),
                    speedUp,
                    series.cpu() / single.cpu(),
                    100 * (threads / speedUp - 1) / (threads - 1));
        });
    }

    /** Each listener with its owners, in order. */
    private static String owners(PortSnapshot snapshot) {
        return snapshot.ports().stream().map(ParallelCost::text).collect(Collectors.joining("\n"));
    }

    private static String text(ListeningPort port) {
        return port.id() + port.owners().stream().map(ProcessInfo::pid).toList().toString();
    }

    private double cpuMillis() {
        libc.getFunction("clock_gettime").invokeInt(new Object[] {PROCESS_CLOCK, timespec});
        return timespec.getLong(0) * 1e3 + timespec.getLong(Long.BYTES) / 1e6;
    }
}
