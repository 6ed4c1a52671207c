package io.github.listeningports.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Compiles the programs in C that come with this jar; needs gcc. */
final class Programs {

    private Programs() {}

    /** Compiles {@code c/NAME.c} into a directory. */
    static Path compile(String name, Path directory) {
        Path source = directory.resolve(name + ".c");
        Path program = directory.resolve(name);
        try {
            try (InputStream in = Programs.class.getResourceAsStream("/c/" + name + ".c")) {
                Files.write(source, Objects.requireNonNull(in, name).readAllBytes());
            }
            Process gcc = new ProcessBuilder("gcc", "-O2", "-o", program.toString(), source.toString())
                    .inheritIO()
                    .start();
            if (gcc.waitFor() != 0) {
                throw new IllegalStateException("gcc cannot compile " + source);
            }
            Files.delete(source);
        } catch (IOException e) {
            throw new IllegalStateException("cannot compile " + name + ".c; is gcc installed?", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return program;
    }
}
