package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.ChildJvm.Output;
import io.github.listeningports.lab.NewerJdk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native code that loads, is denied, or is missing; each in a JVM of its own. */
class NativeLoadingTest {

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    private static ChildJvm jvm() {
        return ChildJvm.withClasses(
                ListeningPorts.class,
                MacosListeningPortProvider.class,
                SnapshotMain.class,
                NativeLibrary.class,
                org.slf4j.Logger.class);
    }

    private static ChildJvm newerJvm() {
        return jvm().of(NewerJdk.home());
    }

    private static Output run(ChildJvm jvm) {
        return run(jvm, FakeMac.library());
    }

    private static Output run(ChildJvm jvm, Path library) {
        return jvm.run(SnapshotMain.class.getName(), library.toString());
    }

    @Test
    void loadingPrintsNothing() {
        Output ending = run(jvm());

        assertEquals(List.of("ports 0", "ports 0"), ending.lines());
        assertTrue(
                Runtime.version().feature() >= NewerJdk.FIRST_VERSION
                        || ending.errors().isEmpty(),
                ending::errors);
    }

    @Test
    void newerJvmsWarnOnce() {
        Output ending = run(newerJvm());

        assertEquals(List.of("ports 0", "ports 0"), ending.lines());
        assertEquals(
                1,
                ending.errors()
                        .lines()
                        .filter(line -> line.contains("restricted method"))
                        .count(),
                ending::errors);
    }

    @Test
    void newerJvmsAreSilentWhereItIsEnabled() {
        Output ending = run(newerJvm().with("--enable-native-access=ALL-UNNAMED"));

        assertEquals(List.of("ports 0", "ports 0"), ending.lines());
        assertEquals("", ending.errors());
    }

    /** Both the first time and the second, when JNA no longer reports the cause. */
    @Test
    void aDenialNamesTheFlag() {
        Output ending = run(newerJvm().with("--illegal-native-access=deny"));

        assertEquals(2, ending.lines().size());
        for (String line : ending.lines()) {
            assertTrue(
                    line.startsWith("exception listening ports on macOS require libproc, which JNA cannot call: ")
                            && line.contains("--enable-native-access=ALL-UNNAMED"),
                    line);
        }
    }

    @Test
    void jnaCannotLoadItsOwnLibrary() {
        Output ending = run(jvm().with("-Djna.nounpack=true", "-Djna.boot.library.path=" + directory));

        assertEquals(2, ending.lines().size());
        for (String line : ending.lines()) {
            assertTrue(line.startsWith("exception ") && line.contains("-Djna.tmpdir"), line);
        }
    }

    @Test
    void theLibraryIsMissing() {
        Output ending = run(jvm(), directory.resolve("libnone.so"));

        assertEquals(2, ending.lines().size());
        assertTrue(ending.lines().get(1).contains("libnone.so"), ending::toString);
    }
}
