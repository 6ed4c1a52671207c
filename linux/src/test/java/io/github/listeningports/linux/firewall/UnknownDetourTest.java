package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.lab.Machine;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** A translation of the address alone leaves packets at their port: none of another port comes to the listener by it. */
    @Test
    void packetsThatKeepTheirPort() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301"))) {
            lab.run(
                    "nft",
                    "add table ip t; add chain ip t n { type nat hook prerouting priority dstnat; };"
                            + "add rule ip t n tcp dport 7301 redirect to :7399;"
                            + "add rule ip t n tcp dport 7305 dnat to 10.77.2.1");
            FirewallStatus status = status(lab);
            assertEquals(FirewallVerdict.REDIRECTED, status.verdict(), status::toString);
        }
    }

    /** Where it is not known to which port a translation leads, it may be the listener's. */
    @Test
    void packetsToARangeOfPorts() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301"))) {
            lab.run(
                    "nft",
                    "add table ip t; add chain ip t n { type nat hook prerouting priority dstnat; };"
                            + "add rule ip t n tcp dport 7305 redirect to :7300-7302;"
                            + "add chain ip t i { type filter hook input priority 0; };"
                            + "add rule ip t i tcp dport 7301 ct status != dnat drop");
            FirewallStatus status = status(lab);
            assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
            assertTrue(status.reason().contains("if sent to port 7305"), status::toString);
        }
    }

    /** Not by NAT, but by a rule that writes into the header: what that leads to is not examined. */
    @ParameterizedTest
    @ValueSource(strings = {"prerouting priority -200", "input priority -10"})
    void packetsWhosePortARuleWrites(String hook) {
        try (PacketLab lab = PacketLab.open(List.of("udp,0.0.0.0,7301"))) {
            lab.run(
                    "nft",
                    "add table ip t; add chain ip t r { type filter hook prerouting priority -300; };"
                            + "add rule ip t r udp dport 7301 drop;"
                            + "add chain ip t w { type filter hook " + hook + "; };"
                            + "add rule ip t w udp dport 7305 udp dport set 7301");
            lab.send(1500);
            Machine.run(Machine.concat(lab.enterPeer(1), "bash", "-c", "echo > /dev/udp/10.77.1.1/7305"));

            FirewallStatus status = status(lab);

            assertEquals(FirewallVerdict.UNKNOWN, status.verdict(), status::toString);
            assertTrue(
                    lab.run("cat", "/proc/net/udp")
                            .lines()
                            .anyMatch(line -> line.matches(".*:1C85 .* 0*:0*[1-9A-F][0-9A-F]* .*")),
                    "the datagram waits at the listener");
        }
    }

    /** What a rule at the input hook writes does not matter to packets that do not come there. */
    @Test
    void packetsThatAreDroppedBeforeARuleCouldWriteTheirPort() {
        try (PacketLab lab = PacketLab.open(List.of("udp,0.0.0.0,7301"))) {
            lab.run(
                    "nft",
                    "add table ip t; add chain ip t r { type filter hook prerouting priority -300; };"
                            + "add rule ip t r udp dport { 7301, 7305 } drop;"
                            + "add chain ip t w { type filter hook input priority -10; };"
                            + "add rule ip t w udp dport 7305 udp dport set 7301");
            FirewallStatus status = status(lab);
            assertEquals(FirewallVerdict.BLOCKED, status.verdict(), status::toString);
        }
    }
}
