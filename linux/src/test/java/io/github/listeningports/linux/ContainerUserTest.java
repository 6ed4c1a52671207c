package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.ProcessUser;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The users of a container are not those of the host's /etc/passwd. */
class ContainerUserTest {

    private static final String ID = "0123456789abcdef".repeat(4);

    @Test
    void aContainersUserHasNoNameOfTheHosts() throws IOException {
        Machine.needsRoot();
        Machine.needs("gcc");
        Machine.needs("setpriv");
        Optional<Path> hierarchy = Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
                .map(Path::of)
                .filter(path -> Files.exists(path.resolve("cgroup.controllers")) && Files.isWritable(path))
                .findFirst();
        Machine.needs(hierarchy.isPresent(), "a cgroup v2 hierarchy to write to");
        Path scope = hierarchy.orElseThrow().resolve("docker-" + ID + ".scope");
        try (Lab nobodys = Lab.start(Machine.AS_NOBODY, "hold");
                Lab roots = Lab.hold()) {
            assertEquals(new ProcessUser("65534", Optional.of("nobody")), user(nobodys));
            Files.createDirectories(scope);
            for (Lab lab : new Lab[] {nobodys, roots}) {
                Files.writeString(
                        scope.resolve("cgroup.procs"), Long.toString(lab.pids().get(0)));
            }

            assertEquals(new ProcessUser("65534", Optional.empty()), user(nobodys));
            assertEquals(new ProcessUser("0", Optional.of("root")), user(roots));
        } finally {
            Files.deleteIfExists(scope);
        }
    }

    private static ProcessUser user(Lab lab) {
        return Look.only(TCP, lab.port()).process().orElseThrow().user().orElseThrow();
    }
}
