package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import org.junit.jupiter.api.function.Executable;

/** The messages of expected failures. */
final class Thrown {

    private Thrown() {}

    /** The message of the expected exception. */
    static String message(Class<? extends Throwable> type, Executable call) {
        return Objects.requireNonNull(assertThrows(type, call).getMessage(), "no message");
    }
}
