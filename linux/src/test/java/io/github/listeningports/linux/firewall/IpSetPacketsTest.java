package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.Tiers;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sets of ipset(8) that rules match, in a real namespace. */
class IpSetPacketsTest {

    private static final List<String> LISTENERS = List.of("tcp,10.77.1.1,7301");

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        needsIpset();
    }

    static void needsIpset() {
        Machine.needs("ipset");
        PacketLab.needsLegacyTables();
        Machine.needs(
                Machine.succeeds(
                        "unshare",
                        "--net",
                        "sh",
                        "-ec",
                        "ipset create x hash:ip; iptables-legacy -A INPUT -m set --match-set x src -j DROP"),
                "a kernel with ipset and the match set");
    }

    private static FirewallStatus status(PacketLab lab) {
        return FirewallTruth.look(lab).onPort(7301).get(0).firewall();
    }

    private static FirewallVerdict from(FirewallStatus status, String address) {
        try {
            return status.verdictFrom(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Kind> kinds(FirewallStatus status) {
        return status.outcomes().stream()
                .flatMap(each -> each.conditions().stream())
                .map(FirewallCondition::kind)
                .distinct()
                .toList();
    }

    @Test
    void everyMemberOfALargeSetIsKnown() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run(
                    "sh",
                    "-ec",
                    "ipset create blocked hash:ip; for i in $(seq 0 199); do for j in $(seq 0 2 199); do"
                            + " echo add blocked 198.18.$i.$j; done; done | ipset restore");
            lab.run("iptables-legacy", "-A", "INPUT", "-m", "set", "--match-set", "blocked", "src", "-j", "DROP");
            FirewallStatus status = status(lab);
            assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
            assertTrue(status.reason().contains("(in the ipset blocked)"), status::toString);
            assertEquals(List.of(Kind.KNOWN_SET), kinds(status));
            for (int i : List.of(0, 57, 199)) {
                assertEquals(FirewallVerdict.BLOCKED, from(status, "198.18." + i + ".198"));
                assertEquals(FirewallVerdict.ALLOWED, from(status, "198.18." + i + ".197"));
            }
        }
    }

    @Test
    void anOpenSourceSeesMembersComeAndGo() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("ipset", "create", "friends", "hash:net");
            lab.run("iptables-legacy", "-A", "INPUT", "-m", "set", "!", "--match-set", "friends", "src", "-j", "DROP");
            List<FirewallVerdict> seen = lab.onHost(() -> {
                try (ListeningPortSource source =
                        Tiers.open(Mode.ALWAYS, SnapshotRequest.standard().withPorts(7301))) {
                    FirewallStatus none = source.snapshot().onPort(7301).get(0).firewall();
                    lab.run("ipset", "add", "friends", "192.0.2.0/24");
                    FirewallStatus some = source.snapshot().onPort(7301).get(0).firewall();
                    lab.run("ipset", "flush", "friends");
                    FirewallStatus again = source.snapshot().onPort(7301).get(0).firewall();
                    return List.of(none.verdict(), some.verdict(), from(some, "192.0.2.1"), again.verdict());
                }
            });
            assertEquals(
                    List.of(
                            FirewallVerdict.BLOCKED,
                            FirewallVerdict.RESTRICTED,
                            FirewallVerdict.ALLOWED,
                            FirewallVerdict.BLOCKED),
                    seen);
        }
    }

    /** The set behind the index of a rule is another one after a swap. */
    @Test
    void setsThatAreSwappedAreReadByTheNameThatTheRuleShows() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("ipset", "create", "old", "hash:ip");
            lab.run("ipset", "create", "new", "hash:ip");
            lab.run("ipset", "add", "new", "10.77.1.2");
            lab.run("iptables-legacy", "-A", "INPUT", "-m", "set", "--match-set", "old", "src", "-j", "DROP");
            assertEquals(FirewallVerdict.ALLOWED, status(lab).verdict());
            lab.run("ipset", "swap", "old", "new");
            assertEquals(FirewallVerdict.BLOCKED, from(status(lab), "10.77.1.2"));
        }
    }
}
