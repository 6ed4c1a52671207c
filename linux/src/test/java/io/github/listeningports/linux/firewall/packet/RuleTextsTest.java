package io.github.listeningports.linux.firewall.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallCondition;
import io.github.listeningports.FirewallOutcome;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What the texts of rules have in common, and the names that rules go by. */
class RuleTextsTest {

    @Test
    void addressesThatEveryToolPrintsTheSameWay() throws UnknownHostException {
        for (String text :
                List.of("10.1.2.3", "0.0.0.0", "2001:db8::1", "fe80::1:2", "::", "::1", "::ffff", "::1:0:0")) {
            assertEquals(
                    Optional.of(text),
                    RuleTexts.address(InetAddress.getByName(text).getAddress()));
        }
        // glibc and musl print these in different ways: ::1.2.3.4 or ::102:304.
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        assertEquals(Optional.empty(), RuleTexts.address(mapped));
        assertEquals(
                Optional.empty(),
                RuleTexts.address(InetAddress.getByName("::102:304").getAddress()));
        assertEquals(
                Optional.empty(),
                RuleTexts.address(InetAddress.getByName("::1:0").getAddress()));
        assertEquals(Optional.empty(), RuleTexts.address(new byte[5]));
    }

    @Test
    void masksThatArePrefixes() {
        assertEquals(OptionalInt.of(0), prefix(0, 0, 0, 0));
        assertEquals(OptionalInt.of(20), prefix(255, 255, 240, 0));
        assertEquals(OptionalInt.of(32), prefix(255, 255, 255, 255));
        assertEquals(OptionalInt.empty(), prefix(255, 0, 255, 0));
        assertEquals(OptionalInt.empty(), prefix(255, 255, 0xc1, 0));
        assertEquals(OptionalInt.empty(), prefix(0, 0, 0, 1));
        assertEquals(OptionalInt.empty(), prefix(0x7f, 0, 0, 0));
    }

    private static OptionalInt prefix(int... mask) {
        byte[] bytes = new byte[mask.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) mask[i];
        }
        return RuleTexts.prefix(bytes);
    }

    @Test
    void textsThatAreHarmlessToPrint() {
        assertTrue(RuleTexts.isPrintable("tcp dport 22 accept comment \"M\u00fcller\""));
        assertTrue(RuleTexts.isPrintable("x".repeat(FirewallOutcome.MAX_RULE_TEXT)));
        assertFalse(RuleTexts.isPrintable("x".repeat(FirewallOutcome.MAX_RULE_TEXT + 1)));
        for (String harmful : List.of("\n", "\u001b[2J", "\u202e", "\ud800", "\u2028", "\u2029", "\ufffd", "\u0378")) {
            assertFalse(RuleTexts.isPrintable("a" + harmful), harmful);
        }
    }

    @Test
    void theTextOfARule() {
        Rule rule = new Rule(
                new Rule.Origin() {
                    @Override
                    public String name() {
                        return "rule 3";
                    }

                    @Override
                    public Rule.Scope scope() {
                        return Rule.Scope.FAMILY;
                    }

                    @Override
                    public List<Step> steps(PacketKind kind) {
                        return List.of();
                    }

                    @Override
                    public Optional<String> text() {
                        return Optional.of("tcp dport 22 accept");
                    }
                },
                0);
        assertEquals("rule 3", rule.label());
        assertEquals(Optional.of("tcp dport 22 accept"), rule.text());
        assertEquals(
                "rule 3, or one of the 2 similar ones after it", rule.with(2).label());
        assertEquals(Optional.empty(), rule.with(2).text(), "of several");
        Rule policy = Rule.policy(new Chain("table ip t, chain c"), Verdict.DROP);
        assertEquals("the policy of table ip t, chain c", policy.label());
        assertEquals(
                List.of(new Step.Decide(Verdict.DROP)),
                policy.origin().steps(new PacketKind(true, true, PacketKind.Destination.OWN)));
    }

    @Test
    void packetsForWhichARuleIsTheSame() {
        List<PacketKind> kinds = List.of(
                new PacketKind(false, true, PacketKind.Destination.OWN),
                new PacketKind(false, true, PacketKind.Destination.BROADCAST),
                new PacketKind(false, false, PacketKind.Destination.OWN),
                new PacketKind(true, true, PacketKind.Destination.OWN));
        for (PacketKind other : kinds) {
            PacketKind own = kinds.get(0);
            assertEquals(other.equals(own), rule(Rule.Scope.KIND).isAlikeFor(own, other));
            assertEquals(other.tcp() && !other.ipv6(), rule(Rule.Scope.PROTOCOL).isAlikeFor(own, other));
            assertEquals(!other.ipv6(), rule(Rule.Scope.FAMILY).isAlikeFor(own, other));
        }
    }

    private static Rule rule(Rule.Scope scope) {
        return new Rule("r", scope, kind -> List.of());
    }

    /** fail2ban, CrowdSec and sshguard; others are ordinary chains. */
    @Test
    void chainsOfProgramsThatBanHosts() {
        for (String name :
                List.of("f2b-sshd", "F2B-sshd", "fail2ban-ssh", "addr-set-sshd", "crowdsec-blacklists", "sshguard")) {
            assertTrue(BanPrograms.own(name), name);
            assertEquals(
                    Optional.of(new FirewallCondition(FirewallCondition.Kind.CHANGING_SET, "the ban list " + name)),
                    new Chain("table ip filter, chain " + name).banList());
        }
        for (String name : List.of("INPUT", "my-f2b-sshd", "")) {
            assertFalse(BanPrograms.own(name), name);
            Chain chain = new Chain("table ip filter, chain " + name);
            assertEquals(Optional.empty(), chain.banList());
            assertEquals(Optional.empty(), chain.banList(), "asked again");
        }
    }

    @Test
    void rulesThatAreMadeWhenTheyAreAskedFor() {
        Chain chain = new Chain("c");
        assertEquals(List.of(), chain.rules());
        Rule rule = rule(Rule.Scope.KIND);
        chain.setRules(() -> List.of(rule));
        assertEquals(List.of(rule), chain.rules());
        assertTrue(chain.rules() == chain.rules(), "made once");
        chain.setRules(List.of());
        assertEquals(List.of(), chain.rules());
    }
}
