package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.lab.Machine;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Routing that keeps packets to this machine's own addresses from it is a condition: nothing is ALLOWED. */
class RoutingTest {

    private static final int QUIET_MILLIS = 60;

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
    }

    private static PacketLab open() {
        return PacketLab.open(List.of("tcp,10.77.1.1,7301"));
    }

    private static FirewallStatus status(PacketLab lab) {
        return FirewallTruth.look(lab).onPort(7301).get(0).firewall();
    }

    private static void assertNothingArrivesAndIsAllowed(PacketLab lab, String why) {
        assertFalse(lab.send(QUIET_MILLIS).get(0).contains(true));
        FirewallStatus status = status(lab);
        assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
        assertTrue(status.reason().startsWith("depends on " + why), status::toString);
    }

    @Test
    void aRuleBeforeTheLocalTable() {
        try (PacketLab lab = open()) {
            lab.run("sh", "-ec", "ip rule add pref 9 lookup local; ip rule del pref 0; ip rule add pref 5 blackhole");
            assertNothingArrivesAndIsAllowed(lab, "a routing rule before the local table (ip rule, priority 5)");
            lab.run("ip", "rule", "del", "pref", "5");
            assertEquals(FirewallVerdict.ALLOWED, status(lab).verdict());
        }
    }

    @Test
    void rulesAfterItOrForPacketsOfThisMachineItself() {
        try (PacketLab lab = open()) {
            lab.run("sh", "-ec", "ip rule add pref 9 lookup local; ip rule del pref 0");
            lab.run("sh", "-ec", "ip rule add pref 5 iif lo lookup 100; ip rule add pref 20 fwmark 7 lookup 101");
            assertEquals(FirewallVerdict.ALLOWED, status(lab).verdict());
        }
    }

    @Test
    void noRuleForTheLocalTable() {
        try (PacketLab lab = open()) {
            lab.run("ip", "rule", "del", "pref", "0");
            assertFalse(lab.send(QUIET_MILLIS).get(0).contains(true));
            FirewallStatus status = status(lab);
            assertFalse(status.verdict() == FirewallVerdict.ALLOWED, status::toString);
        }
    }

    /** What such a rule does not find in the local table, no other finds: fib_rules_lookup of net/core/fib_rules.c, with suppress and match. */
    @Test
    void rulesThatIgnoreTheLocalTablesRoutesOrPacketsWithAMark() {
        for (String rule : List.of("suppress_prefixlength 32", "suppress_ifgroup default", "fwmark 0/7")) {
            try (PacketLab lab = open()) {
                Machine.needs(
                        lab.succeeds("sh", "-c", "ip rule add pref 9 lookup local " + rule),
                        "an ip(8) that knows the rule " + rule);
                lab.run("sh", "-ec", "ip rule del pref 0");
                if (rule.startsWith("fwmark")) {
                    Machine.needs(lab.succeeds("nft", "add table t"), "a kernel with nf_tables' family ip");
                    lab.run(
                            "nft",
                            "add chain t p { type filter hook prerouting priority mangle; };"
                                    + " add rule t p meta mark set 1");
                }
                assertFalse(lab.send(QUIET_MILLIS).get(0).contains(true), rule);
                FirewallStatus status = status(lab);
                assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
                assertTrue(
                        status.reason().contains("a routing rule before the local table (ip rule, priority 9)"),
                        status::toString);
            }
        }
    }

    @Test
    void anAddressWithoutItsLocalRoute() {
        try (PacketLab lab = open()) {
            lab.run("ip", "route", "del", "local", "10.77.1.1", "dev", "a0", "table", "local");
            assertFalse(lab.send(QUIET_MILLIS).get(0).contains(true));
            FirewallStatus status = status(lab);
            assertEquals(FirewallVerdict.BLOCKED, status.verdict(), status::toString);
            assertEquals("dropped by routing: no table delivers to the address", status.reason());

            lab.run("ip", "route", "add", "local", "10.77.1.1", "dev", "a0", "table", "100");
            assertNothingArrivesAndIsAllowed(
                    lab, "the routing tables, where this machine's address 10.77.1.1 has a route of another table");

            lab.run("ip", "rule", "add", "pref", "20", "lookup", "100");
            assertEquals(FirewallVerdict.RESTRICTED, status(lab).verdict());
        }
    }

    /** Its packets pass the rules of the lower interface's namespace. */
    @Test
    void ipvlanInModeL3s() {
        try (PacketLab lab = open()) {
            String host = lab.enter().get(lab.enter().indexOf("--target") + 1);
            List<String> make = Machine.concat(
                    lab.enterPeer(1), "ip", "link", "add", "i0", "link", "p0", "type", "ipvlan", "mode", "l3s");
            Machine.needs(Machine.succeeds(make.toArray(String[]::new)), "a kernel with ipvlan");
            Machine.run(Machine.concat(lab.enterPeer(1), "ip", "link", "set", "i0", "netns", host));
            assertEquals(FirewallVerdict.ALLOWED, status(lab).verdict(), "no packet comes in by it");
            lab.run("ip", "link", "set", "i0", "up");
            FirewallStatus status = status(lab);
            assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
            assertTrue(status.reason().contains("i0 pass at its lower interface"), status::toString);
        }
    }
}
