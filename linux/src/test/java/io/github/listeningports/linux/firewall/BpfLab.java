package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.Machine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A BPF program that drops packets, until it is closed: a process of {@code src/test/c/bpf.c}. */
final class BpfLab implements AutoCloseable {

    private final Process process;

    private BpfLab(Process process) {
        this.process = process;
    }

    /** Skips the test where the kernel refuses the program. */
    static BpfLab hang(List<String> prefix, String place, String target) {
        try {
            Process process = new ProcessBuilder(Machine.concat(prefix, Compiled.PROGRAM.toString(), place, target))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = String.valueOf(said.readLine());
            Machine.needs(line.equals("ready"), "a kernel that takes a BPF program at " + place + " (" + line + ")");
            return new BpfLab(process);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError("did not end well: " + process.info());
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError(e);
        }
    }

    private static final class Compiled {
        static final Path PROGRAM = compile();

        private static Path compile() {
            try {
                Path directory = Files.createTempDirectory("listening-ports-bpf");
                Path program = directory.resolve("bpf");
                directory.toFile().deleteOnExit(); // the last one first
                program.toFile().deleteOnExit();
                Machine.run("gcc", "-O1", "-Wall", "-Wextra", "-o", program.toString(), "src/test/c/bpf.c");
                return program;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
