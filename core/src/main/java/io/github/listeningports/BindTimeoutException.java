package io.github.listeningports;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown by {@link ListeningPorts#awaitBindable} if the bind is still refused when the time is over. The message says by what; it is safe to print. That nothing can be read is another failure: {@link ListeningPortsException}. */
public final class BindTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Reports are not serializable, so a copy lacks it. */
    private final transient @Nullable BindReport report;

    BindTimeoutException(Duration timeout, BindReport report) {
        super("still refused after " + timeout.toString().substring(2).toLowerCase(Locale.ROOT) + ": " + report);
        this.report = report;
    }

    /** The last report; empty only in a deserialized copy. */
    public Optional<BindReport> report() {
        return Optional.ofNullable(report);
    }
}
