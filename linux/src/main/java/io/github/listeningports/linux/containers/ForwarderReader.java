package io.github.listeningports.linux.containers;

import io.github.listeningports.ContainerInfo;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.linux.processes.ProcessReader;
import io.github.listeningports.spi.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the container that a program forwards to, from what every process shows: its arguments, and the namespaces.
 *
 * <p>A forwarder serves the same container as long as it runs, so it is remembered. One that has none yet, because it starts before the container does, is looked at
 * again {@link #AGAIN} later at the earliest.
 */
final class ForwarderReader {

    static final Duration AGAIN = Duration.ofSeconds(5);

    /** Including those whose arguments name no container: rootlesskit serves all containers of a user, podman's helpers read theirs from a pipe, and dockerd without a proxy holds the ports itself. */
    private static final Set<String> FORWARDERS = Set.of(
            Names.DOCKER_PROXY,
            Names.CONMON,
            "dockerd",
            "rootlesskit",
            "rootlessport",
            "containers-rootlessport",
            "slirp4netns",
            "pasta",
            "pasta.avx2");

    private static final class Names {
        static final String DOCKER_PROXY = "docker-proxy";
        static final String CONMON = "conmon";
    }

    private record Known(Optional<ContainerInfo> container, long at) {}

    private final Path root;
    private final ProcessReader processReader;
    private final LongSupplier nanoTime;
    private Map<String, Known> before = Map.of();
    private Map<String, Known> known = new HashMap<>();
    private @Nullable ContainerNetworks networks;
    private Deadline deadline = Deadline.none();

    ForwarderReader(Path root, ProcessReader processReader, LongSupplier nanoTime) {
        this.root = root;
        this.processReader = processReader;
        this.nanoTime = nanoTime;
    }

    /** Whether it may hold a port for a container. */
    static boolean isForwarder(ProcessInfo owner) {
        // Of all owners, with each snapshot.
        return owner.containerId().isEmpty() && FORWARDERS.contains(owner.name().orElse(""));
    }

    /** Whether it does nothing else. */
    static boolean isProxy(ProcessInfo owner) {
        return owner.name().orElse("").equals(Names.DOCKER_PROXY);
    }

    void beginSnapshot(Deadline end) {
        deadline = end;
        before = known;
        known = new HashMap<>();
        networks = null;
    }

    /** The container that it surely serves, and no other. */
    Optional<ContainerInfo> container(ProcessInfo forwarder) {
        String key = forwarder.startKey().orElse("");
        Known remembered = known.get(key);
        if (remembered == null) {
            Known earlier = before.get(key);
            remembered =
                    earlier != null && isSettled(earlier) ? earlier : new Known(read(forwarder), nanoTime.getAsLong());
            known.put(key, remembered);
        }
        return remembered.container();
    }

    private boolean isSettled(Known earlier) {
        return earlier.container().isPresent() || nanoTime.getAsLong() - earlier.at() < AGAIN.toNanos();
    }

    private Optional<ContainerInfo> read(ProcessInfo forwarder) {
        String name = forwarder.name().orElse("");
        return switch (name) {
            case Names.CONMON -> processReader.commandLine(forwarder).flatMap(ForwarderArgumentsParser::monitored);
            case Names.DOCKER_PROXY ->
                processReader
                        .commandLine(forwarder)
                        .flatMap(ForwarderArgumentsParser::containerAddress)
                        .flatMap(address -> containerAt(address, forwarder.pid()));
            default -> Optional.empty();
        };
    }

    private Optional<ContainerInfo> containerAt(String address, long proxy) {
        ContainerNetworks read = networks;
        if (read == null) {
            read = ContainerNetworks.read(root, proxy, processReader, deadline);
            networks = read;
        }
        Set<String> containers = read.containers(address);
        return containers.size() == 1 ? containers.stream().findFirst().map(ContainerInfo::of) : Optional.empty();
    }
}
