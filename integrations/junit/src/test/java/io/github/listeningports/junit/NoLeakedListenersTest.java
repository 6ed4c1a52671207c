package io.github.listeningports.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.SnapshotRequest;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoLeakedListenersTest {

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : LeakCases.LEFT) {
            each.close();
        }
        LeakCases.LEFT.clear();
    }

    private static int leftPort() {
        return ((ServerSocket) LeakCases.LEFT.get(0)).getLocalPort();
    }

    @Test
    void aTestThatLeavesAListenerOpenFailsAndNamesIt() {
        String message = Run.of(LeakCases.LeavesOneOpen.class).message();

        ListeningPort left = ListeningPorts.snapshot(SnapshotRequest.owners())
                .onPort(leftPort())
                .get(0);
        assertEquals("leaks() left a listener open:\n    " + left + ", this JVM", message);
        assertTrue(message.contains("tcp 127.0.0.1:" + leftPort()), message);
    }

    @Test
    void udpCountsToo() {
        String message = Run.of(LeakCases.LeavesUdpOpen.class).message();

        int port = ((DatagramSocket) LeakCases.LEFT.get(0)).getLocalPort();
        assertTrue(message.contains("udp 127.0.0.1:" + port), message);
    }

    @Test
    void aProcessThatTheTestStartedCountsToo() {
        String message = Run.of(LeakCases.LeavesAProcess.class).message();

        List<ListeningPort> children = ProcessHandle.current()
                .children()
                .flatMap(child -> ListeningPorts.snapshot(SnapshotRequest.owners()).ownedBy(child.pid()).stream())
                .toList();
        assertEquals(1, children.size(), children::toString);
        assertEquals("leaks() left a listener open:\n    " + children.get(0) + ", started by this JVM", message);
    }

    @Test
    void whatIsClosedInTimeIsNoLeak() {
        Run.of(LeakCases.ClosesIt.class, LeakCases.ClosesItAfterEach.class, LeakCases.ClosesItInAnotherThread.class)
                .passes(3);
    }

    @Test
    void whatWasOpenBeforeOrIsOpenedByOthersIsNoLeak() throws Exception {
        try (ServerSocket before = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run.of(LeakCases.ClosesIt.class).passes(1);
            assertTrue(before.isBound());
        }
    }

    @Test
    void aTestThatDoesNotAskIsNotExamined() {
        Run.of(LeakCases.IsNotAsked.class).passes(1);
    }

    @Test
    void theFailureOfTheTestItselfComesFirst() {
        Throwable failure = Run.of(LeakCases.FailsAndLeaks.class).failure();

        assertInstanceOf(IllegalStateException.class, failure);
        String suppressed = failure.getSuppressed()[0].toString();
        assertTrue(suppressed.contains("fails() left a listener open:"), suppressed);
    }

    @Test
    void aClassIsExaminedAtItsEnd() {
        Run.of(LeakCases.ClassThatClosesAtItsEnd.class).passes(1);

        String message = Run.of(LeakCases.ClassThatLeavesTwoOpen.class).message();
        assertTrue(message.startsWith("LeakCases$ClassThatLeavesTwoOpen left 2 listeners open:"), message);
        assertEquals(3, message.lines().count(), message);
    }

    @Test
    void aSubclassIsExaminedToo() {
        String message = Run.of(LeakCases.InheritsIt.class).message();
        assertTrue(message.startsWith("LeakCases$InheritsIt left 2 listeners open:"), message);
    }

    @Test
    void testsThatRunInParallelDoNotDisturb() {
        Run.with(
                        Map.of(
                                "junit.jupiter.execution.parallel.enabled", "true",
                                "junit.jupiter.execution.parallel.mode.default", "concurrent",
                                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4"),
                        LeakCases.AloneInTheJvm.class,
                        LeakCases.OpensMeanwhile.class)
                .passes(2);
    }
}
