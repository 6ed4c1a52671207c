package io.github.listeningports.lab;

import java.util.List;

/** A network namespace of the test's own, with loopback up, which one process keeps until this is closed; needs root. */
public final class NetworkNamespaceLab implements AutoCloseable {

    private final ChildProcess keeper;

    private NetworkNamespaceLab(ChildProcess keeper) {
        this.keeper = keeper;
    }

    /** Skips the test where no namespace can be made. */
    public static void needs() {
        Machine.needsRoot();
        Machine.needs("ip");
        Machine.needs(Machine.succeeds("unshare", "--net", "true"), "the right to make a network namespace");
    }

    public static NetworkNamespaceLab open() {
        needs();
        ChildProcess keeper = ChildProcess.start(
                List.of("unshare", "--net", "sh", "-c", "ip link set lo up && echo ready && exec cat"));
        keeper.awaitReady();
        return new NetworkNamespaceLab(keeper);
    }

    /** The start of a command that runs in the namespace. */
    public List<String> enter() {
        return enter(keeper.pid());
    }

    /** The start of a command that runs in the network namespace of a process. */
    public static List<String> enter(long pid) {
        return List.of("nsenter", "--net", "--target", Long.toString(pid), "--");
    }

    public long keeperPid() {
        return keeper.pid();
    }

    @Override
    public void close() {
        keeper.close();
    }
}
