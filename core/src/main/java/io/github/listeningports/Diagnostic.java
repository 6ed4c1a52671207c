package io.github.listeningports;

import java.util.Objects;

/**
 * Something that a snapshot could not see, and why. Alike ones are told once, with a count.
 *
 * <p>A snapshot of the same source tells it again as long as it is so, and the numbers in its message move: what is new shows in {@code kind} and {@code source}.
 *
 * @param kind what is missing
 * @param source where: a file, a table or a provider
 * @param message what happened, why, and what to do about it; for people
 * @param count for how many ports, rows, processes or details it stands; at least 1
 */
public record Diagnostic(Kind kind, String source, String message, int count) {

    /** What is missing. */
    public enum Kind {
        /** A table could not be read, or only in part: listening ports may be missing. */
        PORTS_MISSING,
        /** A table changed faster than it could be read: a listening port may be missing, though none is known to be. */
        TABLE_UNSETTLED,
        /** A row of a table was not understood and was left out. */
        ROW_MALFORMED,
        /** The owner of a port could not be seen. The port itself is in the snapshot. */
        OWNER_HIDDEN,
        /** A detail that was asked for is not given. */
        DETAIL_MISSING,
        /** The firewall's answer was asked for and is not known. */
        FIREWALL_UNKNOWN
    }

    public Diagnostic {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(message, "message");
        if (message.isBlank()) {
            throw new IllegalArgumentException("a diagnostic without a message helps nobody");
        }
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, not " + count);
        }
    }

    public Diagnostic(Kind kind, String source, String message) {
        this(kind, source, message, 1);
    }

    /** One line, safe to print. */
    @Override
    public String toString() {
        return HarmlessText.of(kind + " " + source + ": " + message);
    }
}
