package io.github.listeningports.linux.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.lab.CProgram;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.LinuxListeningPortProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Containers of a real Docker, which publishes their ports by real docker-proxies. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // Docker takes seconds to start, and is changed by the later ones
class RealDockerTest {

    private static Path directory = Path.of("");
    private static ChildProcess docker;
    private static String daemon = "";
    private static String web = "";
    private static String other = "";

    @BeforeAll
    static void startDocker() throws IOException {
        Machine.needsRoot();
        Machine.needs("gcc");
        Machine.needs("ip");
        Machine.needs("dockerd");
        Machine.needs("docker");
        Machine.needs("docker-proxy");
        // Its sockets have paths of at most 108 bytes.
        directory = Files.createTempDirectory("lp-docker");
        Path program = CProgram.compile("static-lab", Path.of("src/test/c/lab.c"), "-static");
        docker = ChildProcess.start(List.of(
                "unshare",
                "--net",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                Path.of("src/test/resources/docker/lab.sh").toAbsolutePath().toString(),
                directory.toString(),
                program.toString()));
        String started = docker.readLine();
        Machine.skipUnless(started.startsWith("ready "), "Docker cannot be started here: " + started);
        List<String> words = List.of(started.substring("ready ".length()).split(" ", -1));
        web = words.get(1);
        other = words.get(2);
        daemon = ProcessHandle.of(docker.pid())
                .orElseThrow()
                .descendants()
                .filter(each -> each.info()
                        .command()
                        .filter(c -> c.endsWith("/dockerd"))
                        .isPresent())
                .map(each -> Long.toString(each.pid()))
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    static void stopDocker() throws IOException {
        if (docker != null) {
            docker.close();
        }
        if (!directory.toString().isEmpty()) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    /** In Docker's network namespace, with this /proc. */
    private static List<String> look(String... arguments) {
        return ChildJvm.withClasses(RealDockerTest.class, ListeningPorts.class, LinuxListeningPortProvider.class)
                .behind(List.of(
                        "env",
                        "DOCKER_HOST=unix://" + directory + "/docker.sock",
                        "nsenter",
                        "--net=/proc/" + daemon + "/ns/net",
                        "--"))
                .run(ContainerMain.class.getName(), arguments)
                .lines();
    }

    private static void assertHas(List<String> lines, String line) {
        assertTrue(lines.contains(line), () -> line + " is not in\n" + String.join("\n", lines));
    }

    @Test
    @Order(1)
    void theContainerBehindAProxyWithoutAskingDocker() {
        List<String> lines = look("ids");

        assertHas(lines, "tcp 0.0.0.0 18080 docker-proxy " + web + " - -");
        assertHas(lines, "udp 127.0.0.1 18081 docker-proxy " + web + " - -");
        assertHas(lines, "tcp 0.0.0.0 18082 docker-proxy " + other + " - -");
        assertHas(lines, "tcp 0.0.0.0 80 lab " + other + " - -");
    }

    @Test
    @Order(2)
    void namesAndImagesFromDocker() {
        List<String> lines = look("names");

        assertHas(lines, "tcp 0.0.0.0 18080 docker-proxy " + web + " web orders-image:7");
        assertHas(lines, "tcp :: 18080 docker-proxy " + web + " web orders-image:7");
        assertHas(lines, "udp 127.0.0.1 18081 docker-proxy " + web + " web orders-image:7");
        assertHas(lines, "tcp 0.0.0.0 18082 docker-proxy " + other + " other orders-image:7");
        assertHas(lines, "tcp 0.0.0.0 80 lab " + web + " web orders-image:7");
        assertHas(lines, "tcp 0.0.0.0 80 lab " + other + " other orders-image:7");
    }

    @Test
    @Order(3)
    void whatFreesAPortThatDockerPublishes() {
        assertEquals(
                List.of("docker stop " + web.substring(0, 12)),
                look("explain", "18080").stream().distinct().toList());
    }

    /** Two containers with one address: only Docker knows for which of them it publishes the port. */
    @Test
    @Order(4)
    void aNetworkThatTwoContainersShare() {
        docker.writeLine("share");
        assertEquals("share", docker.readLine());

        assertHas(look("ids"), "tcp 0.0.0.0 18080 docker-proxy -");
        assertHas(look("names"), "tcp 0.0.0.0 18080 docker-proxy " + web + " web orders-image:7");
        assertEquals(
                List.of("docker ps --filter publish=18080"),
                look("explain", "18080").stream().distinct().toList());
    }

    @Test
    @Order(5)
    void aDaemonThatHangs() {
        docker.writeLine("stop");
        assertEquals("stop", docker.readLine());
        try {
            List<String> lines = look("names");

            assertHas(lines, "tcp 0.0.0.0 18082 docker-proxy " + other + " - -");
            assertHas(
                    lines,
                    "DETAIL_MISSING " + directory
                            + "/docker.sock: names and images of containers are unknown: there is no answer"
                            + " yet: the timeout of 2000 ms was over (withContainerNames)");
        } finally {
            docker.writeLine("continue");
            assertEquals("continue", docker.readLine());
        }
    }
}
