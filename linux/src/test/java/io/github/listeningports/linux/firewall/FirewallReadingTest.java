package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.Lab;
import io.github.listeningports.linux.Probe;
import io.github.listeningports.linux.ProbeJvm;
import io.github.listeningports.linux.Tiers;
import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.nft.NftCompiler;
import io.github.listeningports.linux.firewall.nft.NftReader;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.xt.XtTableReader;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the firewall is read: without leaving a trace, again when it changed, and not at all where that is impossible. */
class FirewallReadingTest {

    private static final List<String> LISTENERS = List.of(
            "tcp,0.0.0.0,7301", "tcp,127.0.0.1,7302", "tcp,0.0.0.0,7303,lo", "tcp,::,7304", "tcp,::,7305,v6only");

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        Machine.needs("nft");
    }

    private static PortSnapshot look(PacketLab lab) {
        return FirewallTruth.look(lab);
    }

    private static FirewallStatus status(PortSnapshot snapshot, int port) {
        return snapshot.onPort(port).stream()
                .map(ListeningPort::firewall)
                .findFirst()
                .orElseThrow();
    }

    /** What a careless query creates: tables of ip_tables, and modules. */
    private static List<String> traces(PacketLab lab) {
        return List.of(
                lab.run("cat", "/proc/net/ip_tables_names"),
                lab.run("cat", "/proc/net/ip6_tables_names"),
                lab.run("nft", "list", "ruleset"),
                lab.run("sh", "-c", "ip -o link | cut -d ' ' -f 2"), // whether they have a carrier may change by itself
                lab.run("sh", "-c", "cat /proc/modules 2>/dev/null | cut -d ' ' -f 1 | sort || true"));
    }

    @Test
    void readingChangesNothing() {
        PacketLab.needsLegacyTables();
        PacketLab.needsNft();
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            List<String> before = traces(lab);
            assertEquals("", before.get(0), "a new namespace has no table");
            assertEquals(FirewallVerdict.ALLOWED, status(look(lab), 7301).verdict());
            assertEquals(before, traces(lab));

            lab.run("nft", "add", "table", "inet", "t");
            lab.run("iptables-legacy", "-A", "INPUT", "-p", "tcp", "--dport", "7301", "-j", "DROP");
            before = traces(lab);
            assertEquals("filter\n", before.get(0));
            assertEquals(FirewallVerdict.BLOCKED, status(look(lab), 7301).verdict());
            assertEquals(before, traces(lab));
        }
    }

    @Test
    void withoutRulesEveryoneMayAndLoopbackIsNotExposed() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            PortSnapshot snapshot = look(lab);

            assertEquals(
                    "ALLOWED (no firewall chain on its path)",
                    status(snapshot, 7301).toString());
            assertEquals(FirewallVerdict.NOT_EXPOSED, status(snapshot, 7302).verdict());
            assertEquals(FirewallVerdict.NOT_EXPOSED, status(snapshot, 7303).verdict());
            assertFalse(snapshot.diagnostics().stream().anyMatch(each -> each.kind() == Kind.FIREWALL_UNKNOWN));
        }
    }

    @Test
    void theReasonNamesTheRule() {
        PacketLab.needsNft();
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("nft", "add", "table", "ip", "mine");
            lab.run("nft", "add chain ip mine input { type filter hook input priority 0; policy drop; }");
            lab.run("nft", "add rule ip mine input tcp dport 7301 accept comment \"for all\"");
            PortSnapshot snapshot = look(lab);

            assertEquals(
                    "ALLOWED (accepted by table ip mine, chain input, rule handle 2 (for all))",
                    status(snapshot, 7301).toString());
            FirewallStatus dual = status(snapshot, 7304);
            assertEquals(FirewallVerdict.RESTRICTED, dual.verdict(), dual::toString);
            assertTrue(
                    dual.reason().startsWith("IPv4 BLOCKED: dropped by the policy of table ip mine"), dual::toString);
            assertTrue(dual.reason().contains("IPv6 ALLOWED"), dual::toString);
            assertEquals(FirewallVerdict.ALLOWED, status(snapshot, 7305).verdict());
        }
    }

    @Test
    void theReasonNamesTheRuleAsIptablesListsIt() {
        PacketLab.needsLegacyTables();
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("iptables-legacy", "-N", "mine");
            lab.run("iptables-legacy", "-A", "INPUT", "-p", "tcp", "-j", "mine");
            lab.run("iptables-legacy", "-A", "mine", "-p", "tcp", "--dport", "7399", "-j", "ACCEPT");
            lab.run("iptables-legacy", "-A", "mine", "-p", "tcp", "--dport", "7301", "-j", "DROP");
            lab.run("ip6tables-legacy", "-P", "INPUT", "DROP");
            PortSnapshot snapshot = look(lab);

            assertEquals(
                    "BLOCKED (dropped by iptables-legacy table filter, chain mine, rule 2)",
                    status(snapshot, 7301).toString());
            assertEquals(
                    "-A mine -p tcp -m tcp --dport 7301 -j DROP",
                    lab.run("iptables-legacy", "-t", "filter", "-S", "mine", "2")
                            .strip());
            FirewallStatus dual = status(snapshot, 7304);
            assertTrue(
                    dual.reason().endsWith("dropped by the policy of ip6tables-legacy table filter, chain INPUT"),
                    dual::toString);
        }
    }

    @Test
    void loopbackIsExposedWhereSuchPacketsAreRouted() {
        PacketLab.needsLegacyTables();
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/default/route_localnet");
            assertEquals(FirewallVerdict.NOT_EXPOSED, status(look(lab), 7302).verdict());
            lab.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/a0/route_localnet");
            FirewallStatus status = status(look(lab), 7302);
            assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
            assertTrue(status.reason().startsWith("only from neighbours"), status::toString);
            lab.run("iptables-legacy", "-A", "INPUT", "-d", "127.0.0.0/8", "-j", "DROP");
            assertEquals(FirewallVerdict.BLOCKED, status(look(lab), 7302).verdict());
        }
    }

    @Test
    void anOpenSourceSeesEveryChange() {
        PacketLab.needsNft();
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            List<FirewallVerdict> verdicts = lab.onHost(() -> {
                try (ListeningPortSource source =
                        Tiers.open(Mode.ALWAYS, SnapshotRequest.standard().withPorts(7301))) {
                    return Stream.of(
                                    "true",
                                    "nft add table ip t; nft 'add chain ip t c { type filter hook input priority 0; policy drop; }'",
                                    "true",
                                    "nft 'add set ip t s { type inet_service; }'; nft add rule ip t c tcp dport @s accept",
                                    "nft add element ip t s { 7301 }",
                                    "nft delete element ip t s { 7301 }",
                                    "nft flush ruleset",
                                    "iptables-legacy -A INPUT -p tcp --dport 7301 -j DROP",
                                    "iptables-legacy -R INPUT 1 -p tcp --dport 7302 -j DROP",
                                    "iptables-legacy -R INPUT 1 -p tcp --dport 7301 -i a0 -j DROP",
                                    "ip link set a0 down",
                                    "ip link set a0 up; ip link set b0 down")
                            .map(change -> {
                                lab.run("sh", "-ec", change);
                                return status(source.snapshot(), 7301).verdict();
                            })
                            .toList();
                }
            });
            assertEquals(
                    List.of(
                            FirewallVerdict.ALLOWED,
                            FirewallVerdict.BLOCKED,
                            FirewallVerdict.BLOCKED,
                            FirewallVerdict.BLOCKED,
                            FirewallVerdict.ALLOWED,
                            FirewallVerdict.BLOCKED,
                            FirewallVerdict.ALLOWED,
                            FirewallVerdict.BLOCKED,
                            FirewallVerdict.ALLOWED,
                            FirewallVerdict.RESTRICTED,
                            FirewallVerdict.ALLOWED,
                            FirewallVerdict.BLOCKED),
                    verdicts);
        }
    }

    /** Both rulesets block the port, each in another chain: only a mixture of them lets something through. */
    @Test
    void rulesThatAreReplacedMeanwhileAreNeverMixed(@TempDir Path directory) throws IOException {
        PacketLab.needsNft();
        for (String which : List.of("a", "b")) {
            Files.writeString(
                    directory.resolve(which + ".nft"),
                    "flush ruleset\ntable ip " + which + " { set s { type inet_service; elements = { 7301 } }\n"
                            + "chain d { drop; }\nchain c { type filter hook input priority 0; tcp dport @s jump d; }\n}\n");
        }
        // As long as each other, and the chains begin elsewhere.
        String policies = "*filter\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\n:c -\n";
        String drop = " -p tcp --dport 7301 -j DROP\n";
        Files.writeString(
                directory.resolve("a.ipt"),
                policies + "-A INPUT" + drop + "-A INPUT -j c\n-A c -p tcp -j ACCEPT\nCOMMIT\n");
        Files.writeString(
                directory.resolve("b.ipt"),
                policies + "-A INPUT -j c\n-A c" + drop + "-A c -p tcp -j ACCEPT\nCOMMIT\n");
        LibC libc = new NativeTier(Mode.ALWAYS).libc();
        replaceAndRead(
                "nft -f " + directory + "/%s.nft",
                network -> new NftCompiler(new NftReader(libc, Deadline.none()).read(), network, new Patience())
                        .compile(IpSets.NONE));
        replaceAndRead(
                "iptables-legacy-restore < " + directory + "/%s.ipt",
                network -> FirewallReader.compiler(
                                new XtTableReader(libc, System.getProperty("os.arch")).read("filter", false),
                                network,
                                new Patience())
                        .compile(IpSets.NONE));
    }

    private interface Reading {
        List<BaseChain> chains(LocalNetwork network) throws IOException;
    }

    private static void replaceAndRead(String replace, Reading reading) throws IOException {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("sh", "-ec", replace.formatted("a"));
            String both = replace.formatted("b") + "; " + replace.formatted("a");
            Process replacing = new ProcessBuilder(
                            Machine.concat(lab.enter(), "sh", "-ec", "for i in $(seq 200); do " + both + "; done"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                Map<FirewallVerdict, Integer> verdicts = lab.onHost(() -> verdicts(replacing, reading));
                assertEquals(Set.of(FirewallVerdict.BLOCKED), verdicts.keySet());
                assertTrue(verdicts.getOrDefault(FirewallVerdict.BLOCKED, 0) > 100, verdicts::toString);
            } finally {
                replacing.destroyForcibly();
            }
        }
    }

    /** Evaluated as often as possible; a read that fails because the rules change too fast does not count. */
    private static Map<FirewallVerdict, Integer> verdicts(Process meanwhile, Reading reading) throws IOException {
        LocalNetwork network = new RtnetlinkReader(
                        new NativeTier(Mode.ALWAYS).libc(), Deadline.none(), (link, outbound) -> false)
                .read(new NetworkSysctls(Switch.UNKNOWN, Switch.UNKNOWN));
        FirewallListener listener = new FirewallListenerBuilder(7301).build();
        Map<FirewallVerdict, Integer> verdicts = new EnumMap<>(FirewallVerdict.class);
        while (meanwhile.isAlive()) {
            List<BaseChain> chains;
            try {
                chains = reading.chains(network);
            } catch (IOException e) {
                continue;
            }
            verdicts.merge(
                    FirewallEvaluator.of(chains, network, new Patience())
                            .status(listener, false)
                            .verdict(),
                    1,
                    Integer::sum);
        }
        return verdicts;
    }

    @Test
    void anElementThatTimesOutIsSeenToGo() {
        PacketLab.needsNft();
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("nft", "add", "table", "ip", "t");
            lab.run("nft", "add set ip t s { type inet_service; flags timeout; }");
            lab.run("nft", "add chain ip t c { type filter hook input priority 0; policy accept; }");
            lab.run("nft", "add rule ip t c tcp dport @s drop");
            List<FirewallVerdict> verdicts = lab.onHost(() -> {
                try (ListeningPortSource source = Tiers.open(Mode.ALWAYS, SnapshotRequest.standard())) {
                    FirewallVerdict first;
                    int seconds = 2;
                    do {
                        lab.run("nft", "add element ip t s { 7301 timeout " + seconds + "s }");
                        first = status(source.snapshot(), 7301).verdict();
                        seconds *= 2; // for a slow machine, where it is gone before it was seen
                    } while (!isInSet(lab));
                    while (isInSet(lab)) {
                        Thread.sleep(50);
                    }
                    return List.of(first, status(source.snapshot(), 7301).verdict());
                }
            });
            assertEquals(List.of(FirewallVerdict.BLOCKED, FirewallVerdict.ALLOWED), verdicts);
        }
    }

    private static boolean isInSet(PacketLab lab) {
        return lab.run("nft", "list", "set", "ip", "t", "s").contains("7301");
    }

    @Test
    void filtersThatHangBeforeNetfilterAreACondition() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            Machine.needs(lab.succeeds("tc", "qdisc", "add", "dev", "a0", "clsact"), "tc, and clsact in the kernel");
            assertEquals(FirewallVerdict.ALLOWED, status(look(lab), 7301).verdict(), "there is no filter");
            for (String direction : List.of("egress", "ingress")) {
                String filter = "tc filter add dev a0 " + direction + " protocol ip u32 match u32 0 0";
                Machine.needs(lab.succeeds("sh", "-c", filter), "tc, and clsact in the kernel");
                FirewallStatus status = status(look(lab), 7301);
                boolean matters = direction.equals("ingress");
                assertEquals(
                        matters ? FirewallVerdict.RESTRICTED : FirewallVerdict.ALLOWED,
                        status.verdict(),
                        status::toString);
                assertEquals(matters, status.reason().contains("tc at the ingress of a0"), status::toString);
            }
            lab.run("tc", "filter", "del", "dev", "a0", "ingress");
            assertEquals(FirewallVerdict.ALLOWED, status(look(lab), 7301).verdict(), "it is gone");
        }
    }

    @Test
    void withTheNetworkCapabilityAloneTheMissingOnesAreNamed() {
        Machine.needs("setpriv");
        try (Lab lab = Lab.hold("addr=0.0.0.0")) {
            ProbeJvm jvm = ProbeJvm.plain()
                    .withJna()
                    .behind(List.of(
                            "setpriv",
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups",
                            "--inh-caps=-all,+net_admin",
                            "--ambient-caps=-all,+net_admin",
                            "--"));
            String status = jvm.with("-Dlisteningports.native=always")
                    .look("detailed")
                    .only(lab.port())
                    .firewall();
            Machine.needs(Files.exists(Path.of("/proc/net/ip_tables_names")), "ip_tables in the kernel");

            assertTrue(status.startsWith("UNKNOWN"), status);
            assertTrue(status.contains("ip_tables_names requires CAP_DAC_READ_SEARCH"), status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft add table inet t", "iptables-legacy -P INPUT DROP"})
    void theReasonForRootOfAnotherUserNamespaceNamesWhereTheCapabilityCounts(String rule) {
        if (rule.startsWith("iptables-legacy")) {
            PacketLab.needsLegacyTables();
        }
        if (rule.startsWith("nft")) {
            PacketLab.needsNft();
        }
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--");
        Machine.needs(
                Machine.succeeds(Machine.concat(unshare, "true").toArray(String[]::new)),
                "the right to make a user namespace");
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("sh", "-c", rule);
            ProbeJvm jvm = ProbeJvm.plain()
                    .withJna()
                    .behind(Machine.concat(lab.enter(), unshare.toArray(String[]::new)))
                    .with("-Dlisteningports.native=always");
            String status = jvm.look("detailed").only(7301).firewall();

            assertTrue(status.startsWith("UNKNOWN"), status);
            assertTrue(status.contains("in the user namespace that owns the network namespace"), status);
        }
    }

    @Test
    void withoutTheCapabilityItIsUnknownAndTheCapabilityIsNamed() {
        Machine.needs("setpriv");
        try (Lab lab = Lab.hold("addr=0.0.0.0")) {
            ProbeJvm jvm = ProbeJvm.plain().withJna().behind(Machine.AS_NOBODY);
            Probe probe = jvm.with("-Dlisteningports.native=always").look("detailed");

            List<String> unknown = probe.diagnostics("FIREWALL_UNKNOWN");
            assertEquals(1, unknown.size(), probe::toString);
            assertTrue(
                    unknown.get(0).contains("requires CAP_NET_ADMIN, CAP_SYS_ADMIN and CAP_DAC_READ_SEARCH"),
                    unknown::toString);
            assertTrue(lab.port() > 0);
        }
    }

    @Test
    void withoutNativeCodeItIsUnknown() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            PortSnapshot snapshot = lab.onHost(() -> Tiers.look(Mode.NEVER, SnapshotRequest.standard()));

            assertEquals(FirewallVerdict.UNKNOWN, status(snapshot, 7301).verdict());
            assertEquals(FirewallVerdict.NOT_EXPOSED, status(snapshot, 7302).verdict());
            List<Diagnostic> unknown = snapshot.diagnostics().stream()
                    .filter(each -> each.kind() == Kind.FIREWALL_UNKNOWN)
                    .toList();
            assertEquals(1, unknown.size());
            assertTrue(unknown.get(0).message().contains("-Dlisteningports.native=never"), unknown::toString);
        }
    }

    @Test
    void anotherNamespaceIsEntered() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            PortSnapshot snapshot = Tiers.look(
                    Mode.ALWAYS,
                    SnapshotRequest.standard().withAllNetworkNamespaces().withPorts(7301, 7302));
            FirewallStatus open = status(snapshot, 7301);
            assertEquals(FirewallVerdict.RESTRICTED, open.verdict(), snapshot::toString);
            assertTrue(open.reason().contains("in its network namespace"), open::toString);
            assertEquals(FirewallVerdict.NOT_EXPOSED, status(snapshot, 7302).verdict(), snapshot::toString);
            lab.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/a0/route_localnet");
            PortSnapshot routed = Tiers.look(
                    Mode.ALWAYS,
                    SnapshotRequest.standard().withAllNetworkNamespaces().withPorts(7301, 7302));
            assertEquals(FirewallVerdict.RESTRICTED, status(routed, 7302).verdict(), routed::toString);
        }
    }
}
