package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.lab.Machine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Setting the clock moves start times, and makes nobody another process. */
class ClockTest {

    @Test
    void settingTheClockMovesStartTimesAndChangesNoOwner(@TempDir Path directory) {
        Machine.needsRoot();
        Machine.needs(Machine.succeeds("unshare", "--mount", "true"), "the right to make a mount namespace");

        String seen = Machine.run(
                "unshare",
                "--mount",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlisteningports.native=never",
                "-cp",
                System.getProperty("java.class.path"),
                ClockMain.class.getName(),
                directory.resolve("stat").toString());

        assertEquals(
                List.of("mount 0", "stateless [] 3600", "source [] 3600"),
                seen.lines().toList());
    }

    @Test
    void theKeyIsTheSameInEverySnapshotAndAnotherForEveryProcess() {
        Machine.needs("gcc");
        try (Lab first = Lab.hold();
                Lab second = Lab.hold()) {
            Optional<String> key = key(first);

            assertTrue(key.isPresent());
            assertEquals(key, key(first));
            assertNotEquals(key, key(second));
        }
    }

    private static Optional<String> key(Lab lab) {
        ProcessInfo owner = Look.only(Protocol.TCP, lab.port()).owners().get(0);
        return owner.startKey();
    }
}
