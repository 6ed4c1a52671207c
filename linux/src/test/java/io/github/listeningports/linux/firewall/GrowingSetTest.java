package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.Tiers;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A set that packets fill: an open source sees that it is full, though the kernel reports no change of the rules. */
class GrowingSetTest {

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
    }

    @Test
    void whenItIsFullTheRuleNoLongerDrops() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301"))) {
            lab.send(1500); // waits for the links: while they come up, everything is read anew
            lab.run(
                    "nft",
                    "add table ip t; add set ip t s { type ipv4_addr; size 2; flags dynamic; };"
                            + "add chain ip t i { type filter hook input priority 0; };"
                            + "add rule ip t i tcp dport 7301 add @s { ip saddr } drop");
            List<FirewallVerdict> verdicts = lab.onHost(() -> {
                try (ListeningPortSource source = Tiers.open(Mode.ALWAYS, SnapshotRequest.standard())) {
                    FirewallVerdict before = verdict(source);
                    assertTrue(lab.send(1500).get(0).contains(true), "the set is not full");
                    return List.of(before, verdict(source));
                }
            });
            assertEquals(List.of(FirewallVerdict.BLOCKED, FirewallVerdict.RESTRICTED), verdicts);
        }
    }

    private static FirewallVerdict verdict(ListeningPortSource source) {
        return source.snapshot().onPort(7301).get(0).firewall().verdict();
    }
}
