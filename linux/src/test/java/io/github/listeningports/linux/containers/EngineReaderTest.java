package io.github.listeningports.linux.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What daemons may answer through a real unix-domain socket, and what is then known. */
@Timeout(Machine.PATIENCE_SECONDS)
class EngineReaderTest {

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsLinux() {
        Machine.needsLinux();
    }

    private EngineReader reader(Path... systems) {
        EngineReader reader = new EngineReader(List.of(systems), directory.resolve("user"));
        reader.beginSnapshot(Deadline.none());
        return reader;
    }

    private static List<String> names(List<ListedContainer> containers) {
        return containers.stream().map(each -> each.info().displayName()).toList();
    }

    private static String failure(EngineReader reader) {
        List<Diagnostic> failures = reader.failures();
        assertEquals(1, failures.size(), failures::toString);
        assertEquals(Diagnostic.Kind.DETAIL_MISSING, failures.get(0).kind());
        String start = "names and images of containers are unknown: ";
        assertTrue(failures.get(0).message().startsWith(start), failures::toString);
        return failures.get(0).message().substring(start.length());
    }

    /** What a reader says of a daemon that answers so. */
    private String failure(EngineServer.Answer answer, Deadline deadline) throws IOException {
        Path socket = directory.resolve("docker.sock");
        try (EngineServer server = new EngineServer(socket, answer)) {
            EngineReader reader = reader(socket);
            reader.beginSnapshot(deadline);
            assertEquals(List.of(), reader.containers(Optional.empty()));
            assertEquals(List.of(), reader.containers(Optional.empty()), "it is not asked again");
            assertTrue(server.connections.get() <= 1);
            return failure(reader);
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    @Test
    void eachDaemonIsAskedOnceASnapshotAndChangesNothing() throws IOException {
        Path docker = directory.resolve("docker.sock");
        Path podman = directory.resolve("podman.sock");
        try (EngineServer first = new EngineServer(
                        docker, EngineServer.bytes(ContainerListParserTest.recorded("docker-20.10.24")));
                EngineServer second = new EngineServer(
                        podman, EngineServer.bytes(ContainerListParserTest.recorded("podman-4.3.1")))) {
            EngineReader reader = reader(docker, directory.resolve("absent.sock"), podman);
            for (int i = 0; i < 3; i++) {
                assertEquals(List.of("hello", "hello"), names(reader.containers(Optional.empty())));
            }
            assertEquals(List.of(1, 1), List.of(first.connections.get(), second.connections.get()));
            assertEquals(List.of("GET /containers/json HTTP/1.0\r\nHost: localhost\r\n\r\n"), first.requests);
            assertEquals("asked: [" + docker + ", " + podman + "]", reader.asked());
            assertEquals(List.of(), reader.failures());

            reader.beginSnapshot(Deadline.none());
            assertEquals("no daemon of Docker or Podman has a socket", reader.asked());
            reader.containers(Optional.empty());
            assertEquals(2, first.connections.get());
        }
    }

    @Test
    void aUsersOwnDaemonIsAskedForThatUsersProcessesOnly() throws IOException {
        Path docker = directory.resolve("user/1000/docker.sock");
        Path podman = directory.resolve("user/1000/podman/podman.sock");
        try (EngineServer first = new EngineServer(
                        docker, EngineServer.bytes(ContainerListParserTest.recorded("docker-20.10.24")));
                EngineServer second = new EngineServer(podman, EngineServer.text("HTTP/1.0 200 OK\r\n\r\n[]\n"))) {
            EngineReader reader = reader();
            assertEquals(List.of(), reader.containers(Optional.empty()));
            assertEquals(List.of(), reader.containers(Optional.of(new ProcessUser("1001", Optional.empty()))));
            assertEquals(0, first.connections.get());
            assertEquals(
                    List.of("hello"),
                    names(reader.containers(Optional.of(new ProcessUser("1000", Optional.of("joan"))))));
            assertEquals(1, second.connections.get());
        }
    }

    @Test
    void aDaemonThatNeverAnswers() throws IOException {
        assertEquals(
                "there is no answer yet: the timeout of 2000 ms was over (withContainerNames)",
                failure(EngineServer::hang, Deadline.none()));
        assertEquals(
                "there is no answer yet: the timeout of 30 ms was over (withTimeout)",
                failure(EngineServer::hang, Deadline.of(SnapshotRequest.owners().withTimeout(Duration.ofMillis(30)))));
    }

    @Test
    void aDaemonThatNeverEndsItsAnswer() throws IOException {
        EngineServer.Answer stuck = client -> {
            EngineServer.write(client, "HTTP/1.0 200 OK\r\n\r\n[".getBytes(StandardCharsets.ISO_8859_1));
            EngineServer.hang(client);
        };
        assertEquals(
                "there is no answer yet: the timeout of 2000 ms was over (withContainerNames)",
                failure(stuck, Deadline.none()));
        EngineServer.Answer endless = client -> {
            byte[] many = "{\"Id\":\"a\"},".repeat(10_000).getBytes(StandardCharsets.ISO_8859_1);
            EngineServer.write(client, "HTTP/1.0 200 OK\r\n\r\n[".getBytes(StandardCharsets.ISO_8859_1));
            while (true) {
                EngineServer.write(client, many);
            }
        };
        // On a slow machine the time is over before.
        assertTrue(List.of(
                        "the answer is longer than 8 MiB",
                        "there is no answer yet: the timeout of 2000 ms was over (withContainerNames)")
                .contains(failure(endless, Deadline.none())));
        assertEquals(
                "the answer is longer than 8 MiB",
                failure(client -> EngineServer.write(client, new byte[EngineSocket.MAX_ANSWER + 100_000]), patient()));
    }

    /** Of a clock that stands still: as long as it takes. */
    private static Deadline patient() {
        return Deadline.of(SnapshotRequest.owners().withTimeout(Duration.ofMillis(1)), () -> 0);
    }

    @Test
    void anythingElseIsSaid() throws IOException {
        assertEquals("the answer is no HTTP", failure(client -> {}, Deadline.none()));
        assertEquals("the answer is no HTTP", failure(EngineServer.text("\0\1garbage"), Deadline.none()));
        assertEquals(
                "the answer is HTTP/1.1 500 Internal Server Error",
                failure(
                        EngineServer.text("HTTP/1.1 500 Internal Server Error\r\n\r\n{\"message\":\"no\"}"),
                        Deadline.none()));
        assertEquals(
                "the answer is encoded, which HTTP/1.0 does not know: transfer-encoding: chunked",
                failure(
                        EngineServer.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n"),
                        Deadline.none()));
        assertEquals(
                "no JSON: at character 0 there should be '['",
                failure(EngineServer.text("HTTP/1.0 200 OK\r\n\r\n<html>"), Deadline.none()));
        assertEquals(
                "the answer is cut: it has 2 bytes, and announced content-length: 200",
                failure(EngineServer.text("HTTP/1.0 200 OK\r\nContent-Length: 200\r\n\r\n[{"), Deadline.none()));
    }

    @Test
    void asManyContainersAsFit() throws IOException {
        String many = "{\"Id\":\"a\",\"Names\":[\"/b\"]},".repeat(40_000);
        Path socket = directory.resolve("docker.sock");
        try (EngineServer server =
                new EngineServer(socket, EngineServer.text("HTTP/1.0 200 OK\r\n\r\n[" + many + "{\"Id\":\"z\"}]"))) {
            EngineReader reader = reader(socket);
            reader.beginSnapshot(patient());
            assertEquals(40_001, reader.containers(Optional.empty()).size());
            assertEquals(1, server.connections.get());
        }
    }

    @Test
    void aSocketThatNobodyListensOn() throws IOException {
        Path socket = directory.resolve("docker.sock");
        new EngineServer(socket, client -> {}).close();
        EngineReader reader = reader(socket);

        assertEquals(List.of(), reader.containers(Optional.empty()));
        assertEquals("Connection refused", failure(reader));
        Path file = Files.writeString(directory.resolve("file"), "");
        EngineReader ofFile = reader(file);
        ofFile.containers(Optional.empty());
        assertEquals("Connection refused", failure(ofFile));
    }

    @Test
    void aQueueThatIsFull() throws IOException {
        Path path = directory.resolve("docker.sock");
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(path), 1);
            while (isAccepted(path, waiting)) {
                // one more
            }
            EngineReader reader = reader(path);
            reader.containers(Optional.empty());

            // JDK 17 says it by the error's name.
            assertTrue(
                    List.of("it accepts no connection: too many are waiting", "Resource temporarily unavailable")
                            .contains(failure(reader)),
                    () -> failure(reader));
        } finally {
            for (SocketChannel client : waiting) {
                client.close();
            }
        }
    }

