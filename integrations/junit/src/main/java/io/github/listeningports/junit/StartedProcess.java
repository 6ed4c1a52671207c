package io.github.listeningports.junit;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process, its descendants, and its output.
 *
 * @param output the file that it writes to; empty if its user has redirected the output
 */
record StartedProcess(Process process, Optional<Path> output) {

    private static final int LINES_SHOWN = 20;

    /** A JVM runs its shutdown hooks meanwhile. */
    private static final int SECONDS_TO_END = 10;

    static StartedProcess of(ProcessBuilder command) throws IOException {
        if (!command.redirectOutput().equals(Redirect.PIPE)) {
            return new StartedProcess(command.start(), Optional.empty());
        }
        // Nobody would read the pipe, and the process would stop when it is full.
        Path output = Files.createTempFile("process-under-test", ".txt");
        try {
            command.redirectOutput(output.toFile());
            if (command.redirectError().equals(Redirect.PIPE)) {
                command.redirectErrorStream(true);
            }
            return new StartedProcess(command.start(), Optional.of(output));
        } catch (IOException e) {
            Files.delete(output);
            throw e;
        } finally {
            command.redirectOutput(Redirect.PIPE);
        }
    }

    /** The last lines, to be appended to a message; empty if there are none. */
    String endOfOutput() throws IOException {
        if (output.isEmpty()) {
            return "";
        }
        List<String> lines = new String(Files.readAllBytes(output.get()), Charset.defaultCharset())
                .lines()
                .toList();
        return lines.stream()
                .skip(Math.max(0, lines.size() - LINES_SHOWN))
                .map(line -> "\n    " + line)
                .collect(Collectors.joining("", lines.isEmpty() ? "" : "; its output ends with", ""));
    }

    /** Ends it and what it started, by force after 10 seconds. */
    void end() throws IOException, InterruptedException {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroy);
        if (!haveEnded(all)) {
            all.forEach(ProcessHandle::destroyForcibly);
            if (!haveEnded(all)) {
                throw new AssertionError("does not end, though it was killed: " + all);
            }
        }
        if (output.isPresent()) {
            Files.delete(output.get());
        }
    }

    private static boolean haveEnded(List<ProcessHandle> processes) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_END);
        for (ProcessHandle each : processes) {
            try {
                each.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        }
        return true;
    }
}
