package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.listeningports.AwaitException;
import io.github.listeningports.AwaitRequest;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortWatch;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.WatchRequest;
import io.github.listeningports.lab.Machine;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watch of, and waiting for, what the simulated Mac has. */
@Timeout(Machine.PATIENCE_SECONDS)
class WatchAndAwaitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(Machine.PATIENCE_SECONDS);

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    @BeforeEach
    void quietMac() {
        Scene.quietMac();
    }

    /** The script changes in the watch's thread, between two looks: the simulation is not made for two threads. */
    @Test
    void aListenerOpensAnotherReplacesItAndItCloses() throws InterruptedException {
        BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
        List<List<String>> steps = List.of(
                List.of("sock fresh lport=9 uid=501 last=100 handle=0xb1 gen=20 " + Scene.ANY, "fd 100 4 sock=fresh"),
                List.of(
                        "close 100 4",
                        "sock next lport=9 uid=501 last=100 handle=0xb1 gen=21 " + Scene.ANY,
                        "fd 100 4 sock=next"),
                List.of("close 100 4"),
                List.of());
        int[] step = {0};
        WatchRequest request = WatchRequest.of(
                        SnapshotRequest.owners().withProtocols(Protocol.TCP), Duration.ofMillis(10))
                .withPresentAsOpened()
                .withProvider(FakeMac.provider());
        try (PortWatch watch = ListeningPorts.watch(request, (now, changes) -> {
            told.add(changes.stream().map(Object::toString).toList());
            if (step[0] < steps.size()) {
                steps.get(step[0]++).forEach(FakeMac::then);
            }
        })) {
            assertEquals(List.of("OPENED tcp 0.0.0.0:8080 web (100)"), told.take(), watch::toString);
            assertEquals(List.of("OPENED tcp 0.0.0.0:9 web (100)"), told.take());
            assertEquals(List.of("CLOSED tcp 0.0.0.0:9 web (100)", "OPENED tcp 0.0.0.0:9 web (100)"), told.take());
            assertEquals(List.of("CLOSED tcp 0.0.0.0:9 web (100)"), told.take());
            assertEquals(List.of(), told.take());
        }
    }

    @Test
    void aListenerThatComes() throws InterruptedException {
        int[] looks = {0};
        AwaitRequest request = AwaitRequest.of(SnapshotRequest.ports().withProtocols(Protocol.TCP))
                .withProvider(FakeMac.provider())
                .withCondition(port -> {
                    if (looks[0]++ == 0) {
                        FakeMac.then("sock fresh lport=9 uid=501 last=100 " + Scene.LOOPBACK);
                        FakeMac.then("fd 100 4 sock=fresh");
                    }
                    return port.port() == 9;
                });
        ListeningPort found = ListeningPorts.await(request, PATIENCE);
        assertEquals("127.0.0.1", found.addressText());
    }

    @Test
    void aListenerOfAnotherProcess() throws Exception {
        InetAddress client = InetAddress.getByAddress(new byte[] {10, 0, 0, 9});
        AwaitRequest request = AwaitRequest.tcp(8080).withProvider(FakeMac.provider());
        assertEquals(
                8080,
                ListeningPorts.await(request.withClient(client), Duration.ZERO).port());
        AwaitException thrown = assertThrows(
                AwaitException.class,
                () -> ListeningPorts.await(request.withProcess(ProcessHandle.current()), Duration.ZERO));
        assertEquals(
                "waited 0 s for tcp port 8080 of process "
                        + ProcessHandle.current().pid() + ": tcp 0.0.0.0:8080 is held by web (100)",
                thrown.getMessage());
    }
}
