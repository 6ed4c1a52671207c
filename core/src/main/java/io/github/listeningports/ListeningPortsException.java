package io.github.listeningports;

/**
 * Thrown when there is nothing meaningful to return: no provider works on this system, or no socket table can be read. The message names
 * what failed, where, the system's error, and the remedy; it is safe to print. Partial failures are {@link Diagnostic}s in the snapshot.
 */
public final class ListeningPortsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For providers. */
    public ListeningPortsException(String message) {
        super(HarmlessText.of(message));
    }

    /** For providers. */
    public ListeningPortsException(String message, Throwable cause) {
        super(HarmlessText.of(message), cause);
    }
}
