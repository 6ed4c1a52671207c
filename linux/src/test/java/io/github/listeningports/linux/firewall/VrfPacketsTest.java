package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.lab.Machine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A VRF with one of the host's two devices, and real packets. */
class VrfPacketsTest {

    private static final int PATIENT_MILLIS = 1500;

    /** Becoming a port of a VRF costs a device its neighbours, and its IPv6 addresses unless keep_addr_on_down is set. */
    private static final String VRF =
            "do=ip link add blue type vrf table 10; ip link set blue up; ip link set a0 master blue;"
                    + " ip addr add fd00:77:1::1/64 dev a0 nodad 2>/dev/null || true;"
                    + " for i in 2 3; do for a in 10.77.1.$i fd00:77:1::$i; do"
                    + " ip neigh replace $a lladdr 02:00:00:00:01:02 dev a0 nud permanent; done; done";

    private static final List<String> LISTENERS = List.of(
            "tcp,0.0.0.0,7301",
            "udp,0.0.0.0,7302",
            "tcp,::,7303,v6only",
            "udp,::,7304",
            "tcp,10.77.2.1,7305,b0",
            "tcp,10.77.1.1,7306,blue*",
            "tcp,10.77.1.1,7307,a0",
            "udp,0.0.0.0,7308,a0*",
            "udp,fd00:77:1::1,7309,a0",
            "tcp,::,7310,a0");

    @BeforeAll
    static void needsVrf() {
        PacketLab.needs();
        Machine.needs(
                Machine.succeeds("unshare", "--net", "ip", "link", "add", "blue", "type", "vrf", "table", "10"),
                "a kernel with VRF");
    }

    private static PacketLab open() {
        List<String> all = new ArrayList<>(List.of(VRF));
        all.addAll(LISTENERS);
        return PacketLab.open(all);
    }

    private static void assertAgree(PortSnapshot snapshot, List<List<Boolean>> arrived) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < LISTENERS.size(); i++) {
            FirewallVerdict verdict =
                    snapshot.onPort(7301 + i).get(0).firewall().verdict();
            boolean agrees = switch (verdict) {
                // What is bound to a port of the VRF need not get what comes in by other interfaces.
                case ALLOWED ->
                    LISTENERS.get(i).endsWith("*")
                            ? arrived.get(i).contains(true)
                            : !arrived.get(i).contains(false);
                case BLOCKED, NOT_EXPOSED -> !arrived.get(i).contains(true);
                default -> true;
            };
            if (!agrees) {
                wrong.add(LISTENERS.get(i) + " " + verdict + " " + arrived.get(i));
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void whoIsNotBoundToItGetsNothingByIt() {
        try (PacketLab lab = open()) {
            List<List<Boolean>> arrived = lab.send(PATIENT_MILLIS);
            PortSnapshot snapshot = FirewallTruth.look(lab);
            assertAgree(snapshot, arrived);
            assertEquals(List.of(false, false, false, false), arrived.get(0).subList(0, 4));
            FirewallStatus status = snapshot.onPort(7301).get(0).firewall();
            assertTrue(status.reason().contains("not bound to VRF blue"), status::toString);
        }
    }

    @Test
    void whoIsNotBoundToItGetsItsPacketsWhereTheSysctlsSaySo() {
        try (PacketLab lab = open()) {
            lab.run("sh", "-c", "for p in tcp udp; do echo 1 > /proc/sys/net/ipv4/${p}_l3mdev_accept; done");
            List<List<Boolean>> arrived = lab.send(PATIENT_MILLIS);
            PortSnapshot snapshot = FirewallTruth.look(lab);
            assertAgree(snapshot, arrived);
        }
    }
}
