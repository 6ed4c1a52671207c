package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnsupportedSystemTest {

    @ParameterizedTest
    @CsvSource({
        "FreeBSD, sockstat -l",
        "OpenBSD, fstat",
        "SunOS, netstat -aun",
        "AIX, rmsock",
        "OS/400, netstat -an",
        "z/OS, netstat -an"
    })
    void saysWhatHelps(String system, String tool) {
        String advice = UnsupportedSystem.advice(system);

        assertTrue(advice.startsWith("; Listening Ports supports Linux, Windows and macOS; "), advice);
        assertTrue(advice.contains(tool), advice);
        assertTrue(
                advice.endsWith("a provider for " + system
                        + " can be added: implement io.github.listeningports.spi.ListeningPortProvider"),
                advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Linux", "Windows 11", "Windows Server 2022", "Mac OS X"})
    void saysNothingWhereWeWork(String system) {
        assertEquals("", UnsupportedSystem.advice(system));
    }
}
