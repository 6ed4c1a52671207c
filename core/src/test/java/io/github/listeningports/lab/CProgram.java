package io.github.listeningports.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Programs and libraries in C, compiled for the tests; needs gcc. */
public final class CProgram {

    private CProgram() {}

    /**
     * Compiles a source into a directory of its own, which other users can read and which is deleted when this JVM ends.
     *
     * @param name of the file to make
     */
    public static Path compile(String name, Path source, String... options) {
        try {
            Path directory = Files.createTempDirectory("listening-ports-lab");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path target = directory.resolve(name);
            directory.toFile().deleteOnExit(); // the last one first
            target.toFile().deleteOnExit();
            Machine.run(Machine.concat(
                    Machine.concat(
                            List.of("gcc", "-O1", "-Wall", "-Wextra", "-Werror"),
                            "-o",
                            target.toString(),
                            source.toString()),
                    options));
            return target;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
