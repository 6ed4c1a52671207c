package io.github.listeningports.linux;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import io.github.listeningports.linux.kernel.NativeTier;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * A network namespace for sockets that come and go, where one can be made; elsewhere the machine's own. Whoever reads the tables of the machine meanwhile, as wine does for its tests, would
 * miss sockets that stay: the kernel returns a table in pieces and goes on by row number (net/ipv4/udp.c udp_get_idx). And the ports of these sockets are nobody else's.
 */
final class ChurnLab implements AutoCloseable {

    private final Optional<NetworkNamespaceLab> namespace;

    private ChurnLab(Optional<NetworkNamespaceLab> namespace) {
        this.namespace = namespace;
    }

    static ChurnLab open() {
        boolean possible = Machine.succeeds("unshare", "--net", "ip", "link", "set", "lo", "up")
                && new NativeTier(NativeTier.Mode.ALWAYS).whyNot().isEmpty();
        return new ChurnLab(possible ? Optional.of(NetworkNamespaceLab.open()) : Optional.empty());
    }

    /** Starts a command of lab.c there, and waits until it is ready. */
    Lab start(String command, String... arguments) {
        return Lab.start(namespace.map(NetworkNamespaceLab::enter).orElse(List.of()), command, arguments);
    }

    /** Does something there, as long as it takes. */
    <T> T inside(Callable<T> what) throws Exception {
        if (namespace.isEmpty()) {
            return what.call();
        }
        try {
            return Inside.namespaceOf(namespace.get().keeperPid(), what).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // a failed assertion
            }
            throw e;
        }
    }

    @Override
    public void close() {
        namespace.ifPresent(NetworkNamespaceLab::close);
    }
}
