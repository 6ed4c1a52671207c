package io.github.listeningports;

import java.util.Objects;

/** Enforces the contract of {@link ListeningPortSource} on a provider's source: one call at a time, closed once, unused afterwards. */
final class GuardedSource implements ListeningPortSource {

    private final ListeningPortSource source;
    private boolean closed;

    GuardedSource(ListeningPortSource source) {
        this.source = Objects.requireNonNull(source, "the provider opened no source");
    }

    @Override
    public synchronized PortSnapshot snapshot() {
        if (closed) {
            throw new IllegalStateException("this source is closed; open a new one with ListeningPorts.open");
        }
        return Objects.requireNonNull(source.snapshot(), "the provider returned no snapshot");
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            source.close();
            RecordLinkage.forget();
        }
    }
}
