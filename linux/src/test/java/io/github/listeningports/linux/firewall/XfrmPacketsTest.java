package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.lab.Machine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** IPsec policies, and real packets without protection. */
class XfrmPacketsTest {

    private static final int QUIET_MILLIS = 60;
    private static final int PATIENT_MILLIS = 10_000;

    private static final List<String> LISTENERS = List.of(
            "tcp,0.0.0.0,7301", "udp,0.0.0.0,7302", "tcp,10.77.1.1,7303", "tcp,::,7304,v6only", "tcp,0.0.0.0,7305,b0*");

    @BeforeAll
    static void needsXfrm() {
        PacketLab.needs();
        Machine.needs(Machine.succeeds("unshare", "--net", "ip", "xfrm", "policy"), "a kernel with xfrm");
    }

    private static PacketLab open(String... policies) {
        List<String> all = new ArrayList<>(LISTENERS);
        for (String each : policies) {
            all.add("do=ip xfrm policy " + each);
        }
        return PacketLab.open(all);
    }

    private static FirewallStatus status(PortSnapshot snapshot, int port) {
        return snapshot.onPort(port).stream()
                .map(ListeningPort::firewall)
                .findFirst()
                .orElseThrow();
    }

    /** What arrives agrees with the verdict; the verdicts of all listeners. */
    private static List<FirewallVerdict> verdicts(PacketLab lab) {
        PortSnapshot snapshot = FirewallTruth.look(lab);
        List<String> wrong = wrong(snapshot, lab.send(QUIET_MILLIS));
        assertEquals(List.of(), wrong.isEmpty() ? wrong : wrong(snapshot, lab.send(PATIENT_MILLIS)));
        List<FirewallVerdict> verdicts = new ArrayList<>();
        for (int i = 0; i < LISTENERS.size(); i++) {
            verdicts.add(status(snapshot, 7301 + i).verdict());
        }
        return verdicts;
    }

