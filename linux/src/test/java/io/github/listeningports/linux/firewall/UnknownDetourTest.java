package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is not examined on the way through another port is not taken for "nothing arrives". */
class UnknownDetourTest {

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
    }

    /** Direct access is dropped before NAT; a port that leads there is translated among more nat chains that set marks than their orders are tried. */
    private static PacketLab open(String input) {
        PacketLab lab = PacketLab.open(List.of("tcp,10.77.1.1,7301", "tcp,10.77.1.1,7302"));
        lab.run("nft", "add table ip t; add chain ip t r { type filter hook prerouting priority -300; }");
        lab.run("nft", "add rule ip t r tcp dport 7301 drop");
        for (int i = 1; i <= 5; i++) {
            lab.run("nft", "add chain ip t n" + i + " { type nat hook prerouting priority -101; }");
            lab.run(
                    "nft",
                    "add rule ip t n" + i + " tcp dport 7" + i + "99 mark set " + i + " redirect to :7" + i + "98");
        }
        lab.run("nft", "add rule ip t n3 tcp dport 7302 redirect to :7301");
        lab.run("nft", "add chain ip t i { type filter hook input priority 0; policy drop; }");
        lab.run("nft", "add rule ip t i " + input);
        return lab;
    }

    private static FirewallStatus status(PacketLab lab) {
        return FirewallTruth.look(lab).onPort(7301).get(0).firewall();
    }

    @Test
    void packetsThatMayComeThroughAnotherPort() {
        try (PacketLab lab = open("ct status dnat accept")) {
            FirewallStatus status = status(lab);
            assertEquals(FirewallVerdict.UNKNOWN, status.verdict(), status::toString);
            assertTrue(status.reason().contains("another address or port"), status::toString);
        }
    }

    @Test
    void packetsThatTheRulesDropWhereverTheyComeFrom() {
        try (PacketLab lab = open("tcp dport 7302 accept")) {
            FirewallStatus status = status(lab);
            assertEquals(FirewallVerdict.BLOCKED, status.verdict(), status::toString);
        }
    }
}
