package io.github.listeningports.linux;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.KernelVersionParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process of {@code src/test/c/stuck.c}, which listens and is stuck in a file system that does not respond. */
final class StuckProcess {

    private StuckProcess() {}

    /** The lab's one pid is that of the stuck process; the options are those of stuck.c. */
    static Lab start(String... options) {
        Machine.needsRoot();
        Machine.needs("gcc");
        Machine.needs(Files.isWritable(Path.of("/dev/fuse")), "/dev/fuse");
        // Before, FUSE writes back a copy of the page, and nobody waits for that (fs/fuse/file.c).
        Machine.needs(writeBackIsWaitedFor(), "Linux 6.16, where mmap(2) waits for FUSE to write a page back");
        Machine.needs(
                Machine.succeeds(Compiled.PROGRAM.toString(), "possible"),
                "the right to mount a FUSE file system in a mount namespace");
        return Lab.start(Compiled.PROGRAM, List.of(), "hold", options);
    }

    private static boolean writeBackIsWaitedFor() {
        try {
            return !KernelVersionParser.isBefore(Files.readAllBytes(Path.of("/proc/version")), 6, 16);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Compiled {
        static final Path PROGRAM = compile();

        private static Path compile() {
            try {
                Path directory = Files.createTempDirectory("listening-ports-stuck");
                Path program = directory.resolve("stuck");
                directory.toFile().deleteOnExit(); // the last one first
                program.toFile().deleteOnExit();
                Machine.run("gcc", "-O1", "-Wall", "-Wextra", "-o", program.toString(), "src/test/c/stuck.c");
                return program;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
