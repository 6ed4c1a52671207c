package io.github.listeningports.contract;

import static io.github.listeningports.contract.Looks.LOOPBACK_4;
import static io.github.listeningports.contract.Looks.anyLoopbackPort;
import static io.github.listeningports.contract.Looks.look;
import static io.github.listeningports.contract.Looks.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Ancestor;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The owners of sockets, tested with this process, whose details every system reports. */
interface OwnersContract {

    ListeningPortProvider provider();

    @Test
    default void theOwnerOfATcpListenerIsThisProcess() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            assertIsThisProcess(only(look(provider(), SnapshotRequest.owners()), socket.getLocalPort()));
        }
    }

    @Test
    default void theOwnerOfAUdpSocketIsThisProcess() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(anyLoopbackPort())) {
            assertIsThisProcess(
                    only(look(provider(), SnapshotRequest.owners()), Protocol.UDP, LOOPBACK_4, socket.getLocalPort()));
        }
    }

    @Test
    default void whatThisProcessHoldsIsFoundByItsPid() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 50, LOOPBACK_4);
                ServerSocket two = new ServerSocket(0, 50, LOOPBACK_4)) {
            PortSnapshot snapshot = look(provider(), SnapshotRequest.owners());
            List<ListeningPort> own = snapshot.ownedBy(ProcessHandle.current().pid());
            assertTrue(own.contains(only(snapshot, one.getLocalPort())), own::toString);
            assertTrue(own.contains(only(snapshot, two.getLocalPort())), own::toString);
        }
    }

    @Test
    default void theStartTimeIsTheOneThatJavaKnows() throws IOException {
        Optional<Instant> expected = ProcessHandle.current().info().startInstant();
        Optional<Instant> reported = ownProcess(SnapshotRequest.owners()).startedAt();
        if (expected.isPresent() && reported.isPresent()) {
            Duration difference =
                    Duration.between(expected.get(), reported.get()).abs();
            assertTrue(
                    difference.compareTo(Duration.ofSeconds(2)) <= 0, () -> expected.get() + ", not " + reported.get());
        }
    }

    @Test
    default void theParentIsTheOneThatJavaKnows() throws IOException {
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        ProcessInfo reported = ownProcess(SnapshotRequest.owners());
        if (parent.isPresent() && reported.parentPid().isPresent()) {
            assertEquals(parent.get().pid(), reported.parentPid().getAsLong());
        }
    }

    @Test
    default void noOptionalTextIsBlank() throws IOException {
        ProcessInfo own = ownProcess(SnapshotRequest.detailed().withCommandLines());
        own.executable().ifPresent(text -> assertFalse(text.isBlank()));
        own.containerId().ifPresent(text -> assertFalse(text.isBlank()));
        own.user().ifPresent(user -> {
            assertFalse(user.id().isBlank());
            user.name().ifPresent(text -> assertFalse(text.isBlank()));
        });
        own.services().forEach(text -> assertFalse(text.isBlank()));
    }

    @Test
    default void theCommandLineIsThereOnlyOnRequest() throws IOException {
        for (SnapshotRequest request :
                List.of(SnapshotRequest.owners(), SnapshotRequest.standard(), SnapshotRequest.detailed())) {
            assertEquals(Optional.empty(), ownProcess(request).commandLine());
        }
        ownProcess(SnapshotRequest.owners().withCommandLines()).commandLine().ifPresent(arguments -> {
            assertFalse(arguments.isEmpty());
            assertFalse(arguments.get(0).isBlank());
        });
    }

    @Test
    default void ancestorsAndDirectoryAreThereOnlyOnRequest() throws IOException {
        for (SnapshotRequest request :
                List.of(SnapshotRequest.owners(), SnapshotRequest.standard(), SnapshotRequest.detailed())) {
            assertEquals(List.of(), ownProcessByUdp(request).ancestors());
            assertEquals(Optional.empty(), ownProcessByUdp(request).workingDirectory());
        }
    }

    @Test
    default void theAncestorsAreTheOnesThatJavaKnows() throws IOException {
        List<Long> expected = Stream.iterate(
                        ProcessHandle.current().parent(),
                        Optional::isPresent,
                        known -> known.flatMap(ProcessHandle::parent))
                .map(known -> known.orElseThrow().pid())
                .toList();
        ProcessInfo own = ownProcessByUdp(SnapshotRequest.owners().withAncestors());
        List<Long> reported = own.ancestors().stream().map(Ancestor::pid).toList();
        // Either may know more than the other: hidden processes, start times.
        int both = Math.min(expected.size(), reported.size());
        assertEquals(expected.subList(0, both), reported.subList(0, both));
        for (Ancestor ancestor : own.ancestors()) {
            assertTrue(
                    ancestor.startedAt().isEmpty()
                            || own.startedAt().isEmpty()
                            || !ancestor.startedAt()
                                    .get()
                                    .isAfter(own.startedAt().get()),
                    own::toString);
        }
    }

    @Test
    default void theWorkingDirectoryIsThatOfThisProcess() throws IOException {
        Optional<String> reported = ownProcessByUdp(SnapshotRequest.owners().withWorkingDirectories())
                .workingDirectory();
        if (reported.isPresent()) {
            assertEquals(Path.of("").toRealPath(), Path.of(reported.get()).toRealPath());
        }
    }

    @Test
    default void withoutARequestForOwnersThereAreNone() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            PortSnapshot snapshot = look(
                    provider(),
                    SnapshotRequest.ports()
                            .withAncestors()
                            .withWorkingDirectories()
                            .withContainerNames());
            assertEquals(List.of(), only(snapshot, socket.getLocalPort()).owners());
            for (ListeningPort port : snapshot) {
                assertEquals(List.of(), port.owners(), port::toString);
            }
        }
    }

    private ProcessInfo ownProcess(SnapshotRequest request) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, LOOPBACK_4)) {
            return only(look(provider(), request), socket.getLocalPort())
                    .process()
                    .orElseThrow();
        }
    }

    /** wine reports these owners with IPv6 too. */
    private ProcessInfo ownProcessByUdp(SnapshotRequest request) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(anyLoopbackPort())) {
            return only(look(provider(), request), Protocol.UDP, LOOPBACK_4, socket.getLocalPort())
                    .process()
                    .orElseThrow();
        }
    }

    private static void assertIsThisProcess(ListeningPort port) {
        // A sibling of this process may have inherited the socket and be an additional owner.
        ProcessInfo owner = port.owners().stream()
                .filter(each -> each.pid() == ProcessHandle.current().pid())
                .findFirst()
                .orElseThrow(() -> new AssertionError("owners are " + port.owners()));
        assertFalse(owner.name().orElse("").isBlank(), port::toString);
    }
}
