package io.github.listeningports.windows.lab;

import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import java.nio.file.Path;
import java.util.List;

/** A process of {@code src/test/c/lab.c} with real sockets, which close with it. */
public final class Lab implements AutoCloseable {

    private final ChildProcess process;
    private final long pid;
    private final List<Integer> ports;

    private Lab(ChildProcess process) {
        this.process = process;
        List<String> words = process.awaitReady();
        this.pid = Long.parseLong(words.get(0));
        this.ports =
                words.subList(1, words.size()).stream().map(Integer::valueOf).toList();
    }

    /** Starts a process and waits until its sockets are open (see lab.c). */
    public static Lab hold(String... sockets) {
        return hold(WindowsMachine.lab(), sockets);
    }

    public static Lab hold(Path program, String... sockets) {
        return hold(Machine.concat(List.of(program.toString()), sockets));
    }

    /** By another program that runs it. */
    public static Lab hold(List<String> command) {
        return new Lab(ChildProcess.start(command));
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
        process.close();
    }
}
