package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.lab.NetworkNamespaceLab;
import io.github.listeningports.linux.kernel.NativeTier;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole /proc trees of other kernels; each file of {@code src/test/resources/proc} names its origin. */
class FixturesTest {

    @TempDir
    private Path root;

    /** A pipe that nobody writes to is as good as a file system that does not respond. */
    @Test
    void aPasswdFileOfAnotherRootThatDoesNotAnswer() throws IOException {
        Machine.needs("mkfifo");
        ProcTree.unpack("linux-2.6.18-i686", root);
        Path passwd = root.resolve("1/root/etc/passwd");
        Files.delete(passwd);
        Machine.run("mkfifo", passwd.toString());
        try {
            PortSnapshot snapshot = look(SnapshotRequest.owners());

            ProcessInfo process = snapshot.ownedBy(1817).get(0).owners().get(0);
            assertEquals(Optional.of("/sbin/portmap"), process.executable());
            assertEquals(Optional.of("32"), process.user().map(user -> user.id()));
            assertEquals(Optional.empty(), process.user().flatMap(user -> user.name()));
            assertTrue(
                    snapshot.diagnostics().stream()
                            .anyMatch(each -> each.source().equals(passwd.toString())
                                    && each.message().startsWith("the names of users are unknown: reading it hangs")),
                    snapshot::toString);
        } finally {
            Files.newOutputStream(passwd).close(); // lets the read end
        }
    }

    @Test
    void anOld32BitKernel() throws IOException {
        ProcTree.unpack("linux-2.6.18-i686", root);
        PortSnapshot snapshot = look(SnapshotRequest.owners());

        assertEquals(
                List.of(
                        "tcp [::]:22 ?",
                        "tcp 0.0.0.0:111 portmap (1817)",
                        "tcp 127.0.0.1:631 ?",
                        "udp 0.0.0.0:111 portmap (1817)"),
                texts(snapshot));
        ListeningPort printer = snapshot.onPort(631).get(0);
        assertEquals(OptionalLong.of(4294967295L), printer.socket().inode(), "beyond 2^31");
        assertEquals(OptionalLong.of(3), printer.socket().acceptQueue());
        assertEquals(OptionalLong.of(99), printer.socket().uid());
        assertEquals(
                OptionalLong.empty(), snapshot.ownedBy(1817).get(1).socket().drops(), "not reported then");

        ProcessInfo process = snapshot.ownedBy(1817).get(0).owners().get(0);
        assertEquals(Optional.of(Instant.ofEpochSecond(1170000000).plusMillis(22110)), process.startedAt());
        assertEquals("32", process.user().orElseThrow().id());
        assertEquals(Optional.of("rpc"), process.user().orElseThrow().name(), "by the passwd file of that machine");
        assertEquals(Optional.of("/sbin/portmap"), process.executable());
        assertTrue(snapshot.isComplete(), snapshot::toString);
    }

    @Test
    void synRecvRowsBetweenListeningOnes() throws IOException {
        ProcTree.unpack("linux-4.1-syn-recv", root);
        PortSnapshot snapshot = look(SnapshotRequest.ports());

        assertEquals(List.of("tcp 0.0.0.0:80 ?", "tcp 0.0.0.0:443 ?"), texts(snapshot));
        assertTrue(snapshot.isComplete(), "a kernel without IPv6 misses nothing");
    }

    @Test
    void aFloodOfSynRecvRowsHidesNothing() throws IOException {
        ProcTree.unpack("linux-4.1-syn-recv", root);
        StringBuilder table = new StringBuilder("  sl  local_address ...\n").append(row(80, "0A", 1));
        for (int i = 0; i < 1000; i++) {
            table.append(row(80, "03", 0));
        }
        ProcTree.write(
                root.resolve("1/net/tcp"), table.append(row(443, "0A", 2)).toString());

        assertEquals(List.of("tcp 0.0.0.0:80 ?", "tcp 0.0.0.0:443 ?"), texts(look(SnapshotRequest.ports())));
    }

    @Test
    void theOrderOfGvisor() throws IOException {
        ProcTree.unpack("gvisor-4.19.0", root);
        PortSnapshot snapshot = look(SnapshotRequest.ports());

        assertEquals(
                List.of("tcp 127.0.0.1:8080 ?", "tcp 0.0.0.0:8081 ?", "tcp [::1]:8082 ?", "udp 0.0.0.0:8083 ?"),
                texts(snapshot));
        assertEquals(List.of(), snapshot.diagnostics());
    }

