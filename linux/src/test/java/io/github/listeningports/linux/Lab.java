package io.github.listeningports.linux;

import io.github.listeningports.lab.CProgram;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process of {@code src/test/c/lab.c}: real sockets and processes, which end when this is closed. */
public final class Lab implements AutoCloseable {

    private final ChildProcess process;
    private final List<Long> numbers;

    private Lab(ChildProcess process) {
        this.process = process;
        this.numbers = process.awaitReady().stream().map(Long::valueOf).toList();
    }

    /** One socket, held as the options require (see lab.c). */
    public static Lab hold(String... options) {
        return start(List.of(), "hold", options);
    }

    /** Starts a command of lab.c, behind other commands such as nsenter, and waits until it is ready. */
    static Lab start(List<String> prefix, String command, String... arguments) {
        return start(program(), prefix, command, arguments);
    }

    static Lab start(Path program, List<String> prefix, String command, String... arguments) {
        return new Lab(
                ChildProcess.start(Machine.concat(Machine.concat(prefix, program.toString(), command), arguments)));
    }

    /** The compiled program; needs gcc. */
    static Path program() {
        return Compiled.PROGRAM;
    }

    /** An open source sees that a process opened or closed descriptors by their number, the size of /proc/PID/fd. */
    static void needsDescriptorCounts() throws IOException {
        Machine.needs(
                countsDescriptors(),
                "Linux 6.2, which counts descriptors in the size of /proc/PID/fd; before, all are read for every snapshot");
    }

    static void needsNoDescriptorCounts() throws IOException {
        Machine.needs(!countsDescriptors(), "a kernel before Linux 6.2, which does not count descriptors");
    }

    private static boolean countsDescriptors() throws IOException {
        Machine.needsLinux();
        return Files.size(Path.of("/proc/self/fd")) > 0;
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

    /** Sends a line to the process, and waits for its answer. */
    String request(String line) {
        process.writeLine(line);
        return process.readLine();
    }

    /** Ends the process as its user would: by closing its input. */
    @Override
    public void close() {
        process.close();
    }

    private static final class Compiled {
        static final Path PROGRAM = CProgram.compile("lab", Path.of("src/test/c/lab.c"));
    }
}
