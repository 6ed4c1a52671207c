package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotRequestTest {

    private static final String PROC = "listeningports.proc";

    @Test
    void eachLevelRequestsAllOfTheOneBefore() {
        assertAsks(SnapshotRequest.ports(), SnapshotRequest.Level.PORTS, false, false, false);
        assertAsks(SnapshotRequest.owners(), SnapshotRequest.Level.OWNERS, true, false, false);
        assertAsks(SnapshotRequest.standard(), SnapshotRequest.Level.STANDARD, true, true, false);
        assertAsks(SnapshotRequest.detailed(), SnapshotRequest.Level.DETAILED, true, true, true);
    }

    @Test
    void byDefaultItRequestsBothProtocolsAllPortsAndNothingCostly() {
        for (SnapshotRequest request : List.of(
                SnapshotRequest.ports(),
                SnapshotRequest.owners(),
                SnapshotRequest.standard(),
                SnapshotRequest.detailed())) {
            assertEquals(
                    "SnapshotRequest[level=" + request.level() + ", protocols=[tcp, udp], portNumbers=[],"
                            + " extras=[], firewallTimeout=PT2S, timeout=none, parallelism=1, executor=none,"
                            + " procRoot=" + Path.of("/proc") + "]",
                    request.toString());
            assertEquals(Optional.empty(), request.timeout());
        }
    }

    private static final Executor EXECUTOR = Runnable::run;

    /** Every {@code with} method, and the accessor that shows it. */
    private static final Map<UnaryOperator<SnapshotRequest>, Function<SnapshotRequest, Object>> CHANGES = Map.ofEntries(
            entry(r -> r.withProtocols(Protocol.UDP), SnapshotRequest::protocols),
            entry(r -> r.withPorts(22, 80), SnapshotRequest::portNumbers),
            entry(r -> r.withAllNetworkNamespaces(), SnapshotRequest::allNetworkNamespaces),
            entry(r -> r.withCommandLines(), SnapshotRequest::commandLines),
            entry(r -> r.withAncestors(), SnapshotRequest::ancestors),
            entry(r -> r.withWorkingDirectories(), SnapshotRequest::workingDirectories),
            entry(r -> r.withContainerNames(), SnapshotRequest::containerNames),
            entry(r -> r.withConnectionCounts(), SnapshotRequest::connectionCounts),
            entry(r -> r.withDebugPrivilege(), SnapshotRequest::debugPrivilege),
            entry(r -> r.withFirewallTimeout(Duration.ZERO), SnapshotRequest::firewallTimeout),
            entry(r -> r.withTimeout(Duration.ofSeconds(3)), SnapshotRequest::timeout),
            entry(r -> r.withParallelism(4), SnapshotRequest::parallelism),
            entry(r -> r.withParallelism(1, EXECUTOR), SnapshotRequest::executor),
            entry(r -> r.withProcRoot(Path.of("/host/proc")), SnapshotRequest::procRoot));

    private static Map.Entry<UnaryOperator<SnapshotRequest>, Function<SnapshotRequest, Object>> entry(
            UnaryOperator<SnapshotRequest> wither, Function<SnapshotRequest, Object> accessor) {
        return Map.entry(wither, accessor);
    }

    @Test
    void eachWitherChangesItsOwnPartAndLeavesTheOriginal() {
        CHANGES.forEach((wither, changed) -> {
            SnapshotRequest original = SnapshotRequest.owners();
            SnapshotRequest other = wither.apply(original);
            assertEquals(SnapshotRequest.owners(), original);
            assertNotEquals(original, other);
            assertNotEquals(original.toString(), other.toString());
            for (Function<SnapshotRequest, Object> accessor : CHANGES.values()) {
                assertEquals(
                        accessor == changed,
                        !accessor.apply(original).equals(accessor.apply(other)),
                        () -> original + " and " + other);
            }
            assertEquals(SnapshotRequest.Level.OWNERS, other.level());
        });
    }

    @Test
    void whatWasChangedStaysWhateverElseIsChanged() {
        SnapshotRequest all = SnapshotRequest.detailed();
        for (UnaryOperator<SnapshotRequest> wither : CHANGES.keySet()) {
            all = wither.apply(all);
        }
        assertEquals(Set.of(Protocol.UDP), all.protocols());
        assertEquals(Set.of(22, 80), all.portNumbers());
        assertTrue(all.allNetworkNamespaces() && all.commandLines() && all.connectionCounts() && all.debugPrivilege());
        assertTrue(all.ancestors() && all.workingDirectories() && all.containerNames());
        assertEquals(Duration.ZERO, all.firewallTimeout());
        assertEquals(Optional.of(Duration.ofSeconds(3)), all.timeout());
        assertEquals(Path.of("/host/proc"), all.procRoot());
        assertEquals(SnapshotRequest.Level.DETAILED, all.level());
    }

    @Test
    void requestsForTheSameAreEqual() {
        for (UnaryOperator<SnapshotRequest> wither : CHANGES.keySet()) {
            SnapshotRequest one = wither.apply(SnapshotRequest.standard());
            SnapshotRequest same = wither.apply(SnapshotRequest.standard());
            assertEquals(one, same);
            assertEquals(one.hashCode(), same.hashCode());
            assertNotEquals(one, wither.apply(SnapshotRequest.owners()), "the level counts");
        }
        assertEquals(
                SnapshotRequest.ports().withPorts(80, 22, 80),
                SnapshotRequest.ports().withPorts(22, 80));
        assertNotEquals(SnapshotRequest.ports(), new Object());
    }

    @Test
    void requestsOnlyTheNamedPorts() {
        SnapshotRequest some = SnapshotRequest.ports().withPorts(1, 65535);
        assertTrue(some.asksForPort(1));
        assertTrue(some.asksForPort(65535));
        assertFalse(some.asksForPort(80));
        assertTrue(SnapshotRequest.ports().asksForPort(80));
    }

    @Test
    void setsCannotBeChanged() {
        SnapshotRequest request = SnapshotRequest.ports().withPorts(1);
        assertThrows(
                UnsupportedOperationException.class, () -> request.protocols().add(Protocol.UDP));
        assertThrows(
                UnsupportedOperationException.class, () -> request.portNumbers().add(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65536, -1})
    void aNumberThatIsNoPortIsRefused(int number) {
        assertEquals(
                "a port is a number from 1 to 65535, not " + number,
                refusal(() -> SnapshotRequest.ports().withPorts(80, number)));
    }

    @Test
    void noPortIsRefusedForItWouldMeanAll() {
        assertEquals(
                "no port given: name at least one, or omit withPorts to see all",
                refusal(() -> SnapshotRequest.ports().withPorts()));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aTimeoutThatIsNotPositiveIsRefused(long seconds) {
        Duration timeout = Duration.ofSeconds(seconds);
        assertEquals(
                "a snapshot's timeout must be positive, but is " + timeout
                        + ": within no time nothing can be read; omit withTimeout to wait as long as it takes",
                refusal(() -> SnapshotRequest.ports().withTimeout(timeout)));
    }

    @Test
    void aNegativeTimeoutOfTheFirewallIsRefused() {
        assertEquals(
                "the firewall's timeout must not be negative, but is PT-1S",
                refusal(() -> SnapshotRequest.ports().withFirewallTimeout(Duration.ofSeconds(-1))));
    }

    @Test
    void theSystemPropertyIsOnlyTheDefaultOfTheProcRoot() {
        String before = System.getProperty(PROC);
        System.setProperty(PROC, "/host/proc");
        try {
            assertEquals(Path.of("/host/proc"), SnapshotRequest.owners().procRoot());
            Path root = Path.of("/elsewhere");
            assertEquals(root, SnapshotRequest.owners().withProcRoot(root).procRoot());
            assertEquals(
                    root,
                    SnapshotRequest.owners().withProcRoot(root).withPorts(80).procRoot());
        } finally {
            if (before == null) {
                System.clearProperty(PROC);
            } else {
                System.setProperty(PROC, before);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachProtocolAloneCanBeRequested(Protocol protocol) {
        assertEquals(
                Set.of(protocol),
                SnapshotRequest.ports().withProtocols(protocol).protocols());
    }

    private static void assertAsks(
            SnapshotRequest request, SnapshotRequest.Level level, boolean owners, boolean firewall, boolean details) {
        assertEquals(level, request.level());
        assertEquals(owners, request.asksForOwners());
        assertEquals(firewall, request.asksForFirewall());
        assertEquals(details, request.asksForDetails());
    }

    private static String refusal(Supplier<SnapshotRequest> call) {
        return Thrown.message(IllegalArgumentException.class, call::get);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 256})
    void anyReasonableNumberOfThreadsIsAccepted(int threads) {
        assertEquals(threads, SnapshotRequest.owners().withParallelism(threads).parallelism());
        assertEquals(
                Optional.of(EXECUTOR),
                SnapshotRequest.owners().withParallelism(threads, EXECUTOR).executor());
        assertEquals(
                Optional.empty(),
                SnapshotRequest.owners()
                        .withParallelism(2, EXECUTOR)
                        .withParallelism(threads)
                        .executor(),
                "the later one counts");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 257, Integer.MAX_VALUE})
    void anyOtherNumberOfThreadsIsRefused(int threads) {
        String message =
                "a snapshot is taken by 1 to 256 threads, not by " + threads + ": 1 is the calling thread alone";
        SnapshotRequest request = SnapshotRequest.owners();
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> request.withParallelism(threads))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> request.withParallelism(threads, EXECUTOR))
                        .getMessage());
    }
}
