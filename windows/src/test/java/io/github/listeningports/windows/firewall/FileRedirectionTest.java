package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** System32, as programs of 32 and 64 bits find it. */
class FileRedirectionTest {

    private static final String SVCHOST = "C:\\Windows\\System32\\svchost.exe";

    @Test
    void aProgramOf32BitsOnAWindowsOf64() {
        FileRedirection redirection =
                FileRedirection.of(Map.of("SystemRoot", "C:\\WINDOWS", "PROCESSOR_ARCHITEW6432", "AMD64"));

        assertEquals("C:\\WINDOWS\\Sysnative\\svchost.exe", redirection.toOpen(SVCHOST));
        assertEquals("C:\\WINDOWS\\System32\\svchost.exe", redirection.opened("C:\\Windows\\sysnative\\svchost.exe"));
        assertEquals(SVCHOST, redirection.opened(SVCHOST));
        assertEquals("C:\\Windows\\System32x\\a.exe", redirection.toOpen("C:\\Windows\\System32x\\a.exe"));
        assertEquals("C:\\Program Files\\a.exe", redirection.toOpen("C:\\Program Files\\a.exe"));
        assertEquals("C:", redirection.toOpen("C:"));
    }

    @Test
    void anyOtherProgram() {
        FileRedirection redirection = FileRedirection.of(Map.of("SystemRoot", "C:\\WINDOWS"));

        assertEquals(SVCHOST, redirection.toOpen(SVCHOST));
        assertEquals(SVCHOST, redirection.opened(SVCHOST));
        assertEquals(SVCHOST, new FileRedirection("", true).toOpen(SVCHOST));
    }
}
