package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.InternetExposure;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.NetworkNamespace;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.Tiers;
import io.github.listeningports.linux.kernel.NamespaceThread;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners of a network namespace that is not the caller's, as a container has one, with rules of its own. */
class OtherNamespacesTest {

    private static final Path OWN = Path.of("/proc/thread-self/net/dev");

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
        PacketLab.needsLegacyTables();
    }

    private static PortSnapshot lookFromOutside(PacketLab lab) {
        PortSnapshot all = Tiers.look(Mode.ALWAYS, SnapshotRequest.standard().withAllNetworkNamespaces());
        long id = Long.parseLong(
                lab.run("stat", "--format=%i", "/proc/self/net/dev").strip());
        List<ListeningPort> there = all.ports().stream()
                .filter(port -> port.socket()
                        .networkNamespace()
                        .map(NetworkNamespace::id)
                        .equals(Optional.of(id)))
                .toList();
        return new PortSnapshot(all.takenAt(), there, all.diagnostics());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nft/none.nft",
                "nft/server.nft",
                "nft/interfaces.nft",
                "nft/dnat.nft",
                "styles/openwrt.nft",
                "styles/shorewall.sh legacy",
                "styles/calico.sh nft"
            })
    void whatItsRulesDropDoesNotArrive(String ruleset) {
        try (PacketLab lab = PacketLab.open(FirewallTruth.LISTENERS)) {
            Ruleset.named(ruleset).load(lab);
            List<FirewallStatus> inside = FirewallTruth.statuses(FirewallTruth.look(lab));

            List<FirewallStatus> outside = FirewallTruth.statuses(lookFromOutside(lab));

            assertEquals(
                    List.of(), FirewallTruth.disagreements(FirewallTruth.LISTENERS, outside, lab.send(1500), "a0"));
            for (int i = 0; i < inside.size(); i++) {
                FirewallStatus expected = inside.get(i);
                FirewallStatus found = outside.get(i);
                assertEquals(
                        expected.verdict() == FirewallVerdict.ALLOWED ? FirewallVerdict.RESTRICTED : expected.verdict(),
                        found.verdict(),
                        () -> expected + " and " + found);
                assertNotEquals(InternetExposure.YES, found.internetExposure());
                assertTrue(found.reason().contains(expected.reason()), () -> expected + " and " + found);
            }
        }
    }

    @Test
    void theCallersThreadStaysWhereItIsAndNoThreadIsLeft() {
        OptionalLong before = ProcFiles.inode(OWN);
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7401"))) {
            lab.run("nft", "add table ip t; add chain ip t i { type filter hook input priority 0; policy drop; }");
            FirewallStatus status = lookFromOutside(lab).onPort(7401).get(0).firewall();
            assertEquals(FirewallVerdict.BLOCKED, status.verdict(), status::toString);
        }
        assertEquals(before, ProcFiles.inode(OWN));
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(each -> each.getName().equals("listening-ports-namespace")));
    }

    /** A virtual thread shares its carrier with others. */
    @Test
    void virtualThreadsAndTheirCarriersStayWhereTheyAre() throws Exception {
        Method start;
        try {
            start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException e) {
            Machine.needs(false, "a JDK with virtual threads");
            return;
        }
        OptionalLong before = ProcFiles.inode(OWN);
        List<FirewallVerdict> verdicts = new ArrayList<>();
        List<OptionalLong> namespaces = Collections.synchronizedList(new ArrayList<>());
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7402"))) {
            lab.run("nft", "add table ip t; add chain ip t i { type filter hook input priority 0; policy drop; }");
            List<FutureTask<FirewallVerdict>> looks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                FutureTask<FirewallVerdict> look = new FutureTask<>(() -> {
                    FirewallVerdict verdict =
                            lookFromOutside(lab).onPort(7402).get(0).firewall().verdict();
                    namespaces.add(ProcFiles.inode(OWN));
                    return verdict;
                });
                looks.add(look);
                start.invoke(null, look);
            }
            for (FutureTask<FirewallVerdict> each : looks) {
                verdicts.add(each.get());
            }
        }
        assertEquals(Collections.nCopies(4, FirewallVerdict.BLOCKED), verdicts);
        assertEquals(Collections.nCopies(4, before), namespaces);
    }

    @Test
    void oneThatIsGoneIsNotEntered() {
        NamespaceThread thread = new NamespaceThread(new NativeTier(Mode.ALWAYS).libc());
        Deadline none = Deadline.none();
        IOException gone = assertThrows(
                IOException.class, () -> thread.in(7, List.of(Path.of("/proc/999999999/net")), () -> "read", none));
        assertTrue(gone.toString().contains("open failed"), gone::toString);
    }
}
