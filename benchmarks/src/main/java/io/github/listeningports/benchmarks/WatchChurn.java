package io.github.listeningports.benchmarks;

import io.github.listeningports.ListenerId;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.PortWatch;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Opens listeners at a rate, each for two intervals of a watch, and counts what the watch reports of each: once opened and once closed, whatever the churn. Arguments: how many (10000), how many a second (200), the interval
 * in milliseconds (1000). Where the machine is so busy that a look comes a whole interval late, a listener can be open between two looks only; the pauses that the watch had are printed too.
 */
public final class WatchChurn {

    private WatchChurn() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int listeners = argument(arguments, 0, 10_000);
        int rate = argument(arguments, 1, 200);
        Duration interval = Duration.ofMillis(argument(arguments, 2, 1_000));
        // An address of its own, whatever else listens on the machine.
        InetAddress address = InetAddress.getByAddress(new byte[] {127, 71, 83, 2});
        Reports reports = new Reports(address);
        SnapshotRequest request = SnapshotRequest.owners().withProtocols(Protocol.TCP);
        try (PortWatch watch = ListeningPorts.watch(request, interval, reports)) {
            System.out.println(watch);
            churn(listeners, rate, interval.multipliedBy(2), address);
            Thread.sleep(interval.multipliedBy(4).toMillis());
            reports.print(listeners);
        }
    }

    private record Opened(ServerSocket socket, long atNanos) {}

    private static void churn(int listeners, int rate, Duration open, InetAddress address) throws IOException {
        Queue<Opened> all = new ArrayDeque<>();
        long begin = System.nanoTime();
        for (int i = 0; i < listeners; i++) {
            LockSupport.parkNanos(begin + i * 1_000_000_000L / rate - System.nanoTime());
            all.add(new Opened(new ServerSocket(0, 1, address), System.nanoTime()));
            while (System.nanoTime() - all.element().atNanos() >= open.toNanos()) {
                all.remove().socket().close();
            }
        }
        while (!all.isEmpty()) {
            LockSupport.parkNanos(
                    open.toNanos() - (System.nanoTime() - all.element().atNanos()));
            if (System.nanoTime() - all.element().atNanos() >= open.toNanos()) {
                all.remove().socket().close();
            }
        }
        System.out.printf(
                "opened and closed %d listeners in %d s%n", listeners, (System.nanoTime() - begin) / 1_000_000_000);
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private static final class Reports implements PortWatch.Observer {

        private final InetAddress address;
        private final Map<ListenerId, List<PortChange.Kind>> byId = new HashMap<>();
        private int looks;
        private int unsettled;
        private long last = System.nanoTime();
        private long longest;

        Reports(InetAddress address) {
            this.address = address;
        }

        @Override
        public synchronized void onLook(PortSnapshot now, List<PortChange> changes) {
            longest = Math.max(longest, System.nanoTime() - last);
            last = System.nanoTime();
            looks++;
            unsettled += now.isComplete() ? 0 : 1;
            for (PortChange each : changes) {
                if (each.port().address().equals(address)) {
                    byId.computeIfAbsent(each.port().id(), id -> new ArrayList<>())
                            .add(each.kind());
                }
            }
        }

        synchronized void print(int listeners) {
            System.out.printf(
                    "%d looks, %d of them on tables that did not settle, at most %d ms apart%n",
                    looks, unsettled, longest / 1_000_000);
            Map<List<PortChange.Kind>, Long> histories =
                    byId.values().stream().collect(Collectors.groupingBy(each -> each, Collectors.counting()));
            System.out.println("reported " + histories + ", never seen " + (listeners - byId.size()));
        }
    }
}
