package io.github.listeningports.linux;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace of the test's own, with loopback up, kept by one process until this is closed; needs root. */
final class NetworkNamespaceLab implements AutoCloseable {

    private final Process keeper;

    private NetworkNamespaceLab(Process keeper) {
        this.keeper = keeper;
    }

    static NetworkNamespaceLab open() {
        Machine.needsRoot();
        Machine.needs("ip");
        Machine.needs(Machine.succeeds("unshare", "--net", "true"), "the right to make a network namespace");
        try {
            Process keeper = new ProcessBuilder(
                            "unshare", "--net", "sh", "-c", "ip link set lo up && echo ready && exec cat")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = keeper.inputReader().readLine();
            if (!"ready".equals(said)) {
                throw new AssertionError("no namespace, but " + said);
            }
            return new NetworkNamespaceLab(keeper);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What goes before a command that is to run in the namespace. */
    List<String> enter() {
        return List.of("nsenter", "--net", "--target", Long.toString(keeper.pid()), "--");
    }

    long keeperPid() {
        return keeper.pid();
    }

    @Override
    public void close() {
        try {
            keeper.getOutputStream().close();
            if (!keeper.waitFor(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                keeper.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            keeper.destroyForcibly();
        }
    }
}