    @Test
    void aListenerBehindManyConnectionsIsFoundWhereTheOrderIsNotThatOfLinux() throws IOException {
        ProcTree.unpack("gvisor-4.19.0", root);
        ProcTree.write(root.resolve("1/net/tcp"), listenerBehindConnections());

        assertEquals(1, look(SnapshotRequest.ports()).onPort(9999).size());
    }

    @Test
    void onLinuxTheReadingEndsSoonAfterTheLastListener() throws IOException {
        ProcTree.unpack("linux-4.1-syn-recv", root);
        String connections = row(8080, "01", 7).repeat(600);
        ProcTree.write(
                root.resolve("1/net/tcp"),
                "  sl  local_address ...\n" + row(80, "0A", 1) + connections + "broken, if anyone came here\n");

        PortSnapshot snapshot = look(SnapshotRequest.ports());
        assertEquals(List.of("tcp 0.0.0.0:80 ?"), texts(snapshot));
        assertTrue(snapshot.isComplete(), snapshot::toString);
    }

    @Test
    void onLinuxAListenerAfterOneConnectionMakesTheWholeTableRead() throws IOException {
        ProcTree.unpack("linux-4.1-syn-recv", root);
        String connections = listenerBehindConnections();
        ProcTree.write(
                root.resolve("1/net/tcp"),
                "  sl  local_address ...\n" + row(80, "01", 1) + row(81, "0A", 2)
                        + connections.substring(connections.indexOf('\n') + 1));

        assertEquals(List.of("tcp 0.0.0.0:81 ?", "tcp 0.0.0.0:9999 ?"), texts(look(SnapshotRequest.ports())));
    }

    @Test
    void aBigEndianMachine() throws IOException {
        ProcTree.unpack("linux-6.1-s390x", root);
        PortSnapshot snapshot = new LinuxSource(
                        SnapshotRequest.ports().withProcRoot(root),
                        ByteOrder.BIG_ENDIAN,
                        NativeTier.Mode.AUTO,
                        System::nanoTime)
                .snapshot();

        assertEquals(
                List.of(
                        "tcp 192.168.1.10:22 ?",
                        "tcp 127.0.0.1:8080 ?",
                        "tcp [::1]:8081 ?",
                        "tcp [fe80::ff:fe00:1%2]:8082 ?",
                        "tcp 192.168.1.10:8083 ?",
                        "tcp [fe80::ff:fe00:9]:8084 ?",
                        "udp 239.1.2.3:5353 ?"),
                texts(snapshot));
        assertEquals(OptionalLong.of(12), snapshot.onPort(5353).get(0).socket().drops());
    }

    @Test
    void brokenRowsAreLeftOutAndTheFileGoesOn() throws IOException {
        ProcTree.unpack("broken-rows", root);
        PortSnapshot snapshot = look(SnapshotRequest.ports());

        assertEquals(
                List.of("tcp [::]:22 ?", "tcp 0.0.0.0:111 ?", "tcp 127.0.0.1:633 ?", "udp 0.0.0.0:111 ?"),
                texts(snapshot));
        assertEquals(OptionalLong.of(7), snapshot.onPort(633).get(0).socket().acceptQueue(), "listed once");
        assertEquals(
                List.of("tcp 9", "tcp6 1"),
                snapshot.diagnostics().stream()
                        .filter(each -> each.kind() == Kind.ROW_MALFORMED)
                        .map(each -> Path.of(each.source()).getFileName() + " " + each.count())
                        .toList());
        assertTrue(
                diagnostic(snapshot, Kind.ROW_MALFORMED).message().contains("the first is \"   1: 0100007:0277"),
                snapshot::toString);
        assertFalse(snapshot.isComplete());
    }

    @Test
    void aKernelWithoutIpv6MissesNothingATableThatIsNotThereDoes() throws IOException {
        ProcTree.unpack("no-ipv6", root);
        PortSnapshot without = look(SnapshotRequest.ports());
        assertEquals(List.of("tcp 127.0.0.1:8080 ?"), texts(without));
        assertTrue(without.isComplete(), without::toString);
        assertTrue(diagnostic(without, Kind.DETAIL_MISSING).message().contains("without IPv6"));

        PortSnapshot all = look(SnapshotRequest.ports().withAllNetworkNamespaces());
        assertEquals(List.of("tcp 127.0.0.1:8080 ?", "tcp 127.0.0.1:8081 ?"), texts(all));
        assertFalse(all.isComplete());
        assertEquals(
                root.resolve("7/net/tcp6").toString(),
                diagnostic(all, Kind.PORTS_MISSING).source());
    }

