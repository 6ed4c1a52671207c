package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import org.junit.jupiter.api.function.Executable;

/** What a failure tells. */
final class Thrown {

    private Thrown() {}

    /** The message of the exception that must be thrown. */
    static String message(Class<? extends Throwable> type, Executable call) {
        return Objects.requireNonNull(assertThrows(type, call).getMessage(), "no message");
    }
}
