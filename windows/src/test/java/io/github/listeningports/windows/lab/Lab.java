package io.github.listeningports.windows.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A process of {@code src/test/c/lab.c} with real sockets, which close with it. */
public final class Lab implements AutoCloseable {

    private final Process process;
    private final long pid;
    private final List<Integer> ports;

    private Lab(Process process, long pid, List<Integer> ports) {
        this.process = process;
        this.pid = pid;
        this.ports = ports;
    }

    /** Starts a process and waits until its sockets are open (see lab.c). */
    public static Lab hold(String... sockets) {
        return hold(Machine.lab(), sockets);
    }

    public static Lab hold(Path program, String... sockets) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(Arrays.asList(sockets));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = output.readLine();
            if (line == null || !line.startsWith("ready ")) {
                process.destroyForcibly();
                throw new AssertionError(command + " is not ready, but printed " + line);
            }
            List<String> words = List.of(line.split(" ", -1));
            return new Lab(
                    process,
                    Long.parseLong(words.get(1)),
                    words.subList(2, words.size()).stream()
                            .map(Integer::valueOf)
                            .toList());
        } catch (IOException e) {
            throw new AssertionError(command + " cannot be started", e);
        }
    }

    public long pid() {
        return pid;
    }

    /** The port of each socket, in the order of the arguments. */
    public int port(int socket) {
        return ports.get(socket);
    }

    /** Ends the process as its user would: by closing its input. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertEquals(0, Machine.finish(process), "exit status of " + process);
    }
}
