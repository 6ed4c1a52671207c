package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.CountingClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link SnapshotRequest#withTimeout}: what is known by then, and a diagnostic for whatever is not. */
class TimeoutTest {

    private static final String REASON = "the timeout of 5000 ms was over (withTimeout)";
    private static final SnapshotRequest REQUEST = SnapshotRequest.standard().withTimeout(CountingClock.TIMEOUT);

    private final CountingClock clock = new CountingClock();

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    @ParameterizedTest
    @ValueSource(strings = {"as root", "as a user"})
    void atWhicheverStepTheTimeEndsWhatIsMissingIsReported(String caller) {
        if (caller.equals("as root")) {
            Scene.rootsMac();
        } else {
            Scene.quietMac();
        }
        PortSnapshot whole =
                FakeMac.source(SnapshotRequest.standard(), System::nanoTime).snapshot();
        for (long looks = 1; ; looks++) {
            clock.allow(looks);
            PortSnapshot snapshot = FakeMac.source(REQUEST, clock).snapshot();
            if (!clock.isOver()) {
                assertEquals(whole.ports(), snapshot.ports());
                assertFalse(snapshot.toString().contains(REASON));
                assertNotEquals(1, looks);
                return;
            }
            assertTrue(
                    snapshot.ports().size() == whole.ports().size() || reports(snapshot, Kind.PORTS_MISSING),
                    snapshot::toString);
            for (ListeningPort port : snapshot) {
                assertTrue(!port.owners().isEmpty() || reports(snapshot, Kind.OWNER_HIDDEN), snapshot::toString);
                boolean late = port.firewall().reason().contains(REASON);
                assertTrue(
                        !late
                                || (port.firewall().verdict() == FirewallVerdict.UNKNOWN
                                        && reports(snapshot, Kind.FIREWALL_UNKNOWN)),
                        snapshot::toString);
            }
        }
    }

    @Test
    void anOpenSourceKeepsWhatItKnewAndReadsTheRestNextTime() {
        Scene.rootsMac();
        MacosSource source = FakeMac.source(REQUEST, clock);
        clock.allow(1000);
        PortSnapshot whole = source.snapshot();
        clock.allow(1);
        assertEquals(List.of(), source.snapshot().ports());
        clock.allow(1000);
        PortSnapshot again = source.snapshot();
        assertEquals(whole.ports(), again.ports());
        assertEquals(List.of(), new ArrayList<>(again.changesSince(whole)));
    }

    private static boolean reports(PortSnapshot snapshot, Kind kind) {
        return snapshot.diagnostics().stream()
                .anyMatch(each -> each.kind() == kind && each.message().contains(REASON));
    }
}
