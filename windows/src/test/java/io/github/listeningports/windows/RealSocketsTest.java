package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Ancestor;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.windows.lab.Lab;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that another process opened through ws2_32, and the facts of that process. */
class RealSocketsTest {

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsWindows() {
        WindowsMachine.needsWindows();
    }

    @Test
    void socketsOfAllKinds() {
        try (Lab lab = Lab.hold("tcp4", "tcp6", "udp4", "udp6", "dual", "tcp4=0.0.0.0")) {
            PortSnapshot snapshot = look(SnapshotRequest.owners());

            assertRow(snapshot, lab, 0, "tcp 127.0.0.1 IPV4 Optional[true] LOOPBACK");
            assertRow(snapshot, lab, 1, "tcp ::1 IPV6 Optional[false] LOOPBACK");
            assertRow(snapshot, lab, 2, "udp 127.0.0.1 IPV4 Optional[true] LOOPBACK");
            assertRow(snapshot, lab, 3, "udp ::1 IPV6 Optional[false] LOOPBACK");
            assertRow(snapshot, lab, 5, "tcp 0.0.0.0 IPV4 Optional[true] ALL_ADDRESSES");
            // A dual-stack socket is one row, or one in the table of each family.
            List<ListeningPort> dual = snapshot.onPort(lab.port(4));
            assertFalse(dual.isEmpty());
            assertTrue(dual.stream().anyMatch(port -> port.addressText().equals("::")), dual::toString);
            assertTrue(dual.stream().allMatch(port -> port.address().isAnyLocalAddress()), dual::toString);
            assertTrue(snapshot.isComplete(), () -> snapshot.diagnostics().toString());
        }
    }

    @Test
    void theOwnerWithAllItsFacts() {
        Instant before = Instant.now().minusSeconds(2);
        try (Lab lab = Lab.hold("tcp4", "udp4", "udp6")) {
            PortSnapshot snapshot = look(SnapshotRequest.owners().withCommandLines());
            ProcessInfo owner = owner(snapshot, lab.port(0));

            assertEquals(lab.pid(), owner.pid());
            assertEquals("lab.exe", owner.name().orElseThrow());
            assertEquals(ProcessHandle.current().pid(), owner.parentPid().orElseThrow());
            assertSameFile(WindowsMachine.lab(), owner.executable().orElseThrow());
            assertTrue(owner.user().orElseThrow().id().startsWith("S-1-5-21-"), owner.user()::toString);
            assertEquals(
                    System.getProperty("user.name"),
                    owner.user().orElseThrow().name().orElseThrow());
            assertTrue(owner.startedAt().orElseThrow().isAfter(before));
            assertTrue(owner.startedAt().orElseThrow().isBefore(Instant.now().plusSeconds(2)));
            assertEquals(List.of(), owner.services());
            assertEquals(owner, owner(snapshot, lab.port(1)));
            assertEquals(owner, owner(snapshot, lab.port(2)));
            assertTrue(snapshot.ownedBy(lab.pid()).size() == 3, snapshot::toString);
        }
    }

    @Test
    void theAncestors() {
        List<String> command = List.of("cmd.exe", "/c", WindowsMachine.lab().toString(), "udp4");
        try (Lab lab = Lab.hold(command)) {
            ProcessInfo owner = owner(look(SnapshotRequest.owners().withAncestors()), lab.port(0));
            Ancestor shell = owner.ancestors().get(0);
            Ancestor self = owner.ancestors().get(1);

            assertEquals("cmd.exe", shell.name().orElseThrow().toLowerCase(Locale.ROOT));
            assertEquals(owner.parentPid().orElseThrow(), shell.pid());
            assertEquals(ProcessHandle.current().pid(), self.pid());
            assertTrue(self.toString().contains("java"), self::toString);
            assertTrue(self.startedAt().orElseThrow().isBefore(owner.startedAt().orElseThrow()));
        }
    }

    /** A process keeps the pid of its parent, also when that has ended: it is no ancestor then. */
    @Test
    void aParentThatHasEndedIsNoAncestor() {
        try (Lab parent = Lab.hold("parent")) {
            long child = parent.port(0);
            ProcessHandle.of(parent.pid()).ifPresent(ending -> ending.onExit().join());
            List<ListeningPort> held = List.of();
            while (held.isEmpty()) {
                held = look(SnapshotRequest.owners().withAncestors()).ownedBy(child);
            }
            ProcessInfo owner = held.get(0).owners().get(0);

            assertEquals(parent.pid(), owner.parentPid().orElseThrow());
            assertEquals(List.of(), owner.ancestors());
        }
    }

    /** Read on another thread, and with more rights: the same owners, of which none is missing. */
    @Test
    void ownersByTheDebugPrivilege() {
        try (Lab lab = Lab.hold("tcp4", "udp4");
                ListeningPortSource source =
                        ListeningPorts.open(SnapshotRequest.owners().withDebugPrivilege())) {
            ProcessInfo plain = owner(look(SnapshotRequest.owners()), lab.port(1));
            for (int i = 0; i < 3; i++) {
                PortSnapshot snapshot = source.snapshot();
                assertEquals(plain, owner(snapshot, lab.port(1)));
                assertTrue(
                        snapshot.diagnostics().stream()
                                .map(Diagnostic::message)
                                .filter(text -> text.contains("SeDebugPrivilege cannot be enabled"))
                                .allMatch(text -> text.contains("this user does not have it")),
                        () -> snapshot.diagnostics().toString());
            }
        }
    }

