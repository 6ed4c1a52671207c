package io.github.listeningports.windows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Function;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Letters that Java maps to upper case in another way than Windows. */
class UpperCaseTest {

    @Test
    void aLetterThatDoesNotLeadBackStays() {
        assertEquals(
                "STRA\u00DFE \u0131 \u017F \u00B5 \u03C2 \u212A",
                UpperCase.of("stra\u00DFe \u0131 \u017F \u00B5 \u03C2 \u212A"));
        assertEquals("\u00C4\u0416\u0178", UpperCase.of("\u00E4\u0436\u00FF"));
    }

    @Test
    void textsThatDifferInCase() {
        assertTrue(UpperCase.isSame("termService", "TermService"));
        assertTrue(UpperCase.isSame("stra\u00DFe", "STRA\u00DFE"));
        assertFalse(UpperCase.isSame("stra\u00DFe", "STRASSE"));
        assertFalse(UpperCase.isSame("I", "\u0131"));
        assertFalse(UpperCase.isSame("K", "\u212A"));
    }

    /** Letters that came to Unicode after Java's version, or that of this Windows, may differ. */
    @Test
    void asWindowsMapsThem() {
        WindowsMachine.needsWindows();
        Function upcase = new Dll("ntdll.dll").function("RtlUpcaseUnicodeChar");
        assertEquals(
                "",
                IntStream.range(1, 0x2C00)
                        .filter(c -> (upcase.invokeInt(Dll.arguments(c)) & 0xFFFF) != UpperCase.of((char) c))
                        .mapToObj("%04x"::formatted)
                        .collect(Collectors.joining(" ")));
    }
}