    private static boolean isAccepted(Path path, List<SocketChannel> waiting) throws IOException {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        waiting.add(client);
        client.configureBlocking(false);
        try {
            return client.connect(UnixDomainSocketAddress.of(path));
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void anInterruptedThreadAsksToo() throws IOException {
        Path socket = directory.resolve("docker.sock");
        try (EngineServer server =
                new EngineServer(socket, EngineServer.bytes(ContainerListParserTest.recorded("docker-20.10.24")))) {
            EngineReader reader = reader(socket);
            Thread.currentThread().interrupt();
            assertEquals(List.of("hello"), names(reader.containers(Optional.empty())));
            assertTrue(Thread.interrupted(), "it stays interrupted");
            assertEquals(1, server.connections.get());
        }
        Thread asking = Thread.currentThread();
        AtomicInteger times = new AtomicInteger();
        Path other = directory.resolve("other.sock");
        try (EngineServer server = new EngineServer(other, client -> {
            if (times.getAndIncrement() == 0) {
                asking.interrupt(); // while it waits
                EngineServer.hang(client);
            }
            EngineServer.write(client, ContainerListParserTest.recorded("docker-20.10.24"));
        })) {
            EngineReader reader = reader(other);
            reader.beginSnapshot(patient());
            assertEquals(List.of("hello"), names(reader.containers(Optional.empty())));
            assertTrue(Thread.interrupted());
            assertEquals(2, server.connections.get(), "it asked again");
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }
}
