package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An open source: what it sees at once, and what within the bounds that it states. The clock is the test's, the rest is real. */
@ParameterizedClass
@EnumSource(names = {"NEVER", "ALWAYS"})
class SourceThatRemembersTest {

    private long nanos;

    /** How long it takes from one look at the clock to the next. */
    private long step;

    /** When everything was read. */
    private long read;

    private final LinuxSource source;

    SourceThatRemembersTest(NativeTier.Mode tier) {
        Machine.needs("gcc");
        source = new LinuxSource(
                SnapshotRequest.owners().withProtocols(Protocol.TCP),
                ByteOrder.nativeOrder(),
                tier,
                () -> nanos += step);
        readAll(Duration.ofSeconds(1));
        // The second one knows the processes by more than their start time.
        source.snapshot();
    }

    @Test
    void aNewProcess() {
        try (Lab lab = Lab.hold()) {
            assertEquals(lab.pids(), owners(lab.port()));
        }
    }

    @Test
    void eachNewProcessAndEachThatEndsAlsoAfterLooksAtNothingNew() {
        for (int i = 0; i < 10; i++) {
            int port;
            try (Lab lab = Lab.hold()) {
                port = lab.port();
                assertEquals(lab.pids(), owners(port));
                for (int quiet = 0; quiet < 5; quiet++) {
                    assertEquals(lab.pids(), owners(port));
                }
            }
            assertEquals(List.of(), source.snapshot().onPort(port));
            source.snapshot();
        }
    }

