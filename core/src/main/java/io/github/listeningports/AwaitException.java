package io.github.listeningports;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when what was awaited did not come in time, or cannot come any more. The message says what was seen instead; it is safe to print:
 *
 * <pre>{@code
 * waited 30 s for tcp port 8080 for clients like 10.0.0.9: tcp 127.0.0.1:8080, held by orders.jar (java 977), listens on 127.0.0.1 only
 * }</pre>
 *
 * <p>That nothing can be read is another failure: {@link ListeningPortsException}.
 */
public final class AwaitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why the wait ended; more may be added. */
    public enum Reason {
        /** The time was over. */
        TIMEOUT,
        /** The awaited process has exited. */
        PROCESS_EXITED
    }

    private final Reason reason;

    /** The others are not serializable, so a copy lacks them. */
    private final transient @Nullable Seen seen;

    private record Seen(OptionalInt exitStatus, List<ListeningPort> ports, List<Diagnostic> diagnostics) {}

    AwaitException(
            Reason reason,
            String message,
            OptionalInt exitStatus,
            List<ListeningPort> ports,
            List<Diagnostic> diagnostics) {
        super(HarmlessText.of(message));
        this.reason = Objects.requireNonNull(reason, "reason");
        seen = new Seen(exitStatus, List.copyOf(ports), List.copyOf(diagnostics));
    }

    /** Why the wait ended. */
    public Reason reason() {
        return reason;
    }

    /** What the awaited process has exited with; absent if it runs, none was named, or it was named by its handle: only its {@link Process} has it. */
    public OptionalInt exitStatus() {
        return seen().map(Seen::exitStatus).orElse(OptionalInt.empty());
    }

    /**
     * What was seen at the end, with its owners: the listeners on the awaited ports that did not fit, and those that the awaited process opened instead. Empty if there is none, and in a deserialized copy.
     */
    public List<ListeningPort> seenPorts() {
        return seen().map(Seen::ports).orElse(List.of());
    }

    /** What could not be seen at the end, and why; empty also in a deserialized copy. */
    public List<Diagnostic> diagnostics() {
        return seen().map(Seen::diagnostics).orElse(List.of());
    }

    private Optional<Seen> seen() {
        return Optional.ofNullable(seen);
    }
}
