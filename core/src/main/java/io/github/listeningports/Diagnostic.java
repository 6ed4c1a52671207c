package io.github.listeningports;

import java.util.Objects;

/**
 * Something a snapshot could not see, and why. Similar problems are merged into one diagnostic with a count.
 *
 * <p>Every snapshot of a source repeats the diagnostic while the problem lasts, and the numbers in its message can change. To detect new
 * problems, compare {@code kind} and {@code source}.
 *
 * @param kind what is missing
 * @param source where: a file, a table or a provider
 * @param message what happened, why, and what to do about it, in English, for people. Safe to print
 * @param count the number of ports, rows, processes or details affected; at least 1
 */
public record Diagnostic(Kind kind, String source, String message, int count) {

    /** What is missing; more may be added. {@link PortSnapshot#isComplete()} knows which of them stand for ports. */
    public enum Kind {
        /** A table could not be read, or not completely: listening ports may be missing. */
        PORTS_MISSING,
        /** A table changed faster than it could be read: listening ports may be missing, though none is known to be. */
        TABLE_UNSETTLED,
        /** A row of a table could not be parsed and was skipped. */
        ROW_MALFORMED,
        /** The owner of a port is not visible. The port itself is in the snapshot. */
        OWNER_HIDDEN,
        /** A requested detail is not available. */
        DETAIL_MISSING,
        /** The firewall's verdict was requested and is not known. */
        FIREWALL_UNKNOWN,
        /** A provider ({@link io.github.listeningports.spi.ListeningPortProvider}) is on the class path and fails; another one took the snapshot, which lacks nothing. */
        PROVIDER_FAILED
    }

    public Diagnostic {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(source, "source");
        message = HarmlessText.of(Objects.requireNonNull(message, "message"));
        if (message.isBlank()) {
            throw new IllegalArgumentException("a diagnostic needs a message");
        }
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, not " + count);
        }
    }

    /** One that affects one port, row, process or detail. */
    public Diagnostic(Kind kind, String source, String message) {
        this(kind, source, message, 1);
    }

    /** One line, safe to print. */
    @Override
    public String toString() {
        return kind + " " + HarmlessText.of(source) + ": " + message;
    }
}
