package io.github.listeningports.windows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sentences for systems that are too old, or that JNA does not know. */
class SystemAdviceTest {

    @Test
    void anOldWindows() {
        String advice = SystemAdvice.of("6.1", "x86", "kernel32.dll has no function GetTickCount65 (Windows error 127)")
                .orElseThrow();

        assertTrue(advice.contains("this is Windows 6.1, and Windows 8 or Windows Server 2012"), advice);
        assertEquals(Optional.empty(), SystemAdvice.of("6.2", "x86", "kernel32.dll has no function GetTickCount65"));
        assertEquals(Optional.empty(), SystemAdvice.of("10.0", "amd64", "kernel32.dll has no function X"));
        assertEquals(Optional.empty(), SystemAdvice.of("6.1", "amd64", "no jna.jar"), "something else is the cause");
    }

    @Test
    void anArchitectureWithoutJna() {
        for (String known : new String[] {"amd64", "x86", "aarch64"}) {
            assertEquals(Optional.empty(), SystemAdvice.of("10.0", known, "x"), known);
        }
        String advice = SystemAdvice.of("10.0", "arm", "x").orElseThrow();
        assertTrue(advice.contains("no library for a JVM of this architecture (arm)"), advice);
        assertEquals(Optional.empty(), SystemAdvice.of("?", "amd64", "x"));
    }
}
