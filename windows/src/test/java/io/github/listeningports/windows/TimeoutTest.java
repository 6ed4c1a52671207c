package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.CountingClock;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.firewall.FirewallTarget;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@link SnapshotRequest#withTimeout}: what is known by then, and a diagnostic for whatever is not. */
class TimeoutTest {

    private static final String REASON = "the timeout of 5000 ms was over (withTimeout)";
    private static final SnapshotRequest REQUEST =
            SnapshotRequest.standard().withConnectionCounts().withTimeout(CountingClock.TIMEOUT);

    @BeforeAll
    static void needsWindows() {
        WindowsMachine.needsWindows();
    }

    @Test
    void atWhicheverStepTheTimeEndsWhatIsMissingIsReported() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            CountingClock clock = new CountingClock();
            boolean withPort = false;
            for (long looks = 1; ; looks++) {
                WindowsSource source = source(clock);
                clock.allow(looks);
                PortSnapshot snapshot = source.snapshot();
                boolean listed = !snapshot.onPort(socket.getLocalPort()).isEmpty();
                if (!clock.isOver()) {
                    assertTrue(listed && withPort, snapshot::toString);
                    assertFalse(snapshot.toString().contains(REASON));
                    return;
                }
                withPort |= listed;
                assertTrue(listed || reports(snapshot, Kind.PORTS_MISSING), snapshot::toString);
                assertEquals(!reports(snapshot, Kind.PORTS_MISSING), snapshot.isComplete());
                for (ListeningPort port : snapshot) {
                    boolean late = port.firewall().reason().contains(REASON);
                    assertTrue(
                            !late || port.firewall().verdict() == FirewallVerdict.UNKNOWN, port.firewall()::toString);
                    assertTrue(
                            !port.owners().isEmpty()
                                    || snapshot.diagnostics().stream()
                                            .anyMatch(each -> each.kind() == Kind.OWNER_HIDDEN),
                            snapshot::toString);
                }
            }
        }
    }

    @Test
    void whatAnOpenSourceKnewItKnowsNextTime() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            CountingClock clock = new CountingClock();
            WindowsSource source = source(clock);
            clock.allow(Long.MAX_VALUE);
            PortSnapshot whole = source.snapshot();
            clock.allow(1);
            assertTrue(source.snapshot().ports().isEmpty());
            clock.allow(Long.MAX_VALUE);
            assertEquals(
                    whole.onPort(socket.getLocalPort()).get(0).owners(),
                    source.snapshot().onPort(socket.getLocalPort()).get(0).owners());
        }
    }

    private static WindowsSource source(LongSupplier clock) {
        return new WindowsSource(REQUEST, NativeCode.get(), FirewallTarget.WINDOWS, clock);
    }

    private static boolean reports(PortSnapshot snapshot, Kind kind) {
        return snapshot.diagnostics().stream()
                .anyMatch(each -> each.kind() == kind && each.message().contains(REASON));
    }
}
