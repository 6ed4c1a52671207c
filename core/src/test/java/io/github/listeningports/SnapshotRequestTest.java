package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
                    new SnapshotRequest(
                            request.level(),
                            Set.of(Protocol.TCP, Protocol.UDP),
                            Set.of(),
                            false,
                            false,
                            false,
                            Duration.ofSeconds(2),
                            Path.of("/proc")),
                    request);
        }
    }

    @Test
    void eachWitherChangesItsOwnComponentAndLeavesTheOriginal() {
        assertChanges(
                r -> r.withProtocols(Protocol.UDP), full(Set.of(Protocol.UDP), Set.of(1), true, true, true, 7, "/p"));
        assertChanges(r -> r.withPorts(80, 22, 80), full(tcp(), Set.of(22, 80), true, true, true, 7, "/p"));
        assertChanges(r -> r.withFirewallTimeout(Duration.ZERO), full(tcp(), Set.of(1), true, true, true, 0, "/p"));
        assertChanges(
                r -> r.withProcRoot(Path.of("/host/proc")), full(tcp(), Set.of(1), true, true, true, 7, "/host/proc"));
        assertChanges(r -> r.withAllNetworkNamespaces(), full(tcp(), Set.of(1), true, true, true, 7, "/p"));
        assertChanges(r -> r.withCommandLines(), full(tcp(), Set.of(1), true, true, true, 7, "/p"));
        assertChanges(r -> r.withConnectionCounts(), full(tcp(), Set.of(1), true, true, true, 7, "/p"));
    }

    @Test
    void eachSwitchIsItsOwn() {
        SnapshotRequest none = full(tcp(), Set.of(1), false, false, false, 7, "/p");
        assertEquals(full(tcp(), Set.of(1), true, false, false, 7, "/p"), none.withAllNetworkNamespaces());
        assertEquals(full(tcp(), Set.of(1), false, true, false, 7, "/p"), none.withCommandLines());
        assertEquals(full(tcp(), Set.of(1), false, false, true, 7, "/p"), none.withConnectionCounts());
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
    void setsAreCopiedAndCannotBeChanged() {
        Set<Protocol> protocols = EnumSet.of(Protocol.TCP);
        Set<Integer> ports = new HashSet<>(Set.of(1));
        SnapshotRequest request = full(protocols, ports, true, true, true, 7, "/p");
        protocols.add(Protocol.UDP);
        ports.add(2);
        assertEquals(Set.of(Protocol.TCP), request.protocols());
        assertEquals(Set.of(1), request.portNumbers());
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
        assertEquals(
                "a port is a number from 1 to 65535, not " + number,
                refusal(() -> full(tcp(), Set.of(number), true, true, true, 7, "/p")));
    }

    @Test
    void noPortIsRefusedForItWouldMeanAll() {
        assertEquals(
                "no port given: name at least one, or omit withPorts to see all",
                refusal(() -> SnapshotRequest.ports().withPorts()));
    }

    @Test
    void noProtocolIsRefused() {
        assertEquals(
                "no protocol requested: name TCP, UDP or both",
                refusal(() -> full(Set.of(), Set.of(1), true, true, true, 7, "/p")));
    }

    @Test
    void aNegativeTimeoutIsRefused() {
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

    private static void assertChanges(UnaryOperator<SnapshotRequest> wither, SnapshotRequest expected) {
        SnapshotRequest original = full(tcp(), Set.of(1), true, true, true, 7, "/p");
        assertEquals(expected, wither.apply(original));
        assertEquals(full(tcp(), Set.of(1), true, true, true, 7, "/p"), original);
    }

    private static Set<Protocol> tcp() {
        return Set.of(Protocol.TCP);
    }

    private static SnapshotRequest full(
            Set<Protocol> protocols,
            Set<Integer> ports,
            boolean namespaces,
            boolean commandLines,
            boolean counts,
            int seconds,
            String proc) {
        return new SnapshotRequest(
                SnapshotRequest.Level.OWNERS,
                protocols,
                ports,
                namespaces,
                commandLines,
                counts,
                Duration.ofSeconds(seconds),
                Path.of(proc));
    }

    private static String refusal(Supplier<SnapshotRequest> call) {
        return Thrown.message(IllegalArgumentException.class, call::get);
    }
}
