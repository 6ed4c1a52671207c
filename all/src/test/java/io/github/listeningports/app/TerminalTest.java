package io.github.listeningports.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {

    @ParameterizedTest
    @CsvSource({
        "TERM, xterm-256color, true",
        "TERM, dumb, false",
        "TERM, '', false",
        "OTHER, '', false",
        "WT_SESSION, 1b2c, true"
    })
    void showsColoursIfItCan(String name, String value, boolean coloured) {
        assertEquals(coloured, Terminal.of(Map.of(name, value), true).coloured());
        assertEquals(false, Terminal.of(Map.of(name, value), false).coloured(), "a pipe");
    }

    @Test
    void showsNoneIfItsUserWantsNone() {
        assertEquals(
                false,
                Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), true).coloured());
        assertEquals(
                true, Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", ""), true).coloured(), "no-color.org");
    }

    @Test
    void hasTheWidthThatItsUserNames() {
        assertEquals(
                OptionalInt.of(72), Terminal.of(Map.of("COLUMNS", "72"), false).columns());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "eighty", "08", "12345678901"})
    void hasNoWidthThatIsNone(String columns) {
        assertEquals(
                OptionalInt.empty(),
                Terminal.of(Map.of("COLUMNS", columns), true).columns());
    }
}
