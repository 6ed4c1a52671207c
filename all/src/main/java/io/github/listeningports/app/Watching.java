package io.github.listeningports.app;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.PortWatch;
import io.github.listeningports.WatchRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Prints what changes, a line each, until the program is interrupted or nobody reads. */
final class Watching {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Options options;
    private final Output out;
    private final Output err;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Set<String> printed = new HashSet<>();

    Watching(Options options, Output out, Output err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    int run() throws InterruptedException {
        WatchRequest request = WatchRequest.of(Listing.request(options), INTERVAL)
                .withPresentAsOpened()
                .withFailureHandler(failure -> err.print(String.valueOf(failure)));
        PortWatch watch = ListeningPorts.watch(request, this::print);
        try {
            ended.await();
        } finally {
            watch.close();
        }
        return Main.OK;
    }

    private void print(PortSnapshot now, List<PortChange> changes) {
        String time = TIME.format(now.takenAt().atZone(ZoneId.systemDefault()));
        for (PortChange change : changes) {
            if (!options.exposed || concernsExposed(change)) {
                if (options.json) {
                    out.write(JsonWriter.line(now, change));
                } else {
                    out.printLines(List.of(line(time, change)));
                }
            }
        }
        for (Diagnostic diagnostic : now.diagnostics()) {
            // Its text can hold counts that change with each look.
            if (printed.add(diagnostic.kind() + " " + diagnostic.source())) {
                err.print(diagnostic.toString());
            }
        }
        if (!out.failure().isEmpty()) {
            ended.countDown();
        }
    }

    private static Line line(String time, PortChange change) {
        return Line.of(
                time + "  " + change,
                switch (change.kind()) {
                    case OPENED -> Colour.GREEN;
                    case CLOSED -> Colour.RED;
                    case OWNERS_CHANGED, FIREWALL_CHANGED -> Colour.YELLOW;
                });
    }

    /** Whether the port is exposed, or was. */
    private static boolean concernsExposed(PortChange change) {
        return isExposed(change.port())
                || change.before().filter(Watching::isExposed).isPresent();
    }

    private static boolean isExposed(ListeningPort port) {
        return !new PortSnapshot(Instant.EPOCH, List.of(port), List.of())
                .exposed()
                .isEmpty();
    }
}
