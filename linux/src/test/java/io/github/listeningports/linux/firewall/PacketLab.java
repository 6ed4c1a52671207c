package io.github.listeningports.linux.firewall;

import io.github.listeningports.lab.CProgram;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import io.github.listeningports.linux.Inside;
import io.github.listeningports.linux.Tiers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A host with listeners and two other hosts that really send packets: a process of {@code src/test/c/packets.c}; needs root and gcc. */
final class PacketLab implements AutoCloseable {

    private final ChildProcess process;
    private final long pid;
    private final List<String> peers;
    private int listeners;

    private PacketLab(ChildProcess process, int listeners) {
        List<String> ready = process.awaitReady();
        this.process = process;
        this.pid = Long.parseLong(ready.get(0));
        this.peers = ready.stream().skip(1).toList();
        this.listeners = listeners;
    }

    static void needs() {
        NetworkNamespaceLab.needs();
        Machine.needs("gcc");
        Tiers.needNativeCode();
    }

    /** The kernel too: some lack one of nf_tables' families, and nft reports that only when a table is added. */
    static void needsNft() {
        Machine.needs("nft");
        for (String family : List.of("ip", "ip6", "inet", "netdev", "bridge")) {
            Machine.needs(
                    Machine.succeeds("unshare", "--net", "nft", "add", "table", family, "t"),
                    "a kernel with nf_tables' family " + family);
        }
    }

    /** Those of ip_tables and ip6_tables, which some kernels are built without. */
    static void needsLegacyTables() {
        for (String program : List.of("iptables-legacy", "ip6tables-legacy")) {
            Machine.needs(program);
            Machine.needs(
                    Machine.succeeds("unshare", "--net", program, "-S"), "a kernel with the tables of " + program);
        }
    }

    /** @param listeners as packets.c takes them: PROTO,ADDRESS,PORT[,DEVICE|,v6only]; and cgroup=DIRECTORY, do=SCRIPT */
    static PacketLab open(List<String> listeners) {
        List<String> command = Machine.concat(List.of(Compiled.PROGRAM.toString()), listeners.toArray(String[]::new));
        long count = listeners.stream().filter(each -> !each.contains("=")).count();
        return new PacketLab(ChildProcess.start(command), Math.toIntExact(count));
    }

    /** The standard output of a command on the host. */
    String run(String... command) {
        return Machine.run(Machine.concat(enter(), command));
    }

    boolean succeeds(String... command) {
        return Machine.succeeds(Machine.concat(enter(), command).toArray(String[]::new));
    }

    /** The start of a command that runs on the host. */
    List<String> enter() {
        return NetworkNamespaceLab.enter(pid);
    }

    /** The start of a command that runs on a peer: 1 is behind a0, 2 behind b0. */
    List<String> enterPeer(int peer) {
        return List.of("nsenter", "--net=/proc/" + pid + "/fd/" + peers.get(peer - 1), "--");
    }

    /** Opens one more listener, such as on a device that was not there before. */
    void listen(String listener) {
        process.writeLine(listener);
        process.awaitReady();
        listeners++;
    }

    /** For each listener which of the packets to it arrived. */
    List<List<Boolean>> send(int quietMillis) {
        process.writeLine(Integer.toString(quietMillis));
        List<List<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < listeners; i++) {
            all.add(process.readLine().chars().mapToObj(digit -> digit == '1').toList());
        }
        return all;
    }

    /** Does something in a thread that is on the host. */
    <T> T onHost(Callable<T> what) {
        try {
            return Inside.namespaceOf(pid, what).get(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private static final class Compiled {
        static final Path PROGRAM = CProgram.compile("packets", Path.of("src/test/c/packets.c"));
    }
}
