package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
                    List<ListeningPort> first = source.snapshot().onPort(port);
                    assertEquals(lab.pids(), Look.pids(first.get(0)), mode);
                    for (int i = 0; i < 3; i++) {
                        assertEquals(first, source.snapshot().onPort(port), mode);
                    }
                }
                // An io_uring lets go of its files some time after the process has ended.
                while (!source.snapshot().onPort(port).isEmpty()) {
                    Thread.onSpinWait();
                }
            }
        }
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

    @Test
    void filesRegisteredWithARing() {
        String info = """
            SqThread:\t-1
            UserFiles:\t4
                0: socket:[3321157]
                1: <none>
                2: /tmp/socket:[5]
               13: socket:[7]
            UserBufs:\t0
            PollList:
            """;
        assertEquals(Set.of(3321157L, 7L), RingFilesParser.sockets(info.getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(Set.of(), RingFilesParser.sockets(new byte[0]));
    }

    private static void needsIoUring() throws Exception {
        Path disabled = Path.of("/proc/sys/kernel/io_uring_disabled");
        boolean there =
                Files.exists(disabled) && Files.readString(disabled).strip().equals("0");
        Machine.needs(there, "io_uring, and a kernel whose fdinfo names its sockets (Linux 6.6 is known to)");
    }
}
