package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 700 sockets, 500 of which open and close at 2,000 a second: the other 200 are in every snapshot, with the right owner. */
class ChurnTest {

    private static final int SNAPSHOTS = 500;

    @BeforeAll
    static void needsGcc() {
        Machine.needs("gcc");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void whatStaysIsInEverySnapshotWithItsOwner(Protocol protocol) throws Exception {
        try (ChurnLab apart = ChurnLab.open();
                Lab lab = apart.start("churn", protocol.toString(), "700", "200", "2000")) {
            int snapshots =
                    apart.inside(() -> look(lab, SnapshotRequest.owners().withProtocols(protocol)));
            assertEquals(SNAPSHOTS, snapshots);
        }
    }

    private static int look(Lab lab, SnapshotRequest request) {
        long holder = lab.numbers().get(0);
        Set<Integer> stable = new TreeSet<>();
        lab.numbers().stream().skip(1).map(Math::toIntExact).forEach(stable::add);
        assertEquals(200, stable.size());

        Set<ListeningPort> before = Set.copyOf(Look.now(request).ports());
        for (int i = 0; i < SNAPSHOTS; i++) {
            PortSnapshot snapshot = Look.now(request);
            Set<Integer> missing = new TreeSet<>(stable);
            for (ListeningPort port : snapshot) {
                if (stable.contains(port.port())) {
                    missing.remove(port.port());
                    assertEquals(List.of(holder), Look.pids(port), port::toString);
                } else if (!before.contains(port)) {
                    assertOwnedByNobodyElse(holder, port);
                }
            }
            assertEquals(Set.of(), missing, "stable sockets that snapshot " + i + " does not have");
        }
        return SNAPSHOTS;
    }

    /** A socket of the churn belongs to the lab, or was closed before its owner was found. */
    private static void assertOwnedByNobodyElse(long holder, ListeningPort port) {
        boolean ours = port.process()
                .flatMap(owner -> owner.parentPid().stream().boxed().findFirst())
                .filter(parent -> parent == ProcessHandle.current().pid())
                .isPresent();
        if (ours) {
            assertEquals(List.of(holder), Look.pids(port), port::toString);
        }
    }
}
