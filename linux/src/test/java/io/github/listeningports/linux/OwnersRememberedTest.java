package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.processes.ProcessReader;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much an open source reads, where the kernel does not count descriptors, where nobody owns a socket, and over a long time. */
class OwnersRememberedTest {

    private static final int SNAPSHOTS = 4_000;

    private long nanos;

    @Test
    void whereTheKernelDoesNotCountDescriptorsEverySnapshotReadsThemAll(@TempDir Path root) throws IOException {
        ProcTree.unpack("linux-2.6.18-i686", root);
        SnapshotRequest request = SnapshotRequest.owners().withProcRoot(root);
        LinuxSource source = new LinuxSource(request, ByteOrder.LITTLE_ENDIAN, NativeTier.Mode.AUTO, () -> nanos);
        assertEquals(
                "portmap (1817)",
                source.snapshot().onPort(111).get(0).owners().get(0).toString());
        assertEquals(List.of(), source.snapshot().onPort(631).get(0).owners());

        // One descriptor closed, another opened: on such a kernel only the links show it.
        Files.delete(root.resolve("1817/fd/3"));
        Files.createSymbolicLink(root.resolve("1817/fd/3"), Path.of("socket:[4294967295]"));

        assertEquals(1, source.snapshot().onPort(631).get(0).owners().size());
    }

    @Test
    void socketsThatNobodyOwnsAreNotLookedForAgainAndAgain() throws IOException {
        Machine.needs("gcc");
        Lab.needsDescriptorCounts();
        DescriptorReader descriptors = new DescriptorReader(Path.of("/proc"), new NativeTier(NativeTier.Mode.NEVER));
        SocketOwnerReader owners = new SocketOwnerReader(
                descriptors, new ProcessReader(SnapshotRequest.owners()), WorkerThreads.none(), () -> nanos);
        try (Lab lab = Lab.hold()) {
            long held = Look.only(Protocol.TCP, lab.port()).socket().inode().orElseThrow();
            // Inodes that no process has: as those of the kernel's own sockets.
            Set<Long> inodes =
                    Stream.iterate(1L << 40, inode -> inode + 1).limit(500).collect(Collectors.toSet());
            inodes.add(held);
            for (int i = 0; i < 20; i++) {
                nanos += SocketOwnerReader.UNKNOWN_OWNER.toNanos() / 4;
                assertEquals(
                        Set.of(held),
                        owners.read(inodes, Deadline.none()).byInode().keySet());
            }
            assertEquals(1, owners.walks(), "25 s: the first look found who owns nothing");

            inodes.add(1L << 41);
            assertTrue(owners.read(inodes, Deadline.none()).pending() || owners.walks() == 2);
            nanos += SocketOwnerReader.UNKNOWN_OWNER.toNanos();
            owners.read(inodes, Deadline.none());
            owners.read(inodes, Deadline.none());
            assertEquals(2, owners.walks(), "one more for the new one");

            nanos += SocketOwnerReader.EVERYTHING.toNanos();
            owners.read(inodes, Deadline.none());
            assertEquals(3, owners.walks(), "and all is read again after a minute");
        }
    }

    @Test
    @SuppressWarnings("ReferenceEquality") // what was not read again is the same object
    void theReadingItselfIsNoReasonToReadThisProcessAgain(@TempDir Path root) throws IOException {
        Lab.needsDescriptorCounts();
        String pid = Long.toString(ProcessHandle.current().pid());
        Path link = Files.createSymbolicLink(root.resolve(pid), Path.of("/proc", pid));
        SocketOwnerReader owners = new SocketOwnerReader(
                new DescriptorReader(root, new NativeTier(NativeTier.Mode.NEVER)),
                new ProcessReader(SnapshotRequest.owners()),
                WorkerThreads.none(),
                () -> nanos);
        try (ServerSocket server = new ServerSocket(0)) {
            Set<Long> held = Set.of(inode(server));
            SocketOwners now = owners.read(held, Deadline.none());
            assertEquals(held, now.byInode().keySet());
            for (int tries = 0; tries < 100; tries++) { // other threads open and close descriptors, too
                SocketOwners before = now;
                now = owners.read(held, Deadline.none());
                if (now == before) {
                    return;
                }
            }
            fail("it was read each time");
        } finally {
            Files.delete(link); // JUnit warns of deleting a link that leads out of its directory
        }
    }

    private static long inode(ServerSocket socket) {
        return Look.only(Protocol.TCP, socket.getLocalPort()).socket().inode().orElseThrow();
    }

    @Test
    void fourThousandSnapshotsUnderChurnLeakNothingAndLoseNothing() throws Exception {
        Machine.needs("gcc");
        try (ChurnLab apart = ChurnLab.open();
                Lab tcp = apart.start("churn", "tcp", "350", "100", "1000");
                Lab udp = apart.start("churn", "udp", "350", "100", "1000")) {
            long grown = apart.inside(() -> lookFourThousandTimes(stable(tcp), stable(udp)));
            assertTrue(grown < 4 << 20, () -> "memory grew by " + grown);
        }
    }

    /** By how many bytes memory grew. */
    private static long lookFourThousandTimes(Set<Integer> stableTcp, Set<Integer> stableUdp) throws IOException {
        LinuxSource source = new LinuxSource(
                SnapshotRequest.owners(), ByteOrder.nativeOrder(), NativeTier.Mode.AUTO, System::nanoTime);
        PortSnapshot before = source.snapshot();
        long descriptors = 0;
        long memory = 0;
        for (int i = 0; i < SNAPSHOTS; i++) {
            if (i == SNAPSHOTS / 4) {
                descriptors = openDescriptors();
                memory = usedMemory();
            }
            PortSnapshot now = source.snapshot();
            for (PortChange change : now.changesSince(before)) {
                ListeningPort port = change.port();
                assertTrue(
                        !(port.protocol() == Protocol.TCP ? stableTcp : stableUdp).contains(port.port()),
                        () -> "never closed: " + change);
            }
            before = now;
        }
        assertTrue(openDescriptors() <= descriptors + 5, "descriptors");
        return usedMemory() - memory;
    }

    private static Set<Integer> stable(Lab churn) {
        return churn.numbers().stream().skip(1).map(Math::toIntExact).collect(Collectors.toCollection(TreeSet::new));
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }

    private static long usedMemory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
