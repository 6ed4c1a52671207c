package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.CProgram;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process can make its list of mounts, which names network namespaces, longer than anybody's memory. That ends no snapshot. */
class ManyMountsTest {

    private static final long HEAP = 32 << 20;

    @Test
    void mountsLongerThanTheHeapAreSearchedForNamespaces(@TempDir Path directory) throws IOException {
        Machine.needsRoot();
        Machine.needs("gcc");
        Machine.needs(Machine.succeeds("unshare", "--mount", "true"), "the right to make a mount namespace");
        try (Lab port = Lab.hold();
                Lab mounts = Lab.start(Compiled.PROGRAM, List.of(), "fill", "8000", directory.toString())) {
            long length = Files.readAllBytes(Path.of("/proc/" + mounts.numbers().get(0) + "/mountinfo")).length;
            assertTrue(length > HEAP, () -> "only " + length + " bytes");

            Probe probe = ProbeJvm.plain().with("-Xmx" + HEAP).look("all");

            assertTrue(!probe.on(port.port()).isEmpty(), probe::toString);
        }
    }

    private static final class Compiled {
        static final Path PROGRAM = CProgram.compile("mounts", Path.of("src/test/c/mounts.c"));
    }
}
