package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AwaitException;
import io.github.listeningports.AwaitRequest;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.Protocol;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for what a process opens, and what the exception says if it does not. */
@Timeout(Machine.PATIENCE_SECONDS)
class AwaitProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(Machine.PATIENCE_SECONDS);
    private static final Duration SHORT = Duration.ofMillis(100);

    @BeforeAll
    static void needsGcc() {
        Machine.needs("gcc");
    }

    private static AwaitRequest tcp() {
        return AwaitRequest.tcp().withProvider(new LinuxListeningPortProvider());
    }

    private static AwaitRequest tcp(int port) {
        return AwaitRequest.tcp(port).withProvider(new LinuxListeningPortProvider());
    }

    @Test
    void whatItOpenedOnPort0() throws Exception {
        try (Running server = Running.start(Lab.program().toString(), "hold")) {
            ListeningPort found = ListeningPorts.await(tcp().withProcess(server.process()), PATIENCE);
            assertEquals(List.of(server.process().pid()), Look.pids(found));
        }
    }

    @Test
    void whatAGrandchildOpened() throws Exception {
        try (Running shell = Running.start(
                "sh",
                "-c",
                "sh -c '\"$0\" hold <&3 & wait' \"$0\" 3<&0",
                Lab.program().toString())) {
            ListeningPort found =
                    ListeningPorts.await(tcp().withProcess(shell.process().toHandle()), PATIENCE);
            long holder = found.process().orElseThrow().pid();
            assertTrue(shell.process().descendants().anyMatch(each -> each.pid() == holder), found::toString);
        }
    }

    @Test
    void aPortThatThisJvmHolds() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Running other = Running.start("sleep", "600")) {
            AwaitRequest request = tcp(taken.getLocalPort()).withProcess(other.process());
            AwaitException thrown = assertThrows(AwaitException.class, () -> ListeningPorts.await(request, SHORT));
            String own = Look.only(Protocol.TCP, taken.getLocalPort())
                    .process()
                    .orElseThrow()
                    .toString();
            assertEquals(
                    "waited 100 ms for tcp port " + taken.getLocalPort() + " of process "
                            + other.process().pid() + ": tcp 127.0.0.1:" + taken.getLocalPort() + " is held by " + own,
                    thrown.getMessage());
            assertEquals(AwaitException.Reason.TIMEOUT, thrown.reason());
            assertEquals(OptionalInt.empty(), thrown.exitStatus());
        }
    }

    @Test
    void aServerThatChoseAnotherPort() throws Exception {
        int free = freePort();
        try (Running server = Running.start(Lab.program().toString(), "hold")) {
            int chosen = ListeningPorts.await(tcp().withProcess(server.process()), PATIENCE)
                    .port();
            AwaitException thrown = assertThrows(
                    AwaitException.class, () -> ListeningPorts.await(tcp(free).withProcess(server.process()), SHORT));
            long pid = server.process().pid();
            assertEquals(
                    "waited 100 ms for tcp port " + free + " of process " + pid
                            + ": nothing listens there; tcp 127.0.0.1:" + chosen + " is held by lab (" + pid + ")",
                    thrown.getMessage());
            assertEquals(chosen, thrown.seenPorts().get(0).port());
        }
    }

    @Test
    void aProcessThatExitsEndsTheWait() throws Exception {
        Process server = new ProcessBuilder("sh", "-c", "exit 3").start();
        int free = freePort();
        AwaitException thrown = assertThrows(
                AwaitException.class, () -> ListeningPorts.await(tcp(free).withProcess(server), PATIENCE));
        assertEquals(
                "waited for tcp port " + free + " of process " + server.pid() + ": process " + server.pid()
                        + " has exited with 3",
                thrown.getMessage());
        assertEquals(AwaitException.Reason.PROCESS_EXITED, thrown.reason());
        assertEquals(OptionalInt.of(3), thrown.exitStatus());
        AwaitException byHandle = assertThrows(
                AwaitException.class, () -> ListeningPorts.await(tcp(free).withProcess(server.toHandle()), PATIENCE));
        assertTrue(byHandle.toString().endsWith("has exited"), byHandle::toString);
        assertEquals(OptionalInt.empty(), byHandle.exitStatus());
    }

    @Test
    void aSocketThatIsHandedOver() throws Exception {
        try (Lab lab = Lab.start(List.of(), "trade")) {
            int port = Math.toIntExact(lab.numbers().get(0));
            ProcessHandle child = ProcessHandle.of(lab.numbers().get(2)).orElseThrow();
            assertThrows(
                    AwaitException.class, () -> ListeningPorts.await(tcp(port).withProcess(child), SHORT));
            Thread trade = new Thread(() -> assertEquals("traded", lab.request("t")));
            trade.start();
            ListeningPort found = ListeningPorts.await(tcp(port).withProcess(child), PATIENCE);
            assertTrue(Look.pids(found).contains(child.pid()), found::toString);
            trade.join();
        }
    }

    @Test
    void aServerOnIpv6Only() throws Exception {
        Tiers.needNativeCode();
        InetAddress client = InetAddress.getByAddress(new byte[] {10, 0, 0, 9});
        for (Mode mode : List.of(Mode.ALWAYS, Mode.NEVER)) {
            FixedProvider provider = new FixedProvider(mode);
            try (Lab dual = Lab.hold("addr=::", "v6only=0");
                    Lab only = Lab.hold("addr=::", "v6only=1")) {
                AwaitRequest request = AwaitRequest.tcp(dual.port()).withProvider(provider);
                assertEquals(
                        dual.port(),
                        ListeningPorts.await(request.withClient(client), SHORT).port());
                AwaitRequest onlySix =
                        AwaitRequest.tcp(only.port()).withProvider(provider).withClient(client);
                if (mode == Mode.NEVER) {
                    // What is not known counts as the default: dual-stack.
                    assertEquals(
                            only.port(), ListeningPorts.await(onlySix, SHORT).port());
                } else {
                    AwaitException thrown =
                            assertThrows(AwaitException.class, () -> ListeningPorts.await(onlySix, SHORT));
                    assertTrue(thrown.toString().endsWith("listens on IPv6 only"), thrown::toString);
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A child that runs until its input is closed, or it is killed; with its own children. */
    private record Running(Process process) implements AutoCloseable {

        static Running start(String... command) throws IOException {
            return new Running(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }

        @Override
        public void close() throws IOException {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.getOutputStream().close();
            Machine.exitStatus(process);
        }
    }
}
