package io.github.listeningports.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;

/** What is compared for its speed sees the same sockets, and the same process behind them: here those of this JVM. */
class SnapshotVariantsTest {

    private static final long THIS_JVM = ProcessHandle.current().pid();

    private ServerSocket first;
    private ServerSocket second;
    private DatagramSocket datagrams;

    @BeforeEach
    void listen() throws IOException {
        Machine.needsLinux();
        first = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        second = new ServerSocket(0);
        datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        if (first != null) {
            first.close();
            second.close();
            datagrams.close();
        }
    }

    @Test
    void allSeeTheSocketsOfThisProcess() {
        // All addresses are :: to Java where there is IPv6, 0.0.0.0 otherwise.
        Set<String> expected = new TreeSet<>(Set.of(
                "tcp 127.0.0.1 " + first.getLocalPort(),
                "tcp any " + second.getLocalPort(),
                "udp 127.0.0.1 " + datagrams.getLocalPort()));

        assertEquals(expected, ours(ListeningPorts.snapshot(SnapshotRequest.owners())));
        for (String tier : List.of("never", "always")) {
            System.setProperty("listeningports.native", tier);
            assertEquals(expected, ours(ListeningPorts.snapshot(SnapshotRequest.owners())), tier);
            try (ListeningPortSource source = ListeningPorts.open(SnapshotRequest.owners())) {
                source.snapshot();
                assertEquals(expected, ours(source.snapshot()), tier + ", kept open");
            }
            System.clearProperty("listeningports.native");
        }
        assertEquals(
                expected,
                oshi(new SystemInfo()
                        .getOperatingSystem()
                        .getInternetProtocolStats()
                        .getConnections()));
        assertEquals(
                expected,
                oshi(new oshi.nativefree.SystemInfo()
                        .getOperatingSystem()
                        .getInternetProtocolStats()
                        .getConnections()));
    }

    private static Set<String> ours(PortSnapshot snapshot) {
        return snapshot.ports().stream()
                .filter(port -> port.owners().stream().map(ProcessInfo::pid).anyMatch(pid -> pid == THIS_JVM))
                .map(SnapshotVariantsTest::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(ListeningPort port) {
        return text(port.protocol().toString(), port.address(), port.port());
    }

    private static Set<String> oshi(List<IPConnection> connections) {
        return connections.stream()
                .filter(each -> each.getowningProcessId() == THIS_JVM)
                .filter(each -> each.getState() == TcpState.LISTEN
                        || (each.getType().startsWith(Protocol.UDP.toString()) && each.getState() == TcpState.CLOSED))
                .map(each -> text(each.getType().substring(0, 3), address(each), each.getLocalPort()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(String protocol, InetAddress address, int port) {
        return protocol + " " + (address.isAnyLocalAddress() ? "any" : address.getHostAddress()) + " " + port;
    }

    private static InetAddress address(IPConnection connection) {
        try {
            return InetAddress.getByAddress(connection.getLocalAddress());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
