package io.github.listeningports.linux;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Processes of {@code src/test/c/holders.c}, whose sockets /proc/PID/fd does not list; needs gcc. */
final class HolderLab {

    private HolderLab() {}

    static Lab start(String mode, String... arguments) {
        return start(List.of(), mode, arguments);
    }

    static Lab start(List<String> prefix, String mode, String... arguments) {
        return Lab.start(program(), prefix, mode, arguments);
    }

    static Path program() {
        Machine.needs("gcc");
        return Compiled.PROGRAM;
    }

    private static final class Compiled {
        static final Path PROGRAM = compile();

        private static Path compile() {
            try {
                Path directory = Files.createTempDirectory("listening-ports-holders");
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
                Path program = directory.resolve("holders");
                directory.toFile().deleteOnExit(); // the last one first
                program.toFile().deleteOnExit();
                Machine.run(
                        "gcc", "-O1", "-Wall", "-Wextra", "-pthread", "-o", program.toString(), "src/test/c/holders.c");
                return program;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
