package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.CountingClock;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link SnapshotRequest#withTimeout}: what is known by then, and a diagnostic for whatever is not. */
@Timeout(Machine.PATIENCE_SECONDS)
class TimeoutTest {

    private static final String REASON = "the timeout of 5000 ms was over (withTimeout)";

    private static Lab lab;

    @BeforeAll
    static void openOnePort() {
        Machine.needsLinux();
        Machine.needs("gcc");
        lab = Lab.hold("addr=0.0.0.0");
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void atWhicheverStepTheTimeEndsWhatIsMissingIsReported(Mode mode) {
        needs(mode);
        SnapshotRequest request =
                SnapshotRequest.detailed().withConnectionCounts().withAllNetworkNamespaces();
        ListeningPort whole = at(Tiers.look(mode, request)).get(0);
        boolean withPort = false;
        boolean withOwner = false;
        boolean withCount = false;
        CountingClock clock = new CountingClock();
        clock.allow(Long.MAX_VALUE);
        source(mode, request, clock).snapshot();
        long end = clock.looked();
        int tries = 0;
        // Each of the first steps and of the last; most of the others are processes.
        for (long looks = 1; ; looks += looks < 80 || looks > end - 80 ? 1 : 20) {
            clock.allow(looks);
            PortSnapshot snapshot = source(mode, request, clock).snapshot();
            if (!clock.isOver()) {
                assertEquals(List.of(), late(snapshot));
                assertEquals(whole.owners(), at(snapshot).get(0).owners());
                if (withPort && withOwner && withCount) {
                    return;
                }
                assertTrue(tries++ < 100, "the time ended at every stage");
                // Processes have ended, so the long steps led past the last stages.
                end = clock.looked();
                looks = Math.max(1, end - 80);
                continue;
            }
            if (at(snapshot).isEmpty()) {
                assertReported(snapshot, Kind.PORTS_MISSING);
                assertFalse(snapshot.isComplete());
                continue;
            }
            withPort = true;
            ListeningPort port = at(snapshot).get(0);
            assertEquals(whole.id(), port.id());
            if (port.owners().isEmpty()) {
                assertReported(snapshot, Kind.OWNER_HIDDEN);
            } else {
                withOwner = true;
                assertEquals(whole.owners(), port.owners());
            }
            if (port.socket().connections().equals(OptionalLong.empty())) {
                assertReported(snapshot, Kind.DETAIL_MISSING);
            } else {
                withCount = true;
            }
            if (!port.firewall().equals(whole.firewall())) {
                assertEquals(FirewallVerdict.UNKNOWN, port.firewall().verdict());
                assertTrue(port.firewall().reason().contains(REASON), port.firewall()::toString);
                assertReported(snapshot, Kind.FIREWALL_UNKNOWN);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER", "ALWAYS"})
    void withinANanosecondThereIsAnAnswerThatSaysWhatItLacks(Mode mode) {
        needs(mode);
        SnapshotRequest request =
                SnapshotRequest.standard().withTimeout(Duration.ofNanos(1)).withProtocols(Protocol.TCP);
        PortSnapshot snapshot = Tiers.look(mode, request);

        assertEquals(List.of(), snapshot.ports());
        assertFalse(snapshot.isComplete());
        assertEquals(
                List.of("/proc/thread-self/net/tcp", "/proc/thread-self/net/tcp6"),
                snapshot.diagnostics().stream().map(Diagnostic::source).toList());
        for (Diagnostic each : snapshot.diagnostics()) {
            assertEquals(Kind.PORTS_MISSING, each.kind());
            assertEquals(
                    "this table was not read: the timeout of PT0.000000001S was over (withTimeout)", each.message());
        }
    }

    @Test
    void aLongOneChangesNothing() {
        SnapshotRequest request = SnapshotRequest.owners().withPorts(lab.port());
        for (Duration timeout : List.of(Duration.ofDays(1), Duration.ofSeconds(Long.MAX_VALUE))) {
            PortSnapshot bounded = Look.now(request.withTimeout(timeout));
            PortSnapshot unbounded = Look.now(request);
            assertEquals(unbounded.ports(), bounded.ports());
            assertEquals(unbounded.diagnostics(), bounded.diagnostics());
        }
    }

    /** As many looks as reading some processes takes, and checking the others: a walk takes several snapshots, because there are more processes than that. */
    @ParameterizedTest
    @ValueSource(ints = {30, 45})
    void anOpenSourceGoesOnWhereItEnded(int processes) throws IOException {
        Lab.needsDescriptorCounts();
        try (Lab others = Lab.start(List.of(), "swarm", "100", "0", "0", "0")) {
            assertEquals(List.of(), others.numbers());
            CountingClock clock = new CountingClock();
            LinuxSource source = source(Mode.NEVER, SnapshotRequest.owners().withPorts(lab.port()), clock);
            int snapshots = 0;
            PortSnapshot snapshot;
            do {
                clock.allow(count() / 16 + 20L + processes);
                snapshot = source.snapshot();
                assertEquals(!clock.isOver(), late(snapshot).isEmpty(), snapshot::toString);
                snapshots++;
            } while (clock.isOver() && snapshots < 1000);

            assertNotEquals(1, snapshots, "a walk takes several");
            assertEquals(lab.pids(), Look.pids(at(snapshot).get(0)));

            clock.allow(1);
            assertEquals(List.of(), source.snapshot().ports());
            clock.allow(count() / 16 + 20L + processes);
            assertEquals(lab.pids(), Look.pids(at(source.snapshot()).get(0)), "what it knew, it still knows");
        }
    }

    private static long count() {
        return ProcessHandle.allProcesses().count();
    }

    private static void needs(Mode mode) {
        if (mode == Mode.ALWAYS) {
            Tiers.needNativeCode();
        }
    }

    private static LinuxSource source(Mode mode, SnapshotRequest request, LongSupplier clock) {
        SnapshotRequest limited = request.withTimeout(CountingClock.TIMEOUT).withFirewallTimeout(CountingClock.TIMEOUT);
        return new LinuxSource(limited, ByteOrder.nativeOrder(), mode, clock);
    }

    private static List<ListeningPort> at(PortSnapshot snapshot) {
        return snapshot.onPort(lab.port());
    }

    private static List<Diagnostic> late(PortSnapshot snapshot) {
        return snapshot.diagnostics().stream()
                .filter(each -> each.message().contains(REASON))
                .toList();
    }

    private static void assertReported(PortSnapshot snapshot, Kind kind) {
        assertTrue(late(snapshot).stream().anyMatch(each -> each.kind() == kind), snapshot.diagnostics()::toString);
    }
}
