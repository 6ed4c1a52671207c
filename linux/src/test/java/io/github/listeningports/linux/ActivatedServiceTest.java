package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A socket that a manager opened for a service, as with systemd's socket activation. */
class ActivatedServiceTest {

    @Test
    void theServiceGoesBeforeTheManagerThatOpenedItsSocket() throws IOException {
        Machine.needsRoot();
        Machine.needs("gcc");
        Optional<Path> hierarchy = Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
                .map(Path::of)
                .filter(path -> Files.exists(path.resolve("cgroup.controllers")) && Files.isWritable(path))
                .findFirst();
        Machine.needs(hierarchy.isPresent(), "a cgroup v2 hierarchy to write to");
        Path unit = hierarchy
                .orElseThrow()
                .resolve("listening-ports-activated-" + ProcessHandle.current().pid() + ".service");
        try {
            Files.createDirectories(unit);
            try (Lab lab = Lab.hold("fork=1")) {
                long manager = lab.pids().get(0);
                long service = lab.pids().get(1);
                assertEquals(List.of(manager, service), Look.pids(Look.only(TCP, lab.port())), "a prefork server");

                Files.writeString(unit.resolve("cgroup.procs"), Long.toString(service));
                List<Long> owners = Look.pids(Look.only(TCP, lab.port()));
                // It ends some time after its parent, and a group with a process cannot be removed.
                Files.writeString(hierarchy.orElseThrow().resolve("cgroup.procs"), Long.toString(service));
                assertEquals(List.of(service, manager), owners);
            }
        } finally {
            Files.deleteIfExists(unit);
        }
    }
}
