package io.github.listeningports.linux.firewall;

import io.github.listeningports.lab.CProgram;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import java.nio.file.Path;
import java.util.List;

/** A BPF program that drops packets, until it is closed: a process of {@code src/test/c/bpf.c}. */
final class BpfLab implements AutoCloseable {

    private final ChildProcess process;

    private BpfLab(ChildProcess process) {
        this.process = process;
    }

    /** Skips the test where the kernel refuses the program. */
    static BpfLab hang(List<String> prefix, String place, String target) {
        ChildProcess process = ChildProcess.start(Machine.concat(prefix, Compiled.PROGRAM.toString(), place, target));
        String line = process.readLine();
        Machine.needs(line.equals("ready"), "a kernel that takes a BPF program at " + place + " (" + line + ")");
        return new BpfLab(process);
    }

    @Override
    public void close() {
        process.close();
    }

    private static final class Compiled {
        static final Path PROGRAM = CProgram.compile("bpf", Path.of("src/test/c/bpf.c"));
    }
}
