package io.github.listeningports.micrometer;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortWatch;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.WatchRequest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Publishes this machine's listening ports as gauges.
 *
 * <pre>{@code
 * ListeningPortMetrics metrics = new ListeningPortMetrics();
 * metrics.bindTo(registry);
 * ...
 * metrics.close();
 * }</pre>
 *
 * <table>
 * <caption>The gauges</caption>
 * <tr><th>name</th><th>value, for each listener</th></tr>
 * <tr><td>{@code listening.ports.owners}</td><td>processes that hold it; 0: none is visible</td></tr>
 * <tr><td>{@code listening.ports.exposed}</td><td>1 if another host may reach it, as {@link io.github.listeningports.PortSnapshot#exposed()} decides, otherwise 0</td></tr>
 * <tr><td>{@code listening.ports.accept.queue}</td><td>connections that wait for accept (TCP)</td></tr>
 * <tr><td>{@code listening.ports.backlog}</td><td>the limit of that queue (TCP)</td></tr>
 * <tr><td>{@code listening.ports.drops}</td><td>datagrams dropped since the socket was created (UDP)</td></tr>
 * <tr><td>{@code listening.ports.missing}</td><td>what could not be seen: the sum of {@link io.github.listeningports.Diagnostic#count()} of each {@code kind}; {@code snapshot_failed} is 1 if there are no values at all</td></tr>
 * </table>
 *
 * <p>Listeners have the tags {@code protocol}, {@code address}, {@code port} and {@code process} (of the first owner; {@code unknown}). Sockets that share all four are one: counts are added up, and owners count once.
 * {@code port} is {@code ephemeral} for UDP from 32768 on, where every lookup of a name opens another; and of more than 500 listeners the others, by protocol and port, are one whose address, port and process are {@code other}.
 *
 * <p>A value that the system does not report is no sample, and not NaN, which no alert compares with anything: {@code listening.ports.missing} counts what was requested and is missing. A look that fails removes all samples but that.
 *
 * <p>One {@link PortWatch} takes a snapshot each interval, for all registries; reading a gauge costs nothing. Thread-safe.
 */
public final class ListeningPortMetrics implements MeterBinder, AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    /** For a thread that is ready to run. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final WatchRequest request;

    // guarded by this
    private final List<Meters> registries = new ArrayList<>();
    private Optional<PortWatch> watch = Optional.empty();
    private Readings last = Readings.NONE;
    private boolean looked;
    private boolean closed;

    /** With {@link SnapshotRequest#detailed()}, every 15 seconds. */
    public ListeningPortMetrics() {
        this(SnapshotRequest.detailed(), INTERVAL);
    }

    /**
     * What the request does not ask for has no samples.
     *
     * @param interval between two snapshots
     * @throws IllegalArgumentException if the interval is shorter than 10 milliseconds, or longer than a hundred years
     */
    public ListeningPortMetrics(SnapshotRequest request, Duration interval) {
        this.request = WatchRequest.of(request, interval).withFailureHandler(failure -> publish(Readings.FAILED));
    }

    /**
     * Adds the gauges to a registry. The first call takes a snapshot, whose values are there when it returns, and starts the watch; what fails then is counted as {@code snapshot_failed}, and not thrown.
     *
     * @throws IllegalStateException if this is closed
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        Meters meters = new Meters(registry);
        registries.add(meters);
        meters.update(last);
        if (watch.isEmpty()) {
            try {
                watch = Optional.of(ListeningPorts.watch(request, (now, changes) -> publish(Readings.of(now))));
                awaitFirst();
            } catch (ListeningPortsException e) {
                publish(Readings.FAILED); // an application starts without metrics, too
            }
        }
    }

    /** The watch has taken its first look, and publishes it in its own thread. An early scrape is to find it: before, nothing seems to be missing. */
    private void awaitFirst() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (long left = PATIENCE.toNanos(); !looked && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void publish(Readings readings) {
        if (!closed) {
            last = readings;
            looked = true;
            registries.forEach(meters -> meters.update(readings));
            notifyAll();
        }
    }

    /** Ends the watch, and removes the gauges from their registries. Further calls have no effect. */
    @Override
    public synchronized void close() {
        closed = true;
        watch.ifPresent(PortWatch::close);
        registries.forEach(Meters::remove);
        registries.clear();
    }
}
