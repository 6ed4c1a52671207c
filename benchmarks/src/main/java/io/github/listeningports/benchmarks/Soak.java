package io.github.listeningports.benchmarks;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortWatch;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The Java part of {@code benchmarks/soak}, which brings up what changes around it: looks in every way from many threads at once, checks each snapshot, and takes note of what this JVM keeps. Arguments: the minutes, and the
 * file of the stable listeners.
 */
public final class Soak {

    /** With all the time that a busy machine needs: a verdict that is not known in time is no mistake, and would hide one. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final SnapshotRequest STANDARD = SnapshotRequest.standard().withFirewallTimeout(PATIENCE);
    private static final SnapshotRequest DETAILED = SnapshotRequest.detailed().withFirewallTimeout(PATIENCE);
    private static final SnapshotRequest EVERYWHERE = SnapshotRequest.owners().withAllNetworkNamespaces();

    private static final List<SnapshotRequest> STATELESS = List.of(
            SnapshotRequest.ports(),
            SnapshotRequest.owners(),
            STANDARD,
            DETAILED,
            EVERYWHERE,
            STANDARD.withAllNetworkNamespaces(),
            SnapshotRequest.owners().withParallelism(4),
            DETAILED.withCommandLines().withAncestors().withWorkingDirectories().withConnectionCounts());

    private static final Duration WATCH_INTERVAL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration INTERRUPTION = Duration.ofMillis(3);
    private static final Duration SAMPLE = Duration.ofSeconds(30);

    /** Far more than a look takes on a busy machine. */
    private static final Duration HANGS = Duration.ofSeconds(60);

    private final SoakChecks checks;

    /** Held for reading by whoever looks, and for writing by whoever counts what is kept: nobody has anything open then. */
    private final ReentrantReadWriteLock looking = new ReentrantReadWriteLock(true);

    private final List<Thread> lookers = new ArrayList<>();
    private volatile boolean over;

    private Soak(SoakChecks checks) {
        this.checks = checks;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int minutes = Integer.parseInt(arguments[0]);
        Soak soak = new Soak(SoakChecks.of(Path.of(arguments[1])));
        SoakReport report = soak.run(Duration.ofMinutes(minutes));
        System.out.print(report);
        // Whoever hangs does not keep the JVM.
        Runtime.getRuntime().halt(report.isWell() ? 0 : 1);
    }

    private SoakReport run(Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        List<SoakSample> samples = new ArrayList<>();
        try (PortWatch watch = ListeningPorts.watch(STANDARD, WATCH_INTERVAL, (now, changes) -> {
                    // Waits in here, between two looks, while somebody counts.
                    look(STANDARD, () -> checks.watched(now, changes));
                });
                ListeningPortSource standard = ListeningPorts.open(STANDARD);
                ListeningPortSource everywhere = ListeningPorts.open(EVERYWHERE)) {
            System.out.println(watch);
            for (int i = 0; i < STATELESS.size(); i++) {
                int first = i;
                start("stateless-" + i, () -> stateless(first));
            }
            start("open-standard", () -> open(standard, STANDARD));
            start("open-everywhere", () -> open(everywhere, EVERYWHERE));
            start("interrupter", this::interrupt);
            System.out.println(SoakSample.HEADER);
            for (long next = System.nanoTime(); next < end; ) {
                next += SAMPLE.toNanos();
                TimeUnit.NANOSECONDS.sleep(Math.min(next, end) - System.nanoTime());
                SoakSample sample = sample();
                samples.add(sample);
                System.out.println(
                        sample.line(duration.toSeconds() - (end - System.nanoTime()) / 1_000_000_000, checks));
            }
            over = true;
            for (Thread each : lookers) {
                each.join(HANGS.toMillis());
                if (each.isAlive()) {
                    checks.wrong(each.getName() + " hangs", stack(each));
                }
            }
        }
        return new SoakReport(samples, checks);
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        lookers.add(thread);
        thread.start();
    }

    private void stateless(int first) {
        for (int i = first; !over; i++) {
            SnapshotRequest request = STATELESS.get(i % STATELESS.size());
            look(request, () -> checks.check(request, ListeningPorts.snapshot(request)));
            pause(PAUSE);
        }
    }

    private void open(ListeningPortSource source, SnapshotRequest request) {
        while (!over) {
            look(request, () -> checks.check(request, source.snapshot()));
            pause(PAUSE);
        }
    }

    /** One look, whatever comes of it. */
    private void look(SnapshotRequest request, Runnable look) {
        looking.readLock().lock();
        try {
            look.run();
        } catch (RuntimeException | Error e) {
            checks.wrong("thrown by " + request, SoakChecks.trace(e));
        } finally {
            looking.readLock().unlock();
        }
    }

    /** Interrupts one after the other, at whatever it does; it goes on. */
    private void interrupt() {
        Random random = new Random(7);
        while (!over) {
            Thread thread = lookers.get(random.nextInt(STATELESS.size()));
            thread.interrupt();
            pause(INTERRUPTION);
        }
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            return; // so much the shorter; and not interrupted any more
        }
    }

    private SoakSample sample() throws InterruptedException {
        if (!looking.writeLock().tryLock(HANGS.toNanos(), TimeUnit.NANOSECONDS)) {
            lookers.forEach(each -> checks.wrong("a look takes longer than " + HANGS, stack(each)));
            return SoakSample.now();
        }
        try {
            return SoakSample.now();
        } finally {
            looking.writeLock().unlock();
        }
    }

    private static String stack(Thread thread) {
        StringBuilder lines = new StringBuilder(thread.getName());
        for (StackTraceElement each : thread.getStackTrace()) {
            lines.append("\n    at ").append(each);
        }
        return lines.toString();
    }
}
