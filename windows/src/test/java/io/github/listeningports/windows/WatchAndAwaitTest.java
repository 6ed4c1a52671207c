package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.listeningports.AwaitException;
import io.github.listeningports.AwaitRequest;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortWatch;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.WatchRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.windows.lab.Lab;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watch of, and waiting for, sockets that another process opens through ws2_32. */
@Timeout(Machine.PATIENCE_SECONDS)
class WatchAndAwaitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(Machine.PATIENCE_SECONDS);

    private final BlockingQueue<PortChange> changes = new LinkedBlockingQueue<>();

    @BeforeAll
    static void needsWindows() {
        WindowsMachine.needsWindows();
    }

    @Test
    void whatAProcessOpensIsOpenedAndClosesWithIt() throws InterruptedException {
        WatchRequest request = WatchRequest.of(SnapshotRequest.owners(), Duration.ofMillis(50))
                .withProvider(new WindowsListeningPortProvider());
        try (PortWatch watch = ListeningPorts.watch(request, (now, more) -> changes.addAll(more))) {
            int tcp;
            int udp;
            try (Lab lab = Lab.hold("tcp4", "udp4")) {
                tcp = lab.port(0);
                udp = lab.port(1);
                // Both in one look, or each in its own.
                assertEquals(PortChange.Kind.OPENED, next(tcp, udp).kind(), watch::toString);
                assertEquals(PortChange.Kind.OPENED, next(tcp, udp).kind());
            }
            assertEquals(PortChange.Kind.CLOSED, next(tcp, udp).kind());
            assertEquals(PortChange.Kind.CLOSED, next(tcp, udp).kind());
        }
    }

    @Test
    void whatAProcessOpenedOnWhicheverPort() throws InterruptedException {
        try (Lab lab = Lab.hold("tcp4")) {
            ProcessHandle process = ProcessHandle.of(lab.pid()).orElseThrow();
            AwaitRequest request = AwaitRequest.tcp().withProvider(new WindowsListeningPortProvider());
            ListeningPort found = ListeningPorts.await(request.withProcess(process), PATIENCE);
            assertEquals(lab.port(0), found.port());
            assertEquals(lab.pid(), found.process().orElseThrow().pid());
        }
    }

    @Test
    void whatADescendantOpened() throws InterruptedException {
        try (Lab lab = Lab.hold("tcp4")) {
            AwaitRequest request = AwaitRequest.tcp(lab.port(0)).withProvider(new WindowsListeningPortProvider());
            ListeningPort found = ListeningPorts.await(request.withProcess(ProcessHandle.current()), PATIENCE);
            assertEquals(lab.pid(), found.process().orElseThrow().pid());
        }
    }

    @Test
    void aPortOfAnotherProcess() {
        try (Lab lab = Lab.hold("tcp4");
                Lab other = Lab.hold("udp4")) {
            AwaitRequest request = AwaitRequest.tcp(lab.port(0))
                    .withProvider(new WindowsListeningPortProvider())
                    .withProcess(ProcessHandle.of(other.pid()).orElseThrow());
            AwaitException thrown =
                    assertThrows(AwaitException.class, () -> ListeningPorts.await(request, Duration.ZERO));
            assertEquals(
                    "waited 0 s for tcp port " + lab.port(0) + " of process " + other.pid() + ": tcp 127.0.0.1:"
                            + lab.port(0) + " is held by lab.exe (" + lab.pid() + ")",
                    thrown.getMessage());
        }
    }

    private PortChange next(int tcp, int udp) throws InterruptedException {
        while (true) {
            PortChange change = changes.take();
            if (change.port().port() == tcp || change.port().port() == udp) {
                return change;
            }
        }
    }
}
