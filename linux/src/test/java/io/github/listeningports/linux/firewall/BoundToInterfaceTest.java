package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.Reach;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A socket that is bound to an interface (SO_BINDTODEVICE): only that one's packets come to it, and only they count. */
class BoundToInterfaceTest {

    private static final int QUIET_MILLIS = 60;
    private static final int PATIENT_MILLIS = 10_000;

    /** By which device each of the eight packets comes: four sources, two destinations. */
    private static final List<Boolean> BY_A0 = List.of(true, true, true, true, false, false, false, false);

    private static final List<Boolean> BY_B0 = BY_A0.stream().map(each -> !each).toList();

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
    }

    private static ListeningPort port(PortSnapshot snapshot, int number) {
        return snapshot.onPort(number).stream().findFirst().orElseThrow();
    }

    private static FirewallStatus status(PortSnapshot snapshot, int number) {
        return port(snapshot, number).firewall();
    }

    /** Waits longer if they are not as expected at first: on a busy machine packets take longer. */
    private static void assertArrive(List<List<Boolean>> expected, PacketLab lab) {
        List<List<Boolean>> arrived = lab.send(QUIET_MILLIS);
        assertEquals(expected, arrived.equals(expected) ? arrived : lab.send(PATIENT_MILLIS));
    }

    @Test
    void rulesAboutOtherInterfacesDoNotCount() {
        PacketLab.needsNft();
        try (PacketLab lab = PacketLab.open(
                List.of("tcp,0.0.0.0,7301,a0*", "tcp,0.0.0.0,7302,b0*", "udp,0.0.0.0,7303,a0*", "tcp,::,7304,b0*"))) {
            List<Boolean> dual = List.of(false, false, false, false, true, true, true, true);
            List<Boolean> both = Stream.concat(dual.stream(), dual.stream()).toList();
            assertArrive(List.of(BY_A0, BY_B0, BY_A0, both), lab);
            PortSnapshot free = FirewallTruth.look(lab);
            for (int number = 7301; number <= 7304; number++) {
                assertEquals(FirewallVerdict.ALLOWED, status(free, number).verdict(), free::toString);
                assertEquals(Reach.ONE_INTERFACE, port(free, number).reach());
            }

            lab.run("nft", "add table inet t; add chain inet t c { type filter hook input priority 0; }");
            lab.run("nft", "add rule inet t c iifname b0 drop");
            List<Boolean> none = BY_A0.stream().map(each -> false).toList();
            assertArrive(
                    List.of(BY_A0, none, BY_A0, both.stream().map(each -> false).toList()), lab);
            PortSnapshot blocked = FirewallTruth.look(lab);
            assertEquals(FirewallVerdict.ALLOWED, status(blocked, 7301).verdict(), blocked::toString);
            assertEquals(FirewallVerdict.BLOCKED, status(blocked, 7302).verdict(), blocked::toString);
            assertEquals(FirewallVerdict.ALLOWED, status(blocked, 7303).verdict(), blocked::toString);
            assertEquals(FirewallVerdict.BLOCKED, status(blocked, 7304).verdict(), blocked::toString);
        }
    }

    @Test
    void nothingComesByAnInterfaceThatIsDownOrGone() {
        try (PacketLab lab = PacketLab.open(List.of(
                "do=ip link add d0 type veth peer name e0; ip link add d1 type veth peer name e1; ip link set d1 up",
                "tcp,0.0.0.0,7301,d0*",
                "tcp,0.0.0.0,7302,d1*",
                "tcp,0.0.0.0,7303,lo*"))) {
            lab.run("ip", "link", "del", "d1");
            for (List<Boolean> arrived : lab.send(QUIET_MILLIS)) {
                assertFalse(arrived.contains(true), arrived::toString);
            }
            PortSnapshot snapshot = FirewallTruth.look(lab);
            assertEquals(
                    new FirewallStatus(FirewallVerdict.NOT_EXPOSED, "bound to interface d0, which is down"),
                    status(snapshot, 7301));
            FirewallStatus gone = status(snapshot, 7302);
            assertEquals(FirewallVerdict.NOT_EXPOSED, gone.verdict());
            assertTrue(gone.reason().contains("no longer exists"), gone::toString);
            assertEquals(
                    new FirewallStatus(FirewallVerdict.NOT_EXPOSED, "bound to interface lo"), status(snapshot, 7303));
            assertEquals(Reach.LOOPBACK, port(snapshot, 7303).reach());

            lab.run("ip", "link", "set", "d0", "up");
            assertEquals(
                    FirewallVerdict.ALLOWED,
                    status(FirewallTruth.look(lab), 7301).verdict());
        }
    }

    /** Its frames come in by the bridge. */
    @Test
    void nothingComesByAPortOfABridge() {
        try (PacketLab lab = PacketLab.open(List.of(
                "do=ip link add br0 type bridge; ip link set a0 master br0; ip link set br0 address 02:00:00:00:01:01 up;"
                        + " ip addr add 10.77.1.1/24 dev br0",
                "tcp,0.0.0.0,7301,a0*",
                "tcp,0.0.0.0,7302,br0*"))) {
            lab.run("ip", "neigh", "replace", "10.77.1.2", "lladdr", "02:00:00:00:01:02", "dev", "br0");
            lab.run("ip", "neigh", "replace", "10.77.1.3", "lladdr", "02:00:00:00:01:02", "dev", "br0");
            List<List<Boolean>> arrived = lab.send(QUIET_MILLIS);
            assertFalse(arrived.get(0).contains(true), arrived::toString);
            PortSnapshot snapshot = FirewallTruth.look(lab);
            FirewallStatus port = status(snapshot, 7301);
            boolean bridgeRules = port.reason().contains("bridge rules");
            assertEquals(
                    bridgeRules ? FirewallVerdict.UNKNOWN : FirewallVerdict.NOT_EXPOSED,
                    port.verdict(),
                    port::toString);
            assertTrue(port.reason().startsWith("bound to interface a0, a port of br0"), port::toString);
        }
    }
}
