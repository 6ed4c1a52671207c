package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of {@code src/test/c/lab.c}: real sockets and processes, which end when this is closed. */
public final class Lab implements AutoCloseable {

    private static final Path SOURCE = Path.of("src/test/c/lab.c");

    private final Process process;
    private final BufferedReader said;
    private final List<Long> numbers;

    private Lab(Process process, BufferedReader said, List<Long> numbers) {
        this.process = process;
        this.said = said;
        this.numbers = numbers;
    }

    /** One socket, held as the options say (see lab.c). */
    public static Lab hold(String... options) {
        return start(List.of(), "hold", options);
    }

    /** Starts a command of lab.c, behind other commands such as nsenter, and waits until it is ready. */
    static Lab start(List<String> prefix, String command, String... arguments) {
        return start(program(), prefix, command, arguments);
    }

    static Lab start(Path program, List<String> prefix, String command, String... arguments) {
        List<String> all = Machine.concat(Machine.concat(prefix, program.toString(), command), arguments);
        try {
            Process process = new ProcessBuilder(all)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = said.readLine();
            if (line == null || !line.startsWith("ready")) {
                process.destroy();
                throw new AssertionError(all + " is not ready, but says " + line);
            }
            return new Lab(
                    process,
                    said,
                    Arrays.stream(line.split(" ", -1))
                            .skip(1)
                            .map(Long::parseLong)
                            .toList());
        } catch (IOException e) {
            throw new AssertionError(all + " cannot be started", e);
        }
    }

    /** The compiled program, in a place that other users can reach; needs gcc. */
    static Path program() {
        return Compiled.PROGRAM;
    }

    /** The port of {@code hold}. */
    public int port() {
        return Math.toIntExact(numbers.get(0));
    }

    /** The processes of {@code hold}, the one that opened the socket first. */
    List<Long> pids() {
        return numbers.subList(1, numbers.size());
    }

    /** All numbers behind "ready". */
    List<Long> numbers() {
        return numbers;
    }

    /** Says a line to the process, and waits for its answer. */
    String ask(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return String.valueOf(said.readLine());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends one of the processes that hold the socket, by its pid, and waits until it is gone. */
    static void end(long pid) {
        ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
        handle.destroyForcibly();
        while (Files.isDirectory(Path.of("/proc", Long.toString(pid), "fd")) && !isZombie(pid)) {
            Thread.onSpinWait();
        }
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException e) {
            return true;
        }
    }

    /** Ends the process as its user would: by closing its input. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + process.info());
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError(e);
        }
        assertEquals(0, process.exitValue(), "exit status of " + process);
    }

    private static final class Compiled {
        static final Path PROGRAM = compile();

        private static Path compile() {
            try {
                Path directory = Files.createTempDirectory("listening-ports-lab");
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
                Path program = directory.resolve("lab");
                directory.toFile().deleteOnExit(); // the last one first
                program.toFile().deleteOnExit();
                Machine.run("gcc", "-O1", "-Wall", "-Wextra", "-o", program.toString(), SOURCE.toString());
                return program;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
