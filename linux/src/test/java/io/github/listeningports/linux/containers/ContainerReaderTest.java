package io.github.listeningports.linux.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ContainerInfo;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.processes.ProcessReader;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which container of a daemon's list an owner belongs to, or forwards a port to. */
@Timeout(Machine.PATIENCE_SECONDS)
class ContainerReaderTest {

    private static final String WEB = "01".repeat(32);
    private static final String DB = "02".repeat(32);
    private static final String SYSTEM = "HTTP/1.0 200 OK\r\n\r\n["
            + container(
                    WEB,
                    "web",
                    "{\"IP\":\"\",\"PublicPort\":8080,\"Type\":\"tcp\"},{\"IP\":\"192.0.2.1\",\"PublicPort\":53,\"Type\":\"udp\"}")
            + ","
            + container(DB, "db", "{\"IP\":\"127.0.0.1\",\"PublicPort\":8080,\"Type\":\"tcp\"}") + "]";
    private static final String OF_USER = "HTTP/1.0 200 OK\r\n\r\n["
            + container("03".repeat(32), "own", "{\"IP\":\"0.0.0.0\",\"PublicPort\":9090,\"Type\":\"tcp\"}") + ","
            + container(WEB, "forged", "") + "]";

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsLinux() {
        Machine.needsLinux();
    }

    private static String container(String id, String name, String ports) {
        return "{\"Id\":\"" + id + "\",\"Names\":[\"/" + name + "\"],\"Image\":\"image\",\"Ports\":[" + ports + "]}";
    }

    private ContainerReader reader(SnapshotRequest request) {
        EngineReader engines = new EngineReader(List.of(directory.resolve("docker.sock")), directory.resolve("user"));
        ContainerReader reader = new ContainerReader(request, new ProcessReader(request), System::nanoTime, engines);
        reader.beginSnapshot(Deadline.none());
        return reader;
    }

    private static ProcessInfo.Builder process(String name, String user) {
        return ProcessInfo.builder(1L << 40).name(name).startKey(name).user(new ProcessUser(user, Optional.empty()));
    }

    private static String container(ContainerReader reader, ProcessInfo.Builder owner, String address, int port) {
        ProcessInfo process = owner.build();
        assertTrue(reader.concerns(process), process::toString);
        return reader.complete(process, new PublishedPort(Protocol.TCP, address, port))
                .container()
                .map(ContainerInfo::toString)
                .orElse("-");
    }

    @Test
    void byIdOrByThePublishedPort() throws IOException {
        try (EngineServer system = new EngineServer(directory.resolve("docker.sock"), EngineServer.text(SYSTEM));
                EngineServer own =
                        new EngineServer(directory.resolve("user/1000/docker.sock"), EngineServer.text(OF_USER))) {
            ContainerReader reader = reader(SnapshotRequest.owners().withContainerNames());

            assertEquals(
                    "db (image)", container(reader, process("postgres", "70").containerId(DB), "0.0.0.0", 5432));
            assertEquals("web (image)", container(reader, process("conmon", "0"), "0.0.0.0", 8080));
            assertEquals("web (image)", container(reader, process("conmon", "0"), "::", 8080), "of both families");
            assertEquals("db (image)", container(reader, process("conmon", "0"), "127.0.0.1", 8080));
            assertEquals("-", container(reader, process("conmon", "0"), "192.0.2.9", 8080));
            assertEquals(0, own.connections.get(), "asked for that user only");

            assertEquals("own (image)", container(reader, process("rootlesskit", "1000"), "0.0.0.0", 9090));
            assertEquals("-", container(reader, process("rootlesskit", "1001"), "0.0.0.0", 9090));
            assertEquals(
                    "web (image)", container(reader, process("nginx", "1000").containerId(WEB), "0.0.0.0", 80));
            assertEquals(1, system.connections.get());
            assertEquals(List.of(), reader.missing());
        }
    }

    @Test
    void whatNoDaemonKnowsIsReported() throws IOException {
        SnapshotRequest request = SnapshotRequest.owners().withContainerNames();
        ContainerReader nobody = reader(request);
        assertEquals("040404040404", container(nobody, process("nginx", "0").containerId("04".repeat(32)), "::", 80));
        assertEquals(
                "[DETAIL_MISSING containers: the names of 1 container are unknown: neither Docker nor Podman lists them (no"
                        + " daemon of Docker or Podman has a socket)]",
                nobody.missing().toString());
        assertEquals("web", container(nobody, process("nginx", "0").containerId("web"), "::", 80));
        assertEquals(1, nobody.missing().get(0).count(), "the id of a guest is its name");

        Path socket = directory.resolve("docker.sock");
        try (EngineServer system = new EngineServer(socket, EngineServer.text(SYSTEM))) {
            ContainerReader other = reader(request);
            container(other, process("docker-proxy", "0"), "::", 7070);
            container(other, process("nginx", "0").containerId("04".repeat(32)), "::", 80);
            assertEquals(
                    "[DETAIL_MISSING containers: the names of 2 containers are unknown: neither Docker nor Podman lists them"
                            + " (asked: [" + socket + "])]",
                    other.missing().toString());
            assertEquals(1, system.connections.get());
        }
    }

    @Test
    void nothingIsAskedUnlessRequested() throws IOException {
        try (EngineServer system = new EngineServer(directory.resolve("docker.sock"), EngineServer.text(SYSTEM))) {
            ContainerReader reader = reader(SnapshotRequest.owners());

            assertFalse(
                    reader.concerns(process("postgres", "70").containerId(DB).build()));
            assertEquals("-", container(reader, process("rootlesskit", "0"), "0.0.0.0", 8080));
            assertEquals(0, system.connections.get());
            assertEquals(List.of(), reader.missing());
        }
        ContainerReader reader = reader(SnapshotRequest.owners().withContainerNames());
        assertFalse(reader.concerns(process("nginx", "0").build()), "on the host");
    }
}
