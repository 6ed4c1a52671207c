package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.Starter;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that no descriptor of a process's first thread refers to. */
class IndirectHoldersTest {

    @BeforeAll
    static void needsGcc() {
        Machine.needs("gcc");
    }

    @Test
    void aThreadWithDescriptorsOfItsOwn() {
        assertOwned("thread");
    }

    @Test
    void aProcessWhoseFirstThreadHasEnded() {
        assertOwned("leaderless");
    }

    /** /proc/PID/exe and cmdline of a thread that has ended are empty, and version 1 control groups no longer contain it. */
    @Test
    void aProcessWhoseFirstThreadHasEndedIsKnownFromTheOthers(@TempDir Path directory) throws IOException {
        Machine.needsRoot();
        Path interpreter =
                Files.copy(HolderLab.program(), directory.resolve("python3"), StandardCopyOption.COPY_ATTRIBUTES);
        Optional<Path> hierarchy = Stream.of("systemd", "unified", "")
                .map(name -> Path.of("/sys/fs/cgroup").resolve(name))
                .filter(path -> Files.isWritable(path.resolve("cgroup.procs")))
                .findFirst();
        Machine.needs(hierarchy.isPresent(), "a control group hierarchy to write to");
        Path unit = hierarchy
                .orElseThrow()
                .resolve("lp-leaderless-" + ProcessHandle.current().pid() + ".service");
        Files.createDirectories(unit);
        try (Lab lab = Lab.start(interpreter, inGroup(unit), "leaderless")) {
            ProcessInfo owner = Look.only(TCP, lab.port()).process().orElseThrow();

            assertEquals(Optional.of(interpreter.toRealPath().toString()), owner.executable());
            assertEquals("leaderless (python " + owner.pid() + ")", owner.toString());
            assertEquals(List.of(unit.getFileName().toString()), owner.services());
            assertEquals(
                    Optional.of("systemd unit " + unit.getFileName()),
                    owner.startedBy().map(Starter::toString));
            assertEquals(new ProcessUser("0", Optional.of("root")), owner.user().orElseThrow());
            assertEquals(
                    Optional.of(List.of(interpreter.toString(), "leaderless")),
                    Look.now(SnapshotRequest.owners().withPorts(lab.port()).withCommandLines())
                            .ports()
                            .get(0)
                            .owners()
                            .get(0)
                            .commandLine());
        } finally {
            removeOnceEmpty(unit);
        }
    }

    private static List<String> inGroup(Path group) {
        return List.of("sh", "-ec", "echo $$ > " + group.resolve("cgroup.procs") + "; exec \"$@\"", "sh");
    }

    /** A process leaves its group some time after its parent has seen it end. */
    private static void removeOnceEmpty(Path group) throws IOException {
        while (!Files.readString(group.resolve("cgroup.procs")).isEmpty()) {
            Thread.onSpinWait();
        }
        Files.delete(group);
    }

    @Test
    void aSocketRegisteredWithIoUringAndClosed() throws Exception {
        needsIoUring();
        assertOwned("ring");
    }

    private static void assertOwned(String mode) {
        try (Lab lab = HolderLab.start(mode)) {
            assertEquals(lab.pids(), Look.pids(Look.only(TCP, lab.port())));
        }
    }

    @Test
    void theNativeTierFindsThemToo() throws Exception {
        Tiers.needNativeCode();
        needsIoUring();
        for (String mode : List.of("thread", "leaderless", "ring")) {
            try (Lab lab = HolderLab.start(mode)) {
                PortSnapshot snapshot =
                        Tiers.look(Mode.ALWAYS, SnapshotRequest.owners().withPorts(lab.port()));
                assertEquals(lab.pids(), Look.pids(snapshot.ports().get(0)), mode);
            }
        }
    }

    @Test
    void anOpenSourceKeepsThemAndForgetsThemWhenTheyClose() throws Exception {
        needsIoUring();
        for (String mode : List.of("thread", "leaderless", "ring")) {
            try (ListeningPortSource source =
                    ListeningPorts.open(new LinuxListeningPortProvider(), SnapshotRequest.owners())) {
                int port;
                try (Lab lab = HolderLab.start(mode)) {
                    port = lab.port();
                    // Owners only: a source that has spent long enough on /proc takes more details from sock_diag.
                    List<ProcessInfo> first = owners(source, port);
                    assertEquals(
                            lab.pids(), first.stream().map(ProcessInfo::pid).toList(), mode);
                    for (int i = 0; i < 3; i++) {
                        assertEquals(first, owners(source, port), mode);
                    }
                }
                // An io_uring lets go of its files some time after the process has ended.
                while (!source.snapshot().onPort(port).isEmpty()) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static List<ProcessInfo> owners(ListeningPortSource source, int port) {
        return source.snapshot().onPort(port).get(0).owners();
    }

    @Test
    void aSocketInFlightIsNotSaidToBeTheKernels() {
        Machine.needsRoot(); // or another user's process may hold it
        try (Lab lab = HolderLab.start("flight")) {
            PortSnapshot snapshot = Look.now(SnapshotRequest.owners().withPorts(lab.port()));

            assertEquals(List.of(), snapshot.ports().get(0).owners());
            String message = snapshot.diagnostics().get(0).message();
            // A process of this machine that nobody may inspect may hold it, too.
            assertTrue(message.contains("in flight (SCM_RIGHTS)") || message.contains("is denied"), message);
            assertFalse(message.contains("belong to the kernel"), message);
        }
    }

    private static void needsIoUring() throws Exception {
        Path disabled = Path.of("/proc/sys/kernel/io_uring_disabled");
        boolean there =
                Files.exists(disabled) && Files.readString(disabled).strip().equals("0");
        Machine.needs(there, "io_uring, and a kernel whose fdinfo names its sockets (Linux 6.6 is known to)");
    }
}
