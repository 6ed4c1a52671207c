package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More sockets than one datagram holds. */
class LongDumpTest {

    @BeforeAll
    static void needsBothTiers() {
        Machine.needs("gcc");
        Tiers.needNativeCode();
    }

    @Test
    void allListenersAmongManyConnectionsInBothTiers() throws Exception {
        int listeners = 1200;
        try (ChurnLab apart = ChurnLab.open();
                Lab swarm = apart.start("swarm", "4", "0", Integer.toString(listeners), "1000")) {
            assertEquals(List.of(), swarm.numbers());
            PortSnapshot natively = apart.inside(() -> ofSwarm(Mode.ALWAYS));
            PortSnapshot purely = apart.inside(() -> ofSwarm(Mode.NEVER));

            assertEquals(listeners + 1, natively.ports().size(), "and the one that the connections were made to");
            assertEquals(Tiers.common(purely), Tiers.common(natively));
        }
    }

    /** The sockets that stay are among 800 that come and go meanwhile: passes do not agree, but what any of them saw is there. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void socketsThatStayAmongMany(String protocol) throws Exception {
        try (ChurnLab apart = ChurnLab.open();
                Lab churn = apart.start("churn", protocol, "1000", "200", "100")) {
            int[] stable =
                    churn.numbers().stream().skip(1).mapToInt(Long::intValue).toArray();
            SnapshotRequest request = SnapshotRequest.ports()
                    .withProtocols(Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)))
                    .withPorts(stable);
            PortSnapshot snapshot = apart.inside(() -> Tiers.look(Mode.ALWAYS, request));

            for (int port : stable) {
                assertEquals(1, snapshot.onPort(port).size(), "listeners on " + port);
            }
            assertEquals(
                    List.of(),
                    snapshot.diagnostics().stream()
                            .map(Diagnostic::kind)
                            .filter(kind -> kind == Kind.PORTS_MISSING || kind == Kind.ROW_MALFORMED)
                            .toList());
        }
    }

    private static PortSnapshot ofSwarm(Mode mode) {
        PortSnapshot all = Tiers.look(mode, SnapshotRequest.detailed());
        return new PortSnapshot(
                all.takenAt(),
                all.ports().stream()
                        .filter(port -> port.process()
                                .flatMap(process -> ProcessHandle.of(process.pid()))
                                .flatMap(ProcessHandle::parent) // the swarm's first process, whose parent is this test
                                .flatMap(ProcessHandle::parent)
                                .filter(ProcessHandle.current()::equals)
                                .isPresent())
                        .toList(),
                all.diagnostics());
    }
}
