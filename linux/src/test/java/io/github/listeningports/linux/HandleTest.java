package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ProcessHandle of an owner is that of the same process, or absent. */
class HandleTest {

    @Test
    void anOwnersHandleIsThatOfItsProcessUntilItEnds() throws Exception {
        Machine.needs("gcc");
        ProcessInfo owner;
        try (Lab lab = Lab.hold()) {
            owner = Look.only(Protocol.TCP, lab.port()).owners().get(0);
            assertEquals(ProcessHandle.of(lab.pids().get(0)), owner.handle());
            assertTrue(owner.handle().orElseThrow().isAlive());
        }
        assertEquals(Optional.empty(), owner.handle());
    }

    /** The numbers in this /proc are another pid namespace's: those of processes that are none of ours. */
    @Test
    void thereIsNoHandleForTheNumbersOfAnotherPidNamespace() {
        Machine.needsRoot();
        Machine.needs(
                Machine.succeeds("unshare", "--pid", "--fork", "--mount-proc", "true"),
                "the right to make a pid namespace");

        assertEquals("Optional.empty\n", handleIn("unshare", "--pid", "--fork"));
        assertEquals("Optional[true]\n", handleIn("unshare", "--pid", "--fork", "--mount-proc"));
    }

    @Test
    void thePidNamespaceIsKnownFromNsPid() {
        assertTrue(hasNoOtherPid("Name:\ta\nPid:\t7\nNSpid:\t7\nNSpgid:\t7\n"));
        assertFalse(hasNoOtherPid("Name:\ta\nPid:\t7\nNSpid:\t7\t1\n"), "seen from the parent namespace");
        assertFalse(hasNoOtherPid("Name:\ta\nPid:\t7\nNSpid:\t7\t7\n"), "the same number in both");
        assertFalse(hasNoOtherPid("Name:\ta\nPid:\t70\nNSpid:\t70\n"), "another number");
        assertFalse(hasNoOtherPid("Name:\ta\nPid:\t7\n"), "before Linux 4.1");
        assertFalse(hasNoOtherPid(""));
    }

    private static boolean hasNoOtherPid(String status) {
        return ProcessStatusParser.hasNoOtherPid(status.getBytes(StandardCharsets.ISO_8859_1), 7);
    }

    private static String handleIn(String... command) {
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlisteningports.native=never",
                "-cp",
                System.getProperty("java.class.path"),
                HandleMain.class.getName());
        return Machine.run(Stream.concat(List.of(command).stream(), java).toArray(String[]::new));
    }
}
