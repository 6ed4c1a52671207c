package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallDestination;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.InternetExposure;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortChange;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.Tiers;
import io.github.listeningports.linux.kernel.NativeTier.Mode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the answer says as data and in words about rulesets as people have them. */
class FirewallOutcomesTest {

    private static final List<String> LISTENERS = List.of("tcp,0.0.0.0,7301", "tcp,::,7302", "tcp,0.0.0.0,443");

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
        PacketLab.needsLegacyTables();
    }

    private static FirewallStatus status(String ruleset, int port) {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            nft(lab, ruleset);
            return status(FirewallTruth.look(lab), port);
        }
    }

    private static void nft(PacketLab lab, String ruleset) {
        lab.run("sh", "-ec", "nft -f - <<'END'\n" + ruleset + "\nEND");
    }

    private static FirewallStatus status(PortSnapshot snapshot, int port) {
        return snapshot.onPort(port).stream()
                .map(ListeningPort::firewall)
                .findFirst()
                .orElseThrow();
    }

    private static InetAddress host(String numeric) throws UnknownHostException {
        return InetAddress.getByName(numeric);
    }

    /** Once they had the same verdict and the same text. */
    @Test
    void rulesetsOfOppositeExposureDiffer() throws UnknownHostException {
        String ruleset = """
                table ip filter {
                  chain ts-input { ip saddr 100.64.0.0/10 iifname != "b0" drop; iifname "b0" accept; }
                  chain INPUT { type filter hook input priority filter; policy %s; jump ts-input; }
                }""";
        FirewallStatus open = status(ruleset.formatted("accept"), 7301);
        FirewallStatus closed = status(ruleset.formatted("drop"), 7301);

        assertEquals(FirewallVerdict.ALLOWED, open.verdictFrom(host("8.8.8.8"), "a0"));
        assertEquals(FirewallVerdict.BLOCKED, open.verdictFrom(host("100.64.0.1"), "a0"));
        assertEquals(FirewallVerdict.BLOCKED, closed.verdictFrom(host("8.8.8.8"), "a0"));
        assertEquals(FirewallVerdict.ALLOWED, closed.verdictFrom(host("8.8.8.8"), "b0"));
        assertEquals(InternetExposure.YES, open.internetExposure());
        assertEquals(InternetExposure.CONDITIONAL, closed.internetExposure());
        assertEquals(
                "accepted by b0 by table ip filter, chain ts-input, rule handle 4;"
                        + " dropped from all but 100.64.0.0/10 by a0 by the policy of table ip filter, chain INPUT;"
                        + " dropped from 100.64.0.0/10 by a0 by table ip filter, chain ts-input, rule handle 3",
                closed.reason());
        assertTrue(open.reason().startsWith("accepted"), open::toString);
        assertTrue(open.reason().contains("the policy of table ip filter, chain INPUT"), open::toString);
    }

    /** Those that come directly are dropped, whatever the rate. */
    @Test
    void conditionsOfPacketsThatArriveByNat() {
        FirewallStatus status = status("""
                table ip t {
                  chain nat { type nat hook prerouting priority dstnat; tcp dport 80 redirect to :7301; }
                  chain input { type filter hook input priority filter; policy drop; ct status dnat limit rate over 1000/second accept; }
                }""", 7301);
        assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
        assertTrue(status.reason().contains("a rate limit"), status::toString);
        assertTrue(
                status.outcomes().stream()
                        .filter(each -> each.fate() == FirewallOutcome.Fate.ARRIVES)
                        .noneMatch(each -> each.conditions().isEmpty()),
                status.outcomes()::toString);
    }

    /** Packets for a link-local address are redirected to one, which each interface has. */
    @Test
    void aRedirectAtAnInterfaceWithALinkLocalAddressOnly() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("sh", "-ec", "ip -6 addr flush dev a0 scope global; ip -6 addr flush dev b0 scope global");
            nft(lab, """
                    table ip6 t {
                      chain nat { type nat hook prerouting priority dstnat; tcp dport 80 redirect to :7302; }
                      chain input { type filter hook input priority filter; policy drop; ct status dnat accept; }
                    }
                    table ip t {
                      chain input { type filter hook input priority filter; policy drop; }
                    }""");
            FirewallStatus status = status(FirewallTruth.look(lab), 7302);
            assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
        }
    }

    /** Every packet of b0 is let in by the rule of wan: that of lan is not named for it. */
    @Test
    void eachZoneHasItsRule() {
        FirewallStatus status = status("""
                table inet filter {
                  chain lan { accept; }
                  chain wan { tcp dport 443 accept; }
                  chain input { type filter hook input priority filter; policy drop; iifname "a0" jump lan; iifname "b0" jump wan; }
                }""", 443);
        assertEquals(
                "accepted by a0 by table inet filter, chain lan, rule handle 4;"
                        + " accepted by b0 by table inet filter, chain wan, rule handle 5",
                status.reason());
        assertEquals(
                List.of(
                        List.of("a0") + "table inet filter, chain lan, rule handle 4",
                        List.of("b0") + "table inet filter, chain wan, rule handle 5"),
                status.outcomes().stream()
                        .map(each -> each.interfaces() + each.rule().orElse(""))
                        .toList());
    }

    @Test
    void thePolicyThatDropsEveryoneComesBeforeABlocklist() {
        FirewallStatus status = status("""
                table inet filter {
                  chain input { type filter hook input priority filter; policy drop; ip saddr 203.0.113.0/24 drop; }
                }""", 7301);
        assertEquals(
                "dropped by the policy of table inet filter, chain input;"
                        + " dropped from 203.0.113.0/24 by table inet filter, chain input, rule handle 2",
                status.reason());
    }

    /** nft lists neither the block's chain nor the handles in it. */
    @Test
    void aRuleInABlockIsToldAsTheRuleOfTheBlock() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            nft(lab, """
                    table inet filter {
                      chain input {
                        type filter hook input priority filter; policy accept;
                        tcp dport 7301 jump {
                          ip saddr 10.0.0.0/8 drop
                        } comment "block"
                      }
                    }""");
            FirewallStatus status = status(FirewallTruth.look(lab), 7301);
            String listed = lab.run("nft", "-a", "list", "chain", "inet", "filter", "input");
            String handle = listed.replaceAll("(?s).*\\} comment \"block\" # handle (\\d+).*", "$1");
            assertEquals(
                    "accepted by the policy of table inet filter, chain input; dropped from 10.0.0.0/8 by"
                            + " table inet filter, chain input, rule handle " + handle + " (block)",
                    status.reason());
        }
    }

    @Test
    void aRedirectedPortNamesWhereToAndFromWhere() throws UnknownHostException {
        String ruleset = """
                table ip t {
                  chain pre { type nat hook prerouting priority dstnat; tcp dport 443 dnat to 10.77.2.2:8443; tcp dport 80 redirect to :7301; }
                  chain input { type filter hook input priority filter; policy drop; ct status dnat accept; }
                }""";
        FirewallStatus away = status(ruleset, 443);
        assertEquals(FirewallVerdict.REDIRECTED, away.verdict(), away::toString);
        assertEquals("redirected to 10.77.2.2:8443 by table ip t, chain pre, rule handle 3", away.reason());
        assertEquals(
                List.of(Optional.of(new FirewallDestination(Optional.of(host("10.77.2.2")), OptionalInt.of(8443)))),
                away.outcomes().stream().map(FirewallOutcome::redirectedTo).toList());

        FirewallStatus reached = status(ruleset, 7301);
        assertEquals(FirewallVerdict.RESTRICTED, reached.verdict(), reached::toString);
        assertTrue(
                reached.reason().contains("accepted if sent to port 80 by table ip t, chain input"), reached::toString);
        assertEquals(
                List.of(Optional.of(new FirewallDestination(Optional.empty(), OptionalInt.of(80)))),
                reached.outcomes().stream()
                        .filter(each -> each.fate() == FirewallOutcome.Fate.ARRIVES)
                        .map(FirewallOutcome::sentTo)
                        .toList());
    }

    @Test
    void aDualStackListenerHasBothFamiliesAnswers() throws UnknownHostException {
        FirewallStatus status = status("""
                table inet filter {
                  chain input { type filter hook input priority filter; policy drop; ip saddr 10.1.0.0/16 accept; meta nfproto ipv6 accept; }
                }""", 7302);
        assertEquals(FirewallVerdict.RESTRICTED, status.verdict(AddressFamily.IPV4));
        assertEquals(FirewallVerdict.ALLOWED, status.verdict(AddressFamily.IPV6));
        assertEquals(FirewallVerdict.ALLOWED, status.verdictFrom(host("2001:db8::1")));
        assertEquals(FirewallVerdict.BLOCKED, status.verdictFrom(host("10.2.0.1")));
        assertEquals(InternetExposure.YES, status.internetExposure());
    }

    /** Both are RESTRICTED by the limit. */
    @Test
    void behindASynLimitTheLanAndTheWorldDiffer() throws UnknownHostException {
        String ruleset = """
                table inet filter {
                  chain input {
                    type filter hook input priority filter; policy drop;
                    tcp flags & (fin|syn|rst|ack) == syn limit rate over 25/second burst 50 packets drop
                    %s tcp dport 7301 accept
                  }
                }""";
        FirewallStatus world = status(ruleset.formatted(""), 7301);
        FirewallStatus lan = status(ruleset.formatted("ip saddr 192.168.0.0/16"), 7301);
        assertEquals(FirewallVerdict.RESTRICTED, world.verdictFrom(host("8.8.8.8")));
        assertEquals(FirewallVerdict.BLOCKED, lan.verdictFrom(host("8.8.8.8")));
        assertEquals(FirewallVerdict.RESTRICTED, lan.verdictFrom(host("192.168.0.7")));
        assertEquals(InternetExposure.CONDITIONAL, world.internetExposure());
        assertEquals(InternetExposure.NO, lan.internetExposure());
        assertTrue(
                world.outcomes().stream()
                        .flatMap(each -> each.conditions().stream())
                        .allMatch(each -> each.kind() == FirewallCondition.Kind.RATE_LIMIT),
                () -> world.outcomes().toString());
        assertTrue(lan.reason().startsWith("accepted from 192.168.0.0/16 by table"), lan::toString);
    }

    /** So many that the walk joins them: each listed host is known exactly, and few are listed. */
    @Test
    void aThousandHostsAreKnownExactly() throws UnknownHostException {
        StringBuilder rules =
                new StringBuilder("table inet f { chain input { type filter hook input priority 0; policy accept;\n");
        IntStream.range(0, 1000)
                .forEach(i -> rules.append("ip saddr 198.51.")
                        .append(i / 100)
                        .append('.')
                        .append(2 * (i % 100))
                        .append(i % 2 == 0 ? " counter drop\n" : " drop\n"));
        FirewallStatus status = status(rules + "}\n}", 7301);
        assertEquals(FirewallVerdict.BLOCKED, status.verdictFrom(host("198.51.9.198")));
        assertEquals(FirewallVerdict.ALLOWED, status.verdictFrom(host("198.51.9.199")));
        assertEquals(InternetExposure.YES, status.internetExposure());
        assertTrue(status.outcomes().size() <= 20, () -> status.outcomes().size() + " outcomes");
        assertTrue(status.reason().length() < 1000, status::reason);
    }

    /** fail2ban's actions iptables-multiport and nftables, and an ordinary rule after them. */
    @Test
    void aBanIsNoChangeAndARuleIs() {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            nft(lab, """
                    table inet f2b-table {
                      set addr-set-web { type ipv4_addr; elements = { 203.0.113.5 } }
                      chain f2b-chain { type filter hook input priority filter - 1; policy accept; tcp dport 7301 ip saddr @addr-set-web drop; }
                    }
                    table inet filter {
                      chain input { type filter hook input priority filter; policy accept; ip saddr 203.0.113.77 drop; }
                    }""");
            lab.run(
                    "sh",
                    "-ec",
                    "iptables-legacy -N f2b-ssh; iptables-legacy -A f2b-ssh -j RETURN; iptables-legacy -A INPUT -p tcp -j f2b-ssh;"
                            + "iptables-legacy -I f2b-ssh 1 -s 203.0.113.6 -j REJECT");
            List<List<PortChange.Kind>> changes = lab.onHost(() -> {
                List<List<PortChange.Kind>> all = new ArrayList<>();
                try (ListeningPortSource source =
                        Tiers.open(Mode.ALWAYS, SnapshotRequest.standard().withPorts(7301))) {
                    PortSnapshot before = source.snapshot();
                    for (String change : List.of(
                            "nft add element inet f2b-table addr-set-web { 203.0.113.9 }",
                            "iptables-legacy -I f2b-ssh 1 -s 203.0.113.10 -j REJECT",
                            "nft replace rule inet filter input handle 2 ip saddr 203.0.113.77 counter drop comment again",
                            "nft add rule inet filter input ip saddr 203.0.113.78 drop")) {
                        lab.run("sh", "-ec", change);
                        PortSnapshot now = source.snapshot();
                        all.add(now.changesSince(before).stream()
                                .map(PortChange::kind)
                                .toList());
                        before = now;
                    }
                }
                return all;
            });
            assertEquals(List.of(List.of(), List.of(), List.of(), List.of(PortChange.Kind.FIREWALL_CHANGED)), changes);
        }
    }
}
