package io.github.listeningports;

/**
 * There is nothing meaningful to return: no provider works here, or no socket table can be read. The message says what failed, where,
 * the system's own error, and what to do; it is safe to print. Anything less is a {@link Diagnostic} in the snapshot.
 */
public final class ListeningPortsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ListeningPortsException(String message) {
        super(HarmlessText.of(message));
    }

    public ListeningPortsException(String message, Throwable cause) {
        super(HarmlessText.of(message), cause);
    }
}