    /** wine 8 reports no command line; a diagnostic says so. */
    @Test
    void theCommandLineOrWhyNot() {
        try (Lab lab = Lab.hold("udp4")) {
            PortSnapshot snapshot =
                    look(SnapshotRequest.owners().withCommandLines().withPorts(lab.port(0)));
            ProcessInfo owner = owner(snapshot, lab.port(0));

            if (WindowsMachine.isWine() && owner.commandLine().isEmpty()) {
                assertTrue(
                        snapshot.diagnostics().stream()
                                .map(Diagnostic::message)
                                .anyMatch(text -> text.startsWith("the command line cannot be read of " + owner)),
                        snapshot::toString);
            } else {
                assertEquals("udp4", owner.commandLine().orElseThrow().get(1));
            }
        }
    }

    @Test
    void aNameBeyondAscii() throws IOException {
        Path program = Files.copy(WindowsMachine.lab(), directory.resolve("höhle-日本-\uD83D\uDE00.exe"));
        try (Lab lab = Lab.hold(program, "udp4")) {
            ProcessInfo owner = owner(look(SnapshotRequest.owners()), lab.port(0));

            assertEquals("höhle-日本-\uD83D\uDE00.exe", owner.name().orElseThrow());
            assertTrue(
                    owner.executable().orElseThrow().endsWith("\\höhle-日本-\uD83D\uDE00.exe"),
                    owner.executable()::toString);
        }
    }

    @Test
    void aPathBeyond260Characters() throws IOException {
        Path deep = directory;
        while (deep.toAbsolutePath().toString().length() < 300) {
            deep = deep.resolve("a-directory-with-a-long-name");
        }
        Path program =
                Files.copy(WindowsMachine.lab(), Files.createDirectories(deep).resolve("long.exe"));
        Lab lab;
        try {
            lab = Lab.hold(program, "udp4");
        } catch (AssertionError e) {
            Machine.needs(false, "a Windows that starts a program with a path of 300 characters: " + e.getCause());
            return;
        }
        try (lab) {
            ProcessInfo owner = owner(look(SnapshotRequest.owners()), lab.port(0));

            assertEquals("long.exe", owner.name().orElseThrow());
            assertSameFile(program, owner.executable().orElseThrow());
        }
    }

    @Test
    void aProcessThatEndsTakesItsPortsAlong() {
        try (ListeningPortSource source =
                ListeningPorts.open(new WindowsListeningPortProvider(), SnapshotRequest.owners())) {
            int port;
            try (Lab lab = Lab.hold("tcp4")) {
                port = lab.port(0);
                assertEquals(lab.pid(), owner(source.snapshot(), port).pid());
            }
            // Its sockets close with its last handle, possibly after it has ended.
            Instant deadline = Instant.now().plus(Duration.ofSeconds(Machine.PATIENCE_SECONDS));
            while (!source.snapshot().onPort(port).isEmpty() && Instant.now().isBefore(deadline)) {
                Thread.onSpinWait();
            }
            assertEquals(List.of(), source.snapshot().onPort(port));
        }
    }

    @Test
    void connectionsAreCountedOnRequest() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket server = new ServerSocket(0, 50, loopback);
                ServerSocket idle = new ServerSocket(0, 50, loopback);
                Socket one = new Socket(loopback, server.getLocalPort());
                Socket other = new Socket(loopback, server.getLocalPort())) {
            assertTrue(one.isConnected() && other.isConnected());
            PortSnapshot snapshot = look(SnapshotRequest.ports().withConnectionCounts());

            assertEquals(
                    2,
                    only(snapshot, server.getLocalPort()).socket().connections().orElseThrow());
            assertEquals(
                    0,
                    only(snapshot, idle.getLocalPort()).socket().connections().orElseThrow());
            assertTrue(only(look(SnapshotRequest.ports()), server.getLocalPort())
                    .socket()
                    .connections()
                    .isEmpty());
        }
    }

    private static PortSnapshot look(SnapshotRequest request) {
        try (ListeningPortSource source = ListeningPorts.open(new WindowsListeningPortProvider(), request)) {
            return source.snapshot();
        }
    }

    private static void assertRow(PortSnapshot snapshot, Lab lab, int socket, String expected) {
        ListeningPort port = only(snapshot, lab.port(socket));
        assertEquals(
                expected,
                port.protocol() + " " + port.addressText() + " " + port.socket().family() + " "
                        + port.socket().acceptsIpv4() + " " + port.reach());
        // wine 8 does not know the owners of TCP sockets over IPv6.
        boolean unknown = WindowsMachine.isWine()
                && port.protocol() == Protocol.TCP
                && port.socket().family() == AddressFamily.IPV6;
        assertEquals(
                unknown ? List.of() : List.of(lab.pid()),
                port.owners().stream().map(ProcessInfo::pid).toList(),
                port::toString);
    }

    private static void assertSameFile(Path expected, String actual) {
        try {
            assertTrue(Files.isSameFile(expected, Path.of(actual)), () -> expected + ", not " + actual);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ProcessInfo owner(PortSnapshot snapshot, int port) {
        return only(snapshot, port).process().orElseThrow(() -> new AssertionError(snapshot.toString()));
    }

    /** Windows hands out the ports of TCP and UDP apart, but the lab's differ in their numbers. */
    private static ListeningPort only(PortSnapshot snapshot, int port) {
        List<ListeningPort> found = snapshot.onPort(port);
        assertEquals(1, found.size(), snapshot::toString);
        return found.get(0);
    }
}
