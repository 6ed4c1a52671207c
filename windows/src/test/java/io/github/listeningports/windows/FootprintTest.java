package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.windows.api.Dll;
import io.github.listeningports.windows.api.Handle;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.api.ProcessApi;
import io.github.listeningports.windows.api.WideText;
import io.github.listeningports.windows.api.WindowsError;
import io.github.listeningports.windows.lab.Lab;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Leaks of many snapshots, and snapshots while processes come and go. */
class FootprintTest {

    private static final long CURRENT_PROCESS = -1;

    @BeforeAll
    static void needsWindows() {
        WindowsMachine.needsWindows();
    }

    /** A source that stays open, and sources for one snapshot, which read everything anew. UDP only, because wine takes 10 ms for a TCP table. */
    @Test
    void fourThousandSnapshotsLeaveNoHandleOpen() {
        SnapshotRequest request =
                SnapshotRequest.owners().withProtocols(Protocol.UDP).withCommandLines();
        try (Lab lab = Lab.hold("udp4", "udp6");
                ListeningPortSource kept = ListeningPorts.open(new WindowsListeningPortProvider(), request)) {
            int seen = 0;
            int before = 0;
            for (int i = 0; i < 4_200; i++) {
                PortSnapshot snapshot = i % 25 == 0 ? look(request) : kept.snapshot();
                seen += snapshot.ownedBy(lab.pid()).isEmpty() ? 0 : 1;
                if (i == 200) {
                    before = openHandles(); // everything is loaded by now
                }
            }
            int after = openHandles();
            // The JVM's own threads come and go.
            assertTrue(after <= before + 20, before + " handles before, " + after + " after");
            assertTrue(seen > 4_000, seen + " of 4,200 snapshots saw the process");
        }
    }

    /** The process that stays is always seen with its ports; the others may be seen, but never with the ports of another. */
    @Test
    void snapshotsUnderChurn() {
        try (Lab stays = Lab.hold("tcp4", "udp4");
                ListeningPortSource source =
                        ListeningPorts.open(new WindowsListeningPortProvider(), SnapshotRequest.owners())) {
            for (int round = 0; round < 6; round++) {
                List<Lab> swarm = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    swarm.add(Lab.hold("tcp4", "udp4"));
                    assertSeen(source.snapshot(), stays);
                }
                PortSnapshot full = source.snapshot();
                swarm.forEach(each -> assertSeen(full, each));
                for (Lab each : swarm) {
                    each.close();
                    PortSnapshot during = source.snapshot();
                    assertSeen(during, stays);
                    assertTrue(during.isComplete(), during::toString);
                    during.forEach(port -> port.owners()
                            .forEach(owner -> assertTrue(owner.name().isPresent())));
                }
            }
        }
    }

    /** A leaked process handle would keep the pid, and the name in process lists. */
    @Test
    void aFailedOpenLeavesNoHandleOpen() {
        ProcessApi api = NativeCode.get().processes();
        int before = openHandles();
        for (int i = 0; i < 2_000; i++) {
            assertEquals(WindowsError.INVALID_PARAMETER, api.open(0xFFFF_FFF0L).error());
        }
        assertTrue(openHandles() <= before + 20);
    }

    /** Both sockets; one is enough on wine, which reads its tables from Linux' /proc, where a row can be skipped while others disappear. */
    private static void assertSeen(PortSnapshot snapshot, Lab lab) {
        int expected = WindowsMachine.isWine() ? 1 : 2;
        assertTrue(snapshot.ownedBy(lab.pid()).size() >= expected, () -> lab.pid() + " in " + snapshot);
    }

    private static PortSnapshot look(SnapshotRequest request) {
        try (ListeningPortSource source = ListeningPorts.open(new WindowsListeningPortProvider(), request)) {
            return source.snapshot();
        }
    }

    /** wine always counts 0, but a new handle gets the lowest free number. */
    static int openHandles() {
        if (WindowsMachine.isWine()) {
            ProcessApi api = NativeCode.get().processes();
            try (Handle lowest = api.open(ProcessHandle.current().pid()).handle()) {
                return (int) Pointer.nativeValue(Objects.requireNonNull(lowest).pointer()) / 4;
            }
        }
        Function count = new Dll("kernel32.dll").function("GetProcessHandleCount");
        ByteBuffer handles = WideText.allocate(Integer.BYTES);
        assertTrue(count.invokeInt(Dll.arguments(new Pointer(CURRENT_PROCESS), handles)) != 0);
        return handles.getInt(0);
    }

    /** The other tests rely on this. */
    @Test
    void aHandleThatIsLeftOpenIsCounted() {
        ProcessApi api = NativeCode.get().processes();
        List<Handle> open = new ArrayList<>();
        int before = openHandles();
        try {
            for (int i = 0; i < 200; i++) {
                open.add(Objects.requireNonNull(
                        api.open(ProcessHandle.current().pid()).handle()));
            }
            int during = openHandles();
            assertTrue(during > before + 100, () -> before + " handles before, " + during + " during");
        } finally {
            open.forEach(Handle::close);
        }
        assertTrue(openHandles() <= before + 20);
    }
}
