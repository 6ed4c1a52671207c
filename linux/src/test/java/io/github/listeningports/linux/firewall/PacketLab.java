package io.github.listeningports.linux.firewall;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.github.listeningports.linux.Machine;
import io.github.listeningports.linux.Tiers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A host with listeners and two other hosts that really send packets: a process of {@code src/test/c/packets.c}; needs root and gcc. */
final class PacketLab implements AutoCloseable {

    private final Process process;
    private final BufferedReader said;
    private final long pid;
    private final int listeners;

    private PacketLab(Process process, BufferedReader said, long pid, int listeners) {
        this.process = process;
        this.said = said;
        this.pid = pid;
        this.listeners = listeners;
    }

    static void needs() {
        Machine.needsRoot();
        Machine.needs("ip");
        Machine.needs("gcc");
        Machine.needs(Machine.succeeds("unshare", "--net", "true"), "the right to make a network namespace");
        Tiers.needNativeCode();
    }

    /** Also of a kernel: there are some that lack one of nf_tables' families, and nft does not say so before. */
    static void needsNft() {
        Machine.needs("nft");
        for (String family : List.of("ip", "ip6", "inet", "netdev", "bridge")) {
            Machine.needs(
                    Machine.succeeds("unshare", "--net", "nft", "add", "table", family, "t"),
                    "a kernel with nf_tables' family " + family);
        }
    }

    /** @param listeners as packets.c takes them: PROTO,ADDRESS,PORT[,DEVICE|,v6only]; and cgroup=DIRECTORY */
    static PacketLab open(List<String> listeners) {
        List<String> command = new ArrayList<>();
        command.add(Compiled.PROGRAM.toString());
        command.addAll(listeners);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = said.readLine();
            if (line == null || !line.startsWith("ready ")) {
                throw new AssertionError("no hosts, but " + line);
            }
            long count = listeners.stream()
                    .filter(each -> !each.startsWith("cgroup="))
                    .count();
            return new PacketLab(
                    process, said, Long.parseLong(line.substring("ready ".length())), Math.toIntExact(count));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a command on the host; what it says. */
    String run(String... command) {
        return Machine.run(Machine.concat(enter(), command));
    }

    boolean succeeds(String... command) {
        return Machine.succeeds(Machine.concat(enter(), command).toArray(String[]::new));
    }

    /** What goes before a command to run it on the host. */
    List<String> enter() {
        return List.of("nsenter", "--net", "--target", Long.toString(pid), "--");
    }

    /** For each listener which of the packets to it arrived. */
    List<List<Boolean>> send(int quietMillis) {
        try {
            process.getOutputStream().write((quietMillis + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            List<List<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < listeners; i++) {
                String line = String.valueOf(said.readLine());
                all.add(line.chars().mapToObj(digit -> digit == '1').toList());
            }
            return all;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Does something in a thread that is on the host. */
    <T> T onHost(Callable<T> what) {
        FutureTask<T> task = new FutureTask<>(() -> {
            enterNamespace();
            return what.call();
        });
        Thread thread = new Thread(task, "on the host");
        thread.start();
        try {
            return task.get(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The namespace is that of the thread, which ends with it (setns(2)). */
    private void enterNamespace() {
        // With an option of its own: closing it closes it for all who asked with the same ones.
        try (NativeLibrary libc = NativeLibrary.getInstance(null, Map.of("io.github.listeningports", "lab"))) {
            Function open = libc.getFunction("open", Function.THROW_LAST_ERROR);
            Function setns = libc.getFunction("setns", Function.THROW_LAST_ERROR);
            Function close = libc.getFunction("close", Function.THROW_LAST_ERROR);
            int descriptor = open.invokeInt(new Object[] {"/proc/" + pid + "/ns/net", 0});
            setns.invokeInt(new Object[] {descriptor, 0x40000000});
            close.invokeInt(new Object[] {descriptor});
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static final class Compiled {
        static final Path PROGRAM = compile();

        private static Path compile() {
            try {
                Path directory = Files.createTempDirectory("listening-ports-packets");
                Path program = directory.resolve("packets");
                directory.toFile().deleteOnExit(); // the last one first
                program.toFile().deleteOnExit();
                Machine.run(Arrays.asList(
                        "gcc", "-O1", "-Wall", "-Wextra", "-o", program.toString(), "src/test/c/packets.c"));
                return program;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
