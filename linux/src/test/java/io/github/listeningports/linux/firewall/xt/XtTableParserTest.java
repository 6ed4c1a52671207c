package io.github.listeningports.linux.firewall.xt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.linux.firewall.FirewallRecording;
import io.github.listeningports.linux.firewall.packet.BaseChain.Hook;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.xt.XtMatch.PortRange;
import io.github.listeningports.linux.firewall.xt.XtRule.Fragments;
import io.github.listeningports.linux.kernel.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tables of legacy iptables, as Linux 6.18 on x86-64 returned them, are parsed into these records. */
class XtTableParserTest {

    private static final PortRange ANY_PORT = new PortRange(0, 65535, false);
    private static final XtMasked ANY_ADDRESS = masked("00000000", "00000000", false);
    private static final XtMasked ANY_INTERFACE = masked("00".repeat(16), "00".repeat(16), false);

    private static XtRuleset parsed(String name) {
        XtTable table = FirewallRecording.tables("linux-6.18-x86_64.hex").stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new XtTableParser(table, ByteOrder.LITTLE_ENDIAN, new Patience())
                .parse()
                .orElseThrow();
    }

    private static XtRule rule(String table, String chain, int number) {
        XtRuleset ruleset = parsed(table);
        return ruleset.rule(ruleset.rules(start(table, chain)).get(number - 1));
    }

    /** Where a chain begins. */
    private static int start(String table, String chain) {
        XtRuleset ruleset = parsed(table);
        return IntStream.range(0, 1 << 16)
                .filter(each -> ruleset.nameOf(each).filter(chain::equals).isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static ByteString bytes(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return ByteString.of(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    private static XtMasked masked(String value, String mask, boolean inverted) {
        return new XtMasked(bytes(value), bytes(mask), inverted);
    }

    private static XtRule.Header protocol(int protocol, XtMasked in) {
        return new XtRule.Header(
                ANY_ADDRESS, ANY_ADDRESS, in, ANY_INTERFACE, OptionalInt.of(protocol), false, Fragments.ANY);
    }

    @Test
    void chainsBeginAtHooksAndBehindTheirNames() {
        XtRuleset nat = parsed("nat");
        assertEquals(
                List.of(
                        new XtRuleset.Entrance(Hook.PREROUTING, 0, false),
                        new XtRuleset.Entrance(Hook.INPUT, 344, false)),
                nat.hooks());
        assertEquals(
                List.of("PREROUTING", "INPUT", "DOCKER", "ERROR"),
                IntStream.range(0, 1 << 16)
                        .mapToObj(nat::nameOf)
                        .flatMap(Optional::stream)
                        .toList());
        assertEquals(
                List.of(new XtRuleset.Entrance(Hook.INPUT, 0, true)),
                parsed("filter").hooks());
    }

    @Test
    void matchesAndVerdictsBecomeRecords() {
        assertEquals(
                new XtRule(
                        protocol(6, ANY_INTERFACE),
                        List.of(
                                new XtMatch.Multiport(
                                        List.of(
                                                new PortRange(22, 22, false),
                                                new PortRange(80, 80, false),
                                                new PortRange(8000, 8100, false)),
                                        false,
                                        true,
                                        false),
                                new XtMatch.Comment()),
                        false,
                        XtTarget.Plain.ACCEPT,
                        IntervalSet.EMPTY),
                rule("filter", "INPUT", 5));
        assertEquals(
                new XtMatch.Conntrack(
                        XtNumber.CONNTRACK_STATE,
                        0,
                        Set.of(XtMatch.ConnectionState.INVALID),
                        0,
                        masked("00".repeat(16), "00".repeat(16), false),
                        0),
                rule("filter", "INPUT", 3).matches().get(0));
        assertEquals(
                new XtMatch.Unsupported("limit"),
                rule("filter", "INPUT", 7).matches().get(0));
    }

    @Test
    void jumpsNameWhereAChainBegins() {
        assertEquals(
                new XtTarget.Jump(start("filter", "WEB"), true),
                rule("filter", "INPUT", 9).target());
    }

    @Test
    void theDestinationOfATranslationIsARange() {
        ByteString address = bytes("ac110002" + "00".repeat(12));
        assertEquals(
                new XtRule(
                        protocol(6, masked("646f636b65723000" + "00".repeat(8), "ff".repeat(8) + "00".repeat(8), true)),
                        List.of(new XtMatch.Tcp(ANY_PORT, new PortRange(8080, 8080, false), 0, 0, false, false)),
                        false,
                        new XtTarget.Dnat(new XtTarget.NatRange(true, true, false, address, address, 80, 80)),
                        IntervalSet.EMPTY),
                rule("nat", "DOCKER", 2));
    }

    @Test
    void theBytesBehindTheWildcardOfAnInterfaceNameAreLeftOut() {
        assertEquals(
                masked("6574680000", "ffffff0000", false), masked("6574683100", "ffffff0000", false)); // eth+ and eth1
    }

    @Test
    void aStructureThatIsTooShortOrNewIsUnsupported() {
        XtMatchParser matches = new XtMatchParser(ByteOrder.LITTLE_ENDIAN);
        assertEquals(new XtMatch.Unsupported("tcp"), matches.parse("tcp", 0, new byte[XtStruct.TCP - 1]));
        assertEquals(new XtMatch.Unsupported("conntrack"), matches.parse("conntrack", 4, new byte[200]));
        assertEquals(new XtMatch.Unsupported("multiport"), matches.parse("multiport", 255, new byte[200]));
        XtTargetParser targets = new XtTargetParser(ByteOrder.LITTLE_ENDIAN, true);
        assertEquals(XtTarget.Plain.UNKNOWN_DNAT, targets.parse("REDIRECT", 0, new byte[XtStruct.NAT_IPV4]));
        assertEquals(XtTarget.Plain.UNKNOWN_MARK, targets.parse("MARK", 3, new byte[200]));
        assertEquals(new XtTarget.Unsupported("NEW"), targets.parse("NEW", 0, new byte[200]));
    }
}
