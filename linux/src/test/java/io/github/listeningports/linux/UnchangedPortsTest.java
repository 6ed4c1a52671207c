package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.SnapshotRequest.Level;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An open source gives the ports that did not change again, and those that changed anew. All sockets and processes are real. */
class UnchangedPortsTest {

    @ParameterizedTest
    @CsvSource({
        "NEVER,PORTS",
        "NEVER,OWNERS",
        "NEVER,STANDARD",
        "ALWAYS,PORTS",
        "ALWAYS,OWNERS",
        "ALWAYS,STANDARD",
        "ALWAYS,DETAILED"
    })
    void whatDidNotChangeIsTheSameObject(NativeTier.Mode tier, Level level) throws IOException {
        Machine.needs("gcc");
        try (Lab lab = Lab.hold();
                ListeningPortSource source = source(tier, request(level))) {
            ListeningPort first = one(source.snapshot(), lab.port());
            assertSame(first, one(source.snapshot(), lab.port()));

            try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                PortSnapshot more = source.snapshot();
                assertSame(first, one(more, lab.port()));
                ListeningPort opened = one(more, server.getLocalPort());
                assertEquals(level == Level.PORTS ? 0 : 1, opened.owners().size());
                assertSame(opened, one(source.snapshot(), server.getLocalPort()));
            }
            PortSnapshot less = source.snapshot();
            assertSame(first, one(less, lab.port()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void aQueueThatGrowsIsSeen(NativeTier.Mode tier) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ListeningPortSource source = source(tier, SnapshotRequest.owners())) {
            ListeningPort before = one(source.snapshot(), server.getLocalPort());
            assertEquals(0, before.socket().acceptQueue().orElseThrow());
            try (Socket waiting = new Socket(server.getInetAddress(), server.getLocalPort())) {
                assertTrue(waiting.isConnected());
                ListeningPort after = one(source.snapshot(), server.getLocalPort());
                assertEquals(1, after.socket().acceptQueue().orElseThrow());
                assertNotSame(before, after);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void aSecondOwnerIsSeenThoughTheTablesAreTheSame(NativeTier.Mode tier) {
        Machine.needs("gcc");
        try (Lab lab = Lab.hold("fork=2");
                ListeningPortSource source = source(tier, SnapshotRequest.owners())) {
            PortSnapshot before = source.snapshot();
            assertEquals(3, one(before, lab.port()).owners().size());
            assertSame(one(before, lab.port()), one(source.snapshot(), lab.port()));
            ChildProcess.end(lab.pids().get(1));
            PortSnapshot after = source.snapshot();
            assertEquals(2, one(after, lab.port()).owners().size());
            assertEquals(
                    List.of(PortChange.Kind.OWNERS_CHANGED),
                    after.changesSince(before).stream()
                            .filter(change -> change.port().port() == lab.port())
                            .map(PortChange::kind)
                            .toList());
        }
    }

    private static SnapshotRequest request(Level level) {
        return switch (level) {
            case PORTS -> SnapshotRequest.ports();
            case OWNERS -> SnapshotRequest.owners();
            case STANDARD -> SnapshotRequest.standard();
            case DETAILED -> SnapshotRequest.detailed();
        };
    }

    private static ListeningPortSource source(NativeTier.Mode tier, SnapshotRequest request) {
        return new LinuxSource(request, ByteOrder.nativeOrder(), tier, System::nanoTime);
    }

    private static ListeningPort one(PortSnapshot snapshot, int port) {
        List<ListeningPort> ports = snapshot.onPort(port);
        assertEquals(1, ports.size(), snapshot::toString);
        return ports.get(0);
    }
}
