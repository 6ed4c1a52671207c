package io.github.listeningports;

import java.util.Objects;

/** Gives every provider's source the promises of {@link ListeningPortSource}: one call at a time, closed once, nothing after that. */
final class GuardedSource implements ListeningPortSource {

    private final ListeningPortSource source;
    private boolean closed;

    GuardedSource(ListeningPortSource source) {
        this.source = Objects.requireNonNull(source, "a provider opened no source");
    }

    @Override
    public synchronized PortSnapshot snapshot() {
        if (closed) {
            throw new IllegalStateException("this source is closed; open another with ListeningPorts.open");
        }
        return Objects.requireNonNull(source.snapshot(), "a provider returned no snapshot");
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            source.close();
        }
    }
}
