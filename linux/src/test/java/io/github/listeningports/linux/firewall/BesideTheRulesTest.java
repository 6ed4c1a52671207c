package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.ProbeJvm;
import io.github.listeningports.linux.kernel.MountInfoParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What drops packets and is no rule: BPF programs that really do. */
class BesideTheRulesTest {

    /** How long nothing must come. */
    private static final int QUIET_MILLIS = 60;

    private static final int PATIENT_MILLIS = 10_000;

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
    }

    private static FirewallStatus status(PortSnapshot snapshot, int port) {
        return snapshot.onPort(port).stream()
                .map(ListeningPort::firewall)
                .findFirst()
                .orElseThrow();
    }

    /** For what must arrive: on a busy machine packets take longer, so they are waited for before the test fails. */
    private static List<List<Boolean>> sendUntil(PacketLab lab, Predicate<List<List<Boolean>>> expected) {
        List<List<Boolean>> arrived = lab.send(QUIET_MILLIS);
        return expected.test(arrived) ? arrived : lab.send(PATIENT_MILLIS);
    }

    private static void assertNothingArrives(PacketLab lab, BpfLab bpf) {
        assertFalse(lab.send(QUIET_MILLIS).get(0).contains(true), bpf::toString);
    }

    private static void assertDepends(String on, FirewallStatus status) {
        assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
        assertTrue(status.reason().contains(on), status::toString);
    }

    private static void blockAll(PacketLab lab) {
        lab.run("nft", "add table inet t; add chain inet t c { type filter hook input priority 0; policy drop; }");
    }

    /** Its sockets stay in the group that they were made in, wherever their process goes, and after the group is gone. */
    @Test
    void aProgramOfTheControlGroupThatMadeTheSocket() throws IOException {
        Path root = Path.of(MountInfoParser.cgroup2(Files.readAllBytes(Path.of("/proc/self/mountinfo")))
                .orElse("/none"));
        Machine.needs(Files.isWritable(root.resolve("cgroup.procs")), "cgroup2, mounted so that it can be written");
        Path group = Files.createTempDirectory(root, "listening-ports-test");
        Path inner = Files.createDirectory(group.resolve("inner"));
        Path other = Files.createDirectory(group.resolveSibling(group.getFileName() + "-other"));
        boolean innerThere = true;
        try (PacketLab lab = PacketLab.open(List.of(
                "tcp,0.0.0.0,7301",
                "cgroup=" + group,
                "tcp,0.0.0.0,7302",
                "cgroup=" + inner,
                "udp,0.0.0.0,7303",
                "cgroup=" + other,
                "tcp,0.0.0.0,7304",
                "cgroup=" + root))) {
            assertEquals(
                    FirewallVerdict.ALLOWED,
                    status(FirewallTruth.look(lab), 7302).verdict());
            try (BpfLab bpf = BpfLab.hang(List.of(), "cgroup", group.toString())) {
                List<List<Boolean>> arrived = sendUntil(
                        lab,
                        each -> !each.get(0).contains(false) && !each.get(3).contains(false));
                PortSnapshot snapshot = FirewallTruth.look(lab);
                for (int i : List.of(0, 3)) {
                    assertFalse(arrived.get(i).contains(false), bpf::toString);
                    FirewallStatus status = status(snapshot, 7301 + i);
                    assertEquals(FirewallVerdict.ALLOWED, status.verdict(), status::toString);
                }
                for (int i : List.of(1, 2)) {
                    assertFalse(arrived.get(i).contains(true), arrived::toString);
                    assertDepends("a BPF program of its control group " + group, status(snapshot, 7301 + i));
                }

                Files.delete(inner);
                innerThere = false;
                FirewallStatus gone = status(FirewallTruth.look(lab), 7303);
                assertEquals(FirewallVerdict.UNKNOWN, gone.verdict(), gone::toString);
                assertTrue(gone.reason().contains("its control group, which cannot be opened"), gone::toString);

                blockAll(lab);
                assertEquals(
                        FirewallVerdict.BLOCKED,
                        status(FirewallTruth.look(lab), 7302).verdict());
            }
        } finally {
            if (innerThere) {
                Files.delete(inner);
            }
            Files.delete(group);
            Files.delete(other);
        }
    }

    @Test
    void aProgramAtTcx() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301,a0"));
                BpfLab bpf = BpfLab.hang(lab.enter(), "tcx", "a0")) {
            assertNothingArrives(lab, bpf);
            assertDepends("tc at the ingress of a0", status(FirewallTruth.look(lab), 7301));
        }
    }

    /** What goes out comes back where both ends of a pair are here. */
    @Test
    void aProgramAtTcxForWhatGoesOut() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301,a0"));
                BpfLab bpf = BpfLab.hang(lab.enter(), "tcx-egress", "b0")) {
            assertEquals(
                    FirewallVerdict.ALLOWED,
                    status(FirewallTruth.look(lab), 7301).verdict(),
                    bpf::toString);
            Machine.needs(lab.succeeds("ip", "link", "add", "br9", "type", "bridge"), "a kernel with bridges");
            lab.run(
                    "sh",
                    "-ec",
                    "ip link add br0 type bridge; ip link add v0 type veth peer name v1; ip link set v0 master br0");
            assertDepends("tc at the egress of b0", status(FirewallTruth.look(lab), 7301));
        }
    }

    @Test
    void aProgramOfNetfilter() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301"));
                BpfLab bpf = BpfLab.hang(lab.enter(), "netfilter", "1")) {
            assertNothingArrives(lab, bpf);
            assertDepends("a netfilter BPF program", status(FirewallTruth.look(lab), 7301));
        }
    }

    /** It may as well bring packets to a listener that is blocked, or bound to loopback. */
    @Test
    void aProgramThatChoosesTheListener() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301", "tcp,127.0.0.1,7302"));
                BpfLab bpf = BpfLab.hang(lab.enter(), "sk_lookup", "7301")) {
            assertNothingArrives(lab, bpf);
            assertDepends("sk_lookup", status(FirewallTruth.look(lab), 7301));
            assertDepends("sk_lookup", status(FirewallTruth.look(lab), 7302));
            blockAll(lab);
            assertDepends("sk_lookup", status(FirewallTruth.look(lab), 7301));
        }
    }

    /** A mark is something that rules look at. */
    @Test
    void whatHangsBeforeNetfilterMayMarkPackets() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301,a0"));
                BpfLab bpf = BpfLab.hang(lab.enter(), "mark", "a0")) {
            blockAll(lab);
            lab.run("nft", "add rule inet t c meta mark 1 accept");
            assertTrue(
                    sendUntil(lab, arrived -> arrived.get(0).contains(true))
                            .get(0)
                            .contains(true),
                    bpf::toString);
            assertDepends("tc at the ingress of a0", status(FirewallTruth.look(lab), 7301));
        }
    }

    /** The outer packet was marked, so the inner one is too. */
    @Test
    void marksGoThroughTunnels() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301", "tcp,0.0.0.0,7302"))) {
            lab.run("ip", "link", "add", "v0", "type", "vxlan", "id", "5", "remote", "10.77.2.2", "dstport", "4789");
            lab.run("ip", "link", "set", "v0", "up");
            lab.run("nft", "add table inet t; add chain inet t p { type filter hook prerouting priority -150; }");
            lab.run("nft", "add rule inet t p udp dport 4789 meta mark set mark or 0x1");
            lab.run("nft", "add chain inet t c { type filter hook input priority 0; }");
            lab.run("nft", "add rule inet t c tcp dport 7301 meta mark 0x1 drop");
            lab.run("nft", "add rule inet t c tcp dport 7302 meta mark 0x2 drop");
            PortSnapshot snapshot = FirewallTruth.look(lab);
            assertDepends("the mark of the tunnel's outer packet", status(snapshot, 7301));
            assertEquals(FirewallVerdict.ALLOWED, status(snapshot, 7302).verdict(), snapshot::toString);
        }
    }

    /** Such as for servers that answer for whole networks (AnyIP). */
    @Test
    void networksThatAreThisMachinesByARoute() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301", "tcp,::,7302,v6only", "tcp,10.77.1.1,7303"))) {
            lab.run("ip", "route", "add", "local", "10.99.0.0/24", "dev", "lo");
            lab.run("ip", "-6", "route", "add", "local", "fd99::/64", "dev", "lo");
            lab.run("ip", "route", "add", "local", "10.98.0.0/24", "dev", "lo", "table", "100");
            blockAll(lab);
            lab.run("nft", "add rule inet t c ip daddr { 10.98.0.0/24, 10.99.0.0/24 } accept");
            lab.run("nft", "add rule inet t c ip6 daddr fd99::/64 accept");
            PortSnapshot snapshot = FirewallTruth.look(lab);
            assertDepends("sent to 10.99.0.0/24", status(snapshot, 7301));
            assertDepends("sent to fd99::/64", status(snapshot, 7302));
            assertEquals(FirewallVerdict.BLOCKED, status(snapshot, 7303).verdict(), snapshot::toString);
        }
    }

    /** A virtual address that another host has at the moment, where ip_nonlocal_bind or IP_FREEBIND lets a listener wait for it. */
    @Test
    void anAddressOfAnotherMachineIsNotReportedAsLocal() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,192.168.50.1,7301", "tcp,10.77.1.1,7302"))) {
            lab.run("nft", "add table inet t; add chain inet t c { type filter hook input priority 0; }");
            lab.run("nft", "add rule inet t c fib daddr type != local drop");
            PortSnapshot snapshot = FirewallTruth.look(lab);
            assertEquals(FirewallVerdict.RESTRICTED, status(snapshot, 7301).verdict(), snapshot::toString);
            assertEquals(FirewallVerdict.ALLOWED, status(snapshot, 7302).verdict(), snapshot::toString);
        }
    }

    /** The last address of a network is its broadcast address, even if the interface was not given one with its address. */
    @Test
    void whatIsSentToAllOfANetwork() {
        try (PacketLab lab = PacketLab.open(List.of("udp,0.0.0.0,7301", "udp,0.0.0.0,7302"))) {
            blockAll(lab);
            lab.run("nft", "add rule inet t c udp dport 7301 ip daddr 10.77.1.255 accept");
            lab.run("nft", "add rule inet t c udp dport 7302 ip daddr 10.77.1.254 accept");
            PortSnapshot snapshot = FirewallTruth.look(lab);
            assertDepends("broadcast only", status(snapshot, 7301));
            assertEquals(FirewallVerdict.BLOCKED, status(snapshot, 7302).verdict(), snapshot::toString);
        }
    }

    /** What is sent to one port comes to the proxy's listener, though what is sent to that one does not, or cannot be. */
    @Test
    void aTransparentProxyIsGivenWhatWasSentToOthers() {
        try (PacketLab lab = PacketLab.open(
                List.of("tcp,0.0.0.0,7301", "tcp,127.0.0.1,7302", "tcp,127.0.0.1,7303", "tcp,0.0.0.0,7304"))) {
            lab.run("nft", "add table ip t; add chain ip t p { type filter hook prerouting priority mangle; }");
            lab.run("nft", "add rule ip t p tcp dport 80 tproxy to :7301 accept");
            lab.run("nft", "add rule ip t p tcp dport 81 tproxy to 127.0.0.1:7302 accept");
            lab.run("nft", "add chain ip t c { type filter hook input priority 0; }");
            lab.run("nft", "add rule ip t c tcp dport 7301-7304 drop");
            PortSnapshot snapshot = FirewallTruth.look(lab);
            assertEquals(FirewallVerdict.RESTRICTED, status(snapshot, 7301).verdict(), snapshot::toString);
            assertEquals(FirewallVerdict.RESTRICTED, status(snapshot, 7302).verdict(), snapshot::toString);
            assertEquals(FirewallVerdict.NOT_EXPOSED, status(snapshot, 7303).verdict(), snapshot::toString);
            assertEquals(FirewallVerdict.BLOCKED, status(snapshot, 7304).verdict(), snapshot::toString);
        }
    }

    @Test
    void withoutTheRightToQueryItIsNotAllowedButUnknown() {
        Machine.needs("setpriv");
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,7301"))) {
            List<String> netAdmin = Machine.concat(
                    lab.enter(), "setpriv", "--inh-caps=-sys_admin,-bpf", "--bounding-set=-sys_admin,-bpf", "--");
            Machine.needs(
                    Machine.succeeds(Machine.concat(netAdmin, "true").toArray(String[]::new)),
                    "the right to give up rights");
            ProbeJvm jvm = ProbeJvm.plain().withJna().behind(netAdmin).with("-Dlisteningports.native=always");

            String firewall = jvm.look("detailed").only(7301).firewall();
            assertTrue(firewall.startsWith("UNKNOWN"), firewall);
            assertTrue(firewall.contains("CAP_SYS_ADMIN"), firewall);
            blockAll(lab);
            firewall = jvm.look("detailed").only(7301).firewall();
            assertTrue(firewall.startsWith("BLOCKED"), firewall);
        }
    }
}