    private static List<String> wrong(PortSnapshot snapshot, List<List<Boolean>> arrived) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < LISTENERS.size(); i++) {
            FirewallStatus status = status(snapshot, 7301 + i);
            boolean bound = LISTENERS.get(i).endsWith("*");
            boolean agrees = switch (status.verdict()) {
                case ALLOWED ->
                    bound ? arrived.get(i).contains(true) : !arrived.get(i).contains(false);
                case BLOCKED, REDIRECTED, NOT_EXPOSED -> !arrived.get(i).contains(true);
                case RESTRICTED, UNKNOWN -> true;
            };
            if (!agrees) {
                wrong.add(LISTENERS.get(i) + " has the verdict " + status + ", but " + arrived.get(i));
            }
        }
        return wrong;
    }

    private static List<FirewallVerdict> all(FirewallVerdict verdict) {
        return LISTENERS.stream().map(each -> verdict).toList();
    }

    @Test
    void policiesForOtherDirectionsOrProtocolsChangeNothing() {
        try (PacketLab lab = open(
                "add src 0.0.0.0/0 dst 0.0.0.0/0 dir fwd action block",
                "add src 0.0.0.0/0 dst 0.0.0.0/0 proto icmp dir in action block",
                "add src 0.0.0.0/0 dst 0.0.0.0/0 dir in action block if_id 7",
                "add src ::/0 dst ::/0 dir in mark 5 mask 0xff action block")) {
            assertEquals(all(FirewallVerdict.ALLOWED), verdicts(lab));
        }
    }

    @Test
    void aPolicyThatBlocks() {
        try (PacketLab lab = open("add src 0.0.0.0/0 dst 0.0.0.0/0 dir in action block")) {
            List<FirewallVerdict> expected = new ArrayList<>(all(FirewallVerdict.BLOCKED));
            expected.set(3, FirewallVerdict.ALLOWED);
            assertEquals(expected, verdicts(lab));
            FirewallStatus status = status(FirewallTruth.look(lab), 7301);
            assertEquals(
                    "dropped by IPsec policy src 0.0.0.0/0 dst 0.0.0.0/0 dir in priority 0 action block",
                    status.reason());
        }
    }

    @Test
    void selectorsOfAddressesPortsAndProtocols() {
        try (PacketLab lab = open(
                "add src 0.0.0.0/0 dst 0.0.0.0/0 proto tcp dport 7301 dir in action block",
                "add src 10.77.2.0/24 dst 0.0.0.0/0 dir in action block",
                "add src ::/0 dst fd00:77:1::/64 dir in action block")) {
            assertEquals(
                    List.of(
                            FirewallVerdict.BLOCKED,
                            FirewallVerdict.RESTRICTED,
                            FirewallVerdict.RESTRICTED,
                            FirewallVerdict.RESTRICTED,
                            FirewallVerdict.RESTRICTED),
                    verdicts(lab));
            List<List<Boolean>> arrived = lab.send(QUIET_MILLIS);
            assertEquals(List.of(true, true, true, true, false, false, false, false), arrived.get(1));
        }
    }

    /** The lowest number first; of equal ones the older. */
    @Test
    void prioritiesDecideWhichPolicyIsTriedFirst() {
        try (PacketLab lab = open(
                "add src 0.0.0.0/0 dst 0.0.0.0/0 dir in priority 10 action block",
                "add src 10.0.0.0/8 dst 0.0.0.0/0 dir in priority 9 action allow",
                "add src 10.77.0.0/16 dst 0.0.0.0/0 proto udp dir in priority 9 action block",
                "add src ::/0 dst ::/0 proto tcp dir in priority 5 action block",
                "add src ::/0 dst ::/0 dir in priority 5 action allow")) {
            List<FirewallVerdict> verdicts = verdicts(lab);
            assertEquals(FirewallVerdict.RESTRICTED, verdicts.get(0));
            assertEquals(FirewallVerdict.BLOCKED, verdicts.get(3));
        }
    }

    @Test
    void theDefaultPolicy() {
        try (PacketLab lab = open()) {
            Machine.needs(lab.succeeds("ip", "xfrm", "policy", "setdefault", "in", "block"), "Linux 5.15");
            assertEquals(all(FirewallVerdict.BLOCKED), verdicts(lab));
            FirewallStatus status = status(FirewallTruth.look(lab), 7301);
            assertTrue(status.reason().contains("the default IPsec policy for inbound packets"), status::toString);

            lab.run("ip", "xfrm", "policy", "add", "src", "0.0.0.0/0", "dst", "0.0.0.0/0", "dir", "in");
            List<FirewallVerdict> expected = new ArrayList<>(all(FirewallVerdict.ALLOWED));
            expected.set(3, FirewallVerdict.BLOCKED);
            assertEquals(expected, verdicts(lab));
        }
    }

    /** Who has the key gets in; others do not. */
    @Test
    void templatesThatRequireProtectionAndThoseThatDoNot() {
        try (PacketLab lab = open(
                "add src 0.0.0.0/0 dst 0.0.0.0/0 dir in tmpl proto esp mode transport level required",
                "add src ::/0 dst ::/0 dir in tmpl proto esp mode transport level use")) {
            List<FirewallVerdict> expected = new ArrayList<>(all(FirewallVerdict.RESTRICTED));
            expected.set(3, FirewallVerdict.ALLOWED);
            assertEquals(expected, verdicts(lab));
            List<List<Boolean>> arrived = lab.send(QUIET_MILLIS);
            assertFalse(arrived.get(0).contains(true), arrived::toString);
            FirewallStatus status = status(FirewallTruth.look(lab), 7301);
            assertTrue(status.reason().contains("protected by IPsec (ESP)"), status::toString);
        }
    }

    @Test
    void anInterfaceThatIsExempt() {
        try (PacketLab lab = open("add src 0.0.0.0/0 dst 0.0.0.0/0 dir in action block")) {
            lab.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/b0/disable_policy");
            List<FirewallVerdict> verdicts = verdicts(lab);
            assertEquals(FirewallVerdict.RESTRICTED, verdicts.get(0));
            assertEquals(FirewallVerdict.ALLOWED, verdicts.get(4));
        }
    }

    /** The selector is compared with what was addressed, not with where it was sent. */
    @Test
    void aSelectorAndATranslatedDestination() {
        PacketLab.needsNft();
        try (PacketLab lab = open("add src 0.0.0.0/0 dst 0.0.0.0/0 proto tcp dport 7301 dir in action block")) {
            lab.run("nft", "add table ip t; add chain ip t c { type nat hook prerouting priority -100; }");
            lab.run("nft", "add rule ip t c tcp dport 7301 redirect to :7303");
            assertEquals(FirewallVerdict.REDIRECTED, verdicts(lab).get(0));
        }
    }

    @Test
    void rulesComeFirst() {
        PacketLab.needsNft();
        try (PacketLab lab = open("add src 0.0.0.0/0 dst 0.0.0.0/0 dir in action block")) {
            lab.run("nft", "add table ip t; add chain ip t c { type filter hook input priority 0; policy drop; }");
            FirewallStatus status = status(FirewallTruth.look(lab), 7301);
            assertTrue(status.reason().startsWith("dropped by the policy of table ip t"), status::toString);
        }
    }
}
