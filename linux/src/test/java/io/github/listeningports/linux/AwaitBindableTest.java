package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.BindTimeoutException;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Waiting for a port, with sockets of this process. */
class AwaitBindableTest {

    private static final Duration PATIENCE = Duration.ofSeconds(Machine.PATIENCE_SECONDS);

    @BeforeAll
    static void needsLinux() {
        Machine.needsLinux();
    }

    @Test
    void endsWhenThePortIsFree() throws Exception {
        int port;
        FutureTask<BindReport> waiting;
        try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = held.getLocalPort();
            BindRequest request = BindRequest.tcp(port).withAddress(held.getInetAddress());
            waiting = new FutureTask<>(() -> ListeningPorts.awaitBindable(request, PATIENCE));
            Thread thread = new Thread(waiting);
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
                Thread.onSpinWait(); // until it has looked and pauses
            }
        }

        BindReport report = waiting.get(Machine.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotEquals(BindReport.Answer.REFUSED, report.answer(), report::toString);
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertTrue(again.isBound());
        }
    }

    @Test
    void saysWhatHeldItToTheEnd() throws IOException {
        try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BindRequest request = BindRequest.tcp(held.getLocalPort());

            BindTimeoutException late = assertThrows(
                    BindTimeoutException.class, () -> ListeningPorts.awaitBindable(request, Duration.ZERO));

            String expected = "still refused after 0s: tcp 127.0.0.1:" + held.getLocalPort() + " is held by ";
            assertTrue(String.valueOf(late.getMessage()).startsWith(expected), late::getMessage);
            assertEquals(BindReport.Answer.REFUSED, late.report().orElseThrow().answer());
        }
    }

    @Test
    void anInterruptEndsTheWait() throws IOException {
        try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.currentThread().interrupt();

            assertThrows(
                    InterruptedException.class,
                    () -> ListeningPorts.awaitBindable(BindRequest.tcp(held.getLocalPort()), PATIENCE));
        }
    }

    @Test
    void aNegativeTimeIsAMistake() {
        assertThrows(
                IllegalArgumentException.class,
                () -> ListeningPorts.awaitBindable(BindRequest.tcp(80), Duration.ofSeconds(-1)));
    }

    /** This process is not advised to end itself. */
    @Test
    void ownSocketsHaveNoStopCommand() throws IOException {
        try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BindReport report = ListeningPorts.explainBind(BindRequest.tcp(held.getLocalPort()));

            assertEquals(Optional.empty(), report.obstacles().get(0).stopCommand(), report::toString);
            assertEquals(
                    ProcessHandle.current().pid(),
                    report.obstacles().get(0).owners().get(0).pid());
        }
    }
}