    @Test
    void aNewListenerOfAnOldProcess() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(List.of(ProcessHandle.current().pid()), owners(server.getLocalPort()));
        }
    }

    @Test
    void aNewListenerOfThisProcessThatClosedAnotherDescriptor() throws IOException {
        List<InputStream> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            files.add(new FileInputStream("/proc/self/status"));
        }
        source.snapshot();
        source.snapshot();
        for (InputStream file : files) {
            file.close();
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                assertEquals(List.of(ProcessHandle.current().pid()), owners(server.getLocalPort()));
            }
        }
    }

    @Test
    void oneListenerClosedAndAnotherOpenedByTheSameProcess() throws IOException {
        ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        PortSnapshot before = source.snapshot();
        first.close();
        try (ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PortSnapshot after = source.snapshot();

            assertEquals(List.of(ProcessHandle.current().pid()), pids(after, second.getLocalPort()));
            assertEquals(List.of(), after.onPort(first.getLocalPort()));
            assertEquals(
                    Set.of(PortChange.Kind.CLOSED, PortChange.Kind.OPENED),
                    Set.copyOf(after.changesSince(before).stream()
                            .filter(change -> Set.of(first.getLocalPort(), second.getLocalPort())
                                    .contains(change.port().port()))
                            .map(PortChange::kind)
                            .toList()));
        }
    }

    @Test
    void aSocketThatIsSharedByFork() {
        try (Lab lab = Lab.hold("fork=3")) {
            assertEquals(Set.copyOf(lab.pids()), Set.copyOf(owners(lab.port())));
            long gone = lab.pids().get(2);
            ChildProcess.end(gone);

            List<Long> left = owners(lab.port());
            assertEquals(3, left.size());
            assertTrue(!left.contains(gone) && lab.pids().containsAll(left), left::toString);
        }
    }

    @Test
    void aSocketThatIsPassedToAnotherProcess() {
        try (Lab lab = Lab.hold("pass")) {
            assertEquals(lab.pids(), owners(lab.port()));
        }
    }

    @Test
    void aSocketPassedWhileAnotherDescriptorIsClosedIsSeenWithinTheStatedBound() throws IOException {
        Lab.needsDescriptorCounts();
        try (Lab lab = Lab.start(List.of(), "trade")) {
            long parent = lab.pids().get(0);
            long child = lab.pids().get(1);
            assertEquals(List.of(parent), owners(lab.port()));
            source.snapshot();
            assertEquals("traded", lab.request("now"));

            assertEquals(List.of(parent), owners(lab.port()), "nothing betrays the child");
            pass(SocketOwnerReader.EVERYTHING);
            assertEquals(List.of(parent, child), owners(lab.port()));
        }
    }

    @Test
    void whereTheKernelDoesNotCountDescriptorsSuchASocketIsSeenAtOnce() throws IOException {
        Lab.needsNoDescriptorCounts();
        try (Lab lab = Lab.start(List.of(), "trade")) {
            long parent = lab.pids().get(0);
            long child = lab.pids().get(1);
            assertEquals(List.of(parent), owners(lab.port()));
            source.snapshot();
            assertEquals("traded", lab.request("now"));

            assertEquals(List.of(parent, child), owners(lab.port()));
            assertEquals("let go", lab.request("l"));
            assertEquals(List.of(child), owners(lab.port()));
        }
    }

    @Test
    void aSocketWithoutAnOwnerIsLookedForAtOnceWhereThatTakesNoTime() throws IOException {
        Lab.needsDescriptorCounts();
        readAll(Duration.ZERO);
        try (Lab lab = tradedAndLetGo()) {
            assertEquals(List.of(lab.pids().get(1)), owners(lab.port()));
        }
    }

    @Test
    void aSocketWithoutAnOwnerIsLookedForAgainAfterFiftyTimesWhatThatTook() throws IOException {
        Lab.needsDescriptorCounts();
        Duration took = Duration.ofMillis(10);
        readAll(took);
        try (Lab lab = tradedAndLetGo()) {
            passSinceAllWasRead(took.multipliedBy(SocketOwnerReader.REST).minusNanos(1));
            assertEquals(List.of(), owners(lab.port()));
            pass(Duration.ofNanos(1));
            assertEquals(List.of(lab.pids().get(1)), owners(lab.port()));
        }
    }

    @Test
    void aSocketWithoutAnOwnerIsLookedForAgainWithinTheStatedBound() throws IOException {
        Lab.needsDescriptorCounts();
        try (Lab lab = tradedAndLetGo()) {
            passSinceAllWasRead(SocketOwnerReader.UNKNOWN_OWNER.minusNanos(1));
            PortSnapshot pending = source.snapshot();
            assertEquals(List.of(), pids(pending, lab.port()));
            assertTrue(
                    pending.diagnostics().stream()
                            .anyMatch(each -> each.kind() == Diagnostic.Kind.OWNER_HIDDEN
                                    && each.message().contains("happens within 5 s")),
                    pending::toString);
            pass(Duration.ofNanos(1));
            assertEquals(List.of(lab.pids().get(1)), owners(lab.port()));
        }
    }

    @Test
    void aPidThatIsGivenToAnotherProcess() throws IOException {
        Machine.needsRoot();
        Path lastPid = Path.of("/proc/sys/kernel/ns_last_pid");
        Machine.needs(Files.isWritable(lastPid), "a kernel that lets the next pid be chosen");
        long pid;
        ListeningPort before;
        try (Lab first = Lab.hold("port=7201", "comm=66697273740a")) {
            pid = first.pids().get(0);
            source.snapshot();
            before = source.snapshot().onPort(7201).get(0);
        }
        for (int tries = 0; tries < 50; tries++) {
            Files.writeString(lastPid, Long.toString(pid - 1));
            try (Lab second = Lab.hold("port=7201", "comm=7365636f6e64")) {
                ListeningPort after = source.snapshot().onPort(7201).get(0);
                assertEquals(second.pids(), Look.pids(after));
                assertEquals("second", after.owners().get(0).displayName());
                assertNotEquals(before.id(), after.id());
                if (second.pids().get(0) == pid) {
                    return;
                }
            }
        }
        Machine.needs(false, "to get the pid " + pid + " again, which other processes took");
    }

    @Test
    void aListenerThatIsGone() {
        Lab lab = Lab.hold();
        assertEquals(lab.pids(), owners(lab.port()));
        lab.close();

        assertEquals(List.of(), source.snapshot().onPort(lab.port()));
    }

    /** A process that holds a socket, its second, which closed another descriptor for it. */
    private Lab tradedAndLetGo() throws IOException {
        Lab lab = Lab.start(List.of(), "trade");
        source.snapshot();
        source.snapshot();
        assertEquals("traded", lab.request("now"));
        assertEquals("let go", lab.request("l"));
        return lab;
    }

    /** Everything is read, in that time. */
    private void readAll(Duration time) {
        pass(SocketOwnerReader.EVERYTHING);
        step = time.toNanos();
        read = nanos + step;
        source.snapshot();
        step = 0;
    }

    private void passSinceAllWasRead(Duration time) {
        nanos = read + time.toNanos();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private List<Long> owners(int port) {
        return pids(source.snapshot(), port);
    }

    private static List<Long> pids(PortSnapshot snapshot, int port) {
        List<ListeningPort> ports = snapshot.onPort(port);
        assertEquals(1, ports.size(), snapshot::toString);
        return Look.pids(ports.get(0));
    }
}
