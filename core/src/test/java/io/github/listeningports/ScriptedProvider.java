package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A provider whose snapshots a test makes, at the time at which each is taken. */
final class ScriptedProvider implements ListeningPortProvider {

    final AtomicInteger snapshots = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    private volatile Supplier<PortSnapshot> next;

    ScriptedProvider(ListeningPort... ports) {
        next = () -> Samples.snapshot(ports);
    }

    void shows(ListeningPort... ports) {
        next = () -> Samples.snapshot(ports);
    }

    void does(Supplier<PortSnapshot> look) {
        next = look;
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Optional<String> whyUnsupported() {
        return Optional.of("never called");
    }

    @Override
    public ListeningPortSource open(SnapshotRequest request) {
        return new ListeningPortSource() {
            @Override
            public PortSnapshot snapshot() {
                snapshots.incrementAndGet();
                return next.get();
            }

            @Override
            public void close() {
                closes.incrementAndGet();
            }
        };
    }
}