    @Test
    void withoutProcTheExceptionNamesTheRemedy() {
        ListeningPortsException e = assertThrows(ListeningPortsException.class, () -> look(SnapshotRequest.owners()));

        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(root.resolve("1/net/tcp").toString()), message);
        assertTrue(message.contains("-Dlisteningports.proc"), message);
    }

    @Test
    void aRootWithoutAnyProcessIsReported() {
        ListeningPortsException e = assertThrows(
                ListeningPortsException.class,
                () -> look(SnapshotRequest.owners().withAllNetworkNamespaces()));

        assertTrue(String.valueOf(e.getMessage()).contains(root + " shows no process"), e::toString);
    }

    @Test
    void anyWayToProcLeadsToTheOwnNamespace() throws IOException {
        Machine.needsLinux();
        Path link = Files.createSymbolicLink(root.resolve("link-to-proc"), Path.of("/proc"));
        try (Lab lab = Lab.hold()) {
            SnapshotRequest request = SnapshotRequest.owners().withPorts(lab.port());
            List<ListeningPort> ports = Look.now(request).ports();
            assertEquals(1, ports.size());
            for (Path way : List.of(Path.of("/proc/."), Path.of("/proc/../proc"), link)) {
                assertEquals(ports, Look.now(request.withProcRoot(way)).ports(), way::toString);
            }
        }
        Files.delete(link); // JUnit warns of deleting a link that leads out of its directory
        try (NetworkNamespaceLab namespace = NetworkNamespaceLab.open();
                Lab lab = Lab.start(namespace.enter(), "hold")) {
            Probe probe = Probe.run(namespace.enter(), "root=/proc/.");
            assertEquals(1, probe.on(lab.port()).size(), probe::toString);
        }
    }

    @Test
    void whatCannotBeReadIsReported() throws IOException {
        Machine.needsRoot();
        Machine.needs("setpriv");
        ProcTree.unpack("linux-2.6.18-i686", root);
        Machine.run("chmod", "-R", "a+rX", root.toString());
        Machine.run(
                "chmod",
                "000",
                root.resolve("1/net/tcp6").toString(),
                root.resolve("1817/fd").toString());
        Probe probe = Probe.run(Machine.AS_NOBODY, "root=" + root);

        assertEquals(List.of(), probe.on(22));
        assertEquals(
                List.of("[]", "[]"), probe.on(111).stream().map(Probe.Row::pids).toList());
        assertFalse(probe.complete());
        assertTrue(
                probe.diagnostics().stream()
                        .anyMatch(each -> each.startsWith("PORTS_MISSING " + root.resolve("1/net/tcp6"))
                                && each.contains("permission denied (EACCES)")),
                probe::toString);
        assertTrue(
                probe.diagnostics().stream()
                        .anyMatch(each -> each.startsWith("OWNER_HIDDEN") && each.contains("of 1 of 2 processes")),
                probe::toString);
    }

    /** As gVisor may have it: 300 connections, and then a listener. */
    private static String listenerBehindConnections() {
        StringBuilder table = new StringBuilder("  sl  local_address ...\n");
        for (int i = 0; i < 300; i++) {
            table.append(row(8080, "01", 100 + i));
        }
        return table.append(row(9999, "0A", 99)).toString();
    }

    private static String row(int port, String state, int inode) {
        return "   0: 00000000:%04X 00000000:0000 %s 00000000:00000000 00:00000000 00000000     0        0 %d 1 ffff880000000000 100 0 0 10 0\n"
                .formatted(port, state, inode);
    }

    private PortSnapshot look(SnapshotRequest request) {
        return new LinuxSource(
                        request.withProcRoot(root), ByteOrder.LITTLE_ENDIAN, NativeTier.Mode.AUTO, System::nanoTime)
                .snapshot();
    }

    private static List<String> texts(PortSnapshot snapshot) {
        return snapshot.ports().stream().map(ListeningPort::toString).toList();
    }

    private static Diagnostic diagnostic(PortSnapshot snapshot, Kind kind) {
        return snapshot.diagnostics().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in " + snapshot));
    }
}
