package io.github.listeningports.linux.firewall.xt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.ipset.IpSetUse;
import io.github.listeningports.linux.firewall.packet.BaseChain.Hook;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.xt.XtRule.Fragments;
import io.github.listeningports.linux.firewall.xt.XtTarget.Plain;
import io.github.listeningports.linux.kernel.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Entries as linux/netfilter_ipv4/ip_tables.h and linux/netfilter_ipv6/ip6_tables.h describe them: ipt_entry or ip6t_entry, matches and a target, each with its size, its name and
 * its revision. Where members are is the business of {@link XtKernelNumbersTest}.
 */
class XtRuleParserTest {

    private static final int IPV4 = 112;
    private static final int IPV6 = 168;

    private static final XtMasked ANY_4 = masked("00000000", "00000000", false);
    private static final XtMasked ANY_16 = masked("00".repeat(16), "00".repeat(16), false);

    private static XtMasked masked(String value, String mask, boolean inverted) {
        return new XtMasked(bytes(value), bytes(mask), inverted);
    }

    private static ByteString bytes(String hex) {
        return ByteString.of(HexFormat.of().parseHex(hex));
    }

    /** xt_entry_match or xt_entry_target: of 32 bytes, and what belongs to it. */
    private static byte[] extension(String name, int revision, int... structure) {
        ByteBuffer all = ByteBuffer.allocate(32 + structure.length).order(ByteOrder.LITTLE_ENDIAN);
        all.putShort(0, (short) all.capacity());
        all.put(2, name.getBytes(StandardCharsets.US_ASCII)).put(31, (byte) revision);
        for (int i = 0; i < structure.length; i++) {
            all.put(32 + i, (byte) structure[i]);
        }
        return all.array();
    }

    /** xt_standard_target. */
    private static byte[] standard(int verdict) {
        byte[] target = extension("", 0, new int[8]);
        ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN).putInt(32, verdict);
        return target;
    }

    private static final class Entry {

        private final boolean ipv6;
        private final ByteBuffer header;
        private final ByteArrayOutputStream matches = new ByteArrayOutputStream();
        private byte[] target = standard(-2);

        Entry(boolean ipv6) {
            this.ipv6 = ipv6;
            header = ByteBuffer.allocate(ipv6 ? IPV6 : IPV4).order(ByteOrder.LITTLE_ENDIAN);
        }

        Entry put(int at, String hex) {
            header.put(at, HexFormat.of().parseHex(hex));
            return this;
        }

        Entry match(byte[] match) {
            matches.writeBytes(match);
            return this;
        }

        Entry target(byte[] bytes) {
            target = bytes;
            return this;
        }

        byte[] build() {
            int targetAt = header.capacity() + matches.size();
            header.putShort(ipv6 ? 140 : 88, (short) targetAt);
            header.putShort(ipv6 ? 142 : 90, (short) (targetAt + target.length));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(header.array());
            all.writeBytes(matches.toByteArray());
            all.writeBytes(target);
            return all.toByteArray();
        }

        XtRuleParser parser() {
            return new XtRuleParser(table(ipv6, List.of(build())), ByteOrder.LITTLE_ENDIAN);
        }

        XtEntry entry() {
            return parser().entry(0);
        }

        XtRule rule() {
            return parser().parse(entry(), IntervalSet.EMPTY);
        }
    }

    private static XtTable table(boolean ipv6, List<byte[]> entries) {
        return table(ipv6, entries, entries.size(), 0, 0);
    }

    /** With a chain INPUT. */
    private static XtTable table(boolean ipv6, List<byte[]> entries, int count, int hook, int policy) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        entries.forEach(all::writeBytes);
        ByteBuffer bytes = ByteBuffer.wrap(all.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        return new XtTable("filter", ipv6, List.of(-1, hook), List.of(-1, policy), count, false, bytes);
    }

    @Test
    void anEntryThatComparesNothing() {
        assertEquals(
                new XtRule(
                        new XtRule.Header(ANY_4, ANY_4, ANY_16, ANY_16, OptionalInt.empty(), false, Fragments.ANY),
                        List.of(),
                        false,
                        Plain.ACCEPT,
                        IntervalSet.EMPTY),
                new Entry(false).rule());
        assertEquals(
                new XtRule.Header(ANY_16, ANY_16, ANY_16, ANY_16, OptionalInt.empty(), false, Fragments.ANY),
                new Entry(true).rule().header());
        assertEquals(new XtEntry(0, 112, 152), new Entry(false).entry());
        assertEquals(
                IntervalSet.of(7),
                new Entry(false)
                        .parser()
                        .parse(new Entry(false).entry(), IntervalSet.of(7))
                        .sources());
    }

    /** src, dst, smsk, dmsk, iniface, outiface and their masks, proto, flags, invflags. */
    @Test
    void everythingThatAnEntryOfIpv4Compares() {
        Entry entry = new Entry(false)
                .put(0, "c0000200")
                .put(4, "c0000201")
                .put(8, "ffffff00")
                .put(12, "ffffffff")
                .put(16, "65746830")
                .put(32, "65746831")
                .put(48, "ffffffff")
                .put(64, "ffffff")
                .put(80, "1100");
        String four = "00".repeat(12);
        XtMasked in = masked("65746830" + four, "ffffffff" + four, false);
        XtMasked out = masked("65746800" + four, "ffffff00" + four, false);
        assertEquals(
                new XtRule.Header(
                        masked("c0000200", "ffffff00", false),
                        masked("c0000201", "ffffffff", false),
                        in,
                        out,
                        OptionalInt.of(17),
                        false,
                        Fragments.ANY),
                entry.rule().header());
        // IPT_INV_VIA_IN is 1, VIA_OUT 2, SRCIP 8, DSTIP 16, FRAG 32, PROTO 64.
        for (int inverted : new int[] {1, 2, 8, 16, 32, 64}) {
            assertEquals(
                    new XtRule.Header(
                            masked("c0000200", "ffffff00", inverted == 8),
                            masked("c0000201", "ffffffff", inverted == 16),
                            new XtMasked(in.value(), in.mask(), inverted == 1),
                            new XtMasked(out.value(), out.mask(), inverted == 2),
                            OptionalInt.of(17),
                            inverted == 64,
                            Fragments.ANY),
                    entry.put(83, String.format("%02x", inverted)).rule().header());
        }
    }

    @Test
    void everythingThatAnEntryOfIpv6Compares() {
        String zeros = "00".repeat(12);
        Entry entry = new Entry(true)
                .put(0, "20010db8" + zeros)
                .put(16, "20010db9" + zeros)
                .put(32, "ffffffff" + zeros)
                .put(48, "ffffff00" + zeros)
                .put(64, "65746830")
                .put(80, "65746831")
                .put(96, "ffffffff")
                .put(112, "ffff")
                .put(128, "0600")
                .put(131, "01") // IP6T_F_PROTO
                .put(132, "48");
        assertEquals(
                new XtRule.Header(
                        masked("20010db8" + zeros, "ffffffff" + zeros, true),
                        masked("20010d00" + zeros, "ffffff00" + zeros, false),
                        masked("65746830" + zeros, "ffffffff" + zeros, false),
                        masked("65740000" + zeros, "ffff0000" + zeros, false),
                        OptionalInt.of(6),
                        true,
                        Fragments.ANY),
                entry.rule().header());
    }

    /** {@code ! -s 0.0.0.0/0} matches nothing; a mask of which only the last byte is set is one. */
    @Test
    void masksOfNothingAndOfOneByte() {
        assertEquals(
                masked("00000000", "00000000", true),
                new Entry(false).put(83, "08").rule().header().source());
        assertEquals(
                masked("00".repeat(15) + "05", "00".repeat(15) + "ff", false),
                new Entry(true).put(15, "05").put(47, "ff").rule().header().source());
        assertEquals(
                masked("00000005", "000000ff", false),
                new Entry(false).put(3, "05").put(11, "ff").rule().header().source());
    }

    /** IPT_F_FRAG is 1: of second and further fragments, or, inverted, of all others. IP6T_F_PROTO is 1. */
    @ParameterizedTest
    @CsvSource({
        "false, 00, 00, ANY, -1",
        "false, 01, 00, FURTHER, -1",
        "false, 01, 20, NOT_FURTHER, -1",
        "false, 00, 20, ANY, -1",
        "true, 00, 00, ANY, -1",
        "true, 01, 20, ANY, 17"
    })
    void fragmentsAndFlags(boolean ipv6, String flags, String inverted, Fragments fragments, int protocol) {
        XtRule.Header header = new Entry(ipv6)
                .put(ipv6 ? 128 : 80, ipv6 ? "1100" : "0000")
                .put(ipv6 ? 131 : 82, flags)
                .put(ipv6 ? 132 : 83, inverted)
                .rule()
                .header();
        assertEquals(fragments, header.fragments());
        assertEquals(protocol < 0 ? OptionalInt.empty() : OptionalInt.of(protocol), header.protocol());
    }

    @Test
    void protocolsOfAllBitsAndNone() {
        assertEquals(
                OptionalInt.of(0xfffe),
                new Entry(false).put(80, "feff").rule().header().protocol());
        assertEquals(
                OptionalInt.empty(),
                new Entry(true).put(131, "01").rule().header().protocol(),
                "0 is any");
        Entry udp = new Entry(false).put(80, "1100");
        assertTrue(udp.parser().isForOther(udp.entry(), 6));
        assertFalse(udp.parser().isForOther(udp.entry(), 17));
        assertFalse(new Entry(false).parser().isForOther(udp.entry(), 6));
        udp.put(83, "40");
        assertFalse(udp.parser().isForOther(udp.entry(), 6), "for all but UDP");
    }

    /** NF_DROP is 0, NF_ACCEPT 1, NF_QUEUE 3, each as -VERDICT-1; XT_RETURN is -NF_REPEAT-1. */
    @Test
    void verdicts() {
        assertEquals(Plain.DROP, new Entry(false).target(standard(-1)).rule().target());
        assertEquals(Plain.ACCEPT, new Entry(false).target(standard(-2)).rule().target());
        assertEquals(Plain.QUEUE, new Entry(false).target(standard(-4)).rule().target());
        assertEquals(Plain.RETURN, new Entry(false).target(standard(-5)).rule().target());
        assertEquals(
                Plain.CONTINUE, new Entry(false).target(standard(152)).rule().target(), "a jump to the next rule");
        assertEquals(
                new XtTarget.Jump(304, false),
                new Entry(false).target(standard(304)).rule().target());
        // IPT_F_GOTO is 2, IP6T_F_GOTO 4.
        for (int flag : new int[] {1, 2, 4}) {
            String flags = "0" + flag;
            assertEquals(
                    new XtTarget.Jump(304, flag == 2),
                    new Entry(false).put(82, flags).target(standard(304)).rule().target());
            assertEquals(
                    new XtTarget.Jump(304, flag == 4),
                    new Entry(true).put(131, flags).target(standard(304)).rule().target());
        }
    }

    @Test
    void aVerdictThatIsCut() {
        Entry cut = new Entry(false).target(extension("", 0, 1, 2, 3));
        assertEquals(Integer.MIN_VALUE, cut.parser().standardVerdict(cut.entry()));
        Entry whole = new Entry(false).target(extension("", 0, 1, 2, 3, 4));
        assertEquals(0x04030201, whole.parser().standardVerdict(whole.entry()));
    }

    private static final byte[] COMMENT = extension("comment", 0, 'x');
    private static final byte[] SET = extension("set", 1, 5, 0, 1, 2);

    @Test
    void matchesAndTargets() {
        Entry entry = new Entry(true)
                .match(extension("pkttype", 0, 1, 0, 0, 0, 0, 0, 0, 0))
                .match(COMMENT)
                .match(SET)
                .target(extension("MARK", 2, 7, 0, 0, 0, 0xff, 0, 0, 0));
        XtRule rule = entry.rule();
        XtMatch set = new XtMatch.SetMember(new IpSetUse(5, 1, 2, false, false), false);
        assertEquals(List.of(new XtMatch.PacketType(1, false), new XtMatch.Comment(), set), rule.matches());
        assertEquals(new XtTarget.Mark(7, 255), rule.target());
        assertFalse(rule.truncated());
        List<String> taken = new ArrayList<>();
        XtRuleParser.ExtensionTaker taker =
                (name, revision, structure) -> taken.add(name + " " + revision + " " + structure.length);
        entry.parser().forEachMatch(entry.entry(), taker);
        entry.parser().takeTarget(entry.entry(), taker);
        assertEquals(List.of("pkttype 0 8", "comment 0 1", "set 1 4", "MARK 2 8"), taken);
    }

    /** A size that is too small, one beyond the target, and fewer bytes than a match has. */
    @Test
    void matchesThatDoNotFit() {
        byte[] small = COMMENT.clone();
        small[0] = 31;
        byte[] large = COMMENT.clone();
        large[0] = 34;
        for (byte[] odd : List.of(small, large, new byte[31], new byte[32])) {
            Entry entry = new Entry(false).match(COMMENT).match(odd);
            XtRule rule = entry.rule();
            assertTrue(rule.truncated());
            assertTrue(entry.parser().isTruncated(entry.entry()));
            assertEquals(List.of(new XtMatch.Comment()), rule.matches());
            assertTrue(entry.parser().mentionsIpSets(entry.entry()), "it may");
        }
        byte[] smallest = extension("comment", 0);
        assertEquals(
                List.of(new XtMatch.Comment()),
                new Entry(false).match(smallest).rule().matches());
        assertFalse(new Entry(false).match(smallest).rule().truncated());
    }

    private static boolean mentionsIpSets(Entry entry) {
        return entry.parser().mentionsIpSets(entry.entry());
    }

    @Test
    void setsOfIpset() {
        assertFalse(mentionsIpSets(new Entry(false)));
        assertFalse(mentionsIpSets(new Entry(false).match(COMMENT)));
        assertTrue(mentionsIpSets(new Entry(false).match(COMMENT).match(SET)));
        assertTrue(mentionsIpSets(new Entry(false).target(extension("SET", 3, new int[12]))));
        assertFalse(mentionsIpSets(new Entry(false).match(extension("sets", 0)).target(extension("SE", 0))));
    }

    @Test
    void namesOfTargets() {
        Entry mark = new Entry(false).target(extension("MARK", 2, new int[8]));
        assertTrue(mark.parser().onlyMarks(mark.entry()));
        assertFalse(mark.parser().hasVerdict(mark.entry()));
        assertFalse(mark.parser().isError(mark.entry()));
        for (String other : List.of("MARKS", "MAR", "")) {
            Entry entry = new Entry(false).target(extension(other, 0, new int[8]));
            assertFalse(entry.parser().onlyMarks(entry.entry()), other);
            assertEquals(other.isEmpty(), entry.parser().hasVerdict(entry.entry()));
        }
    }

    private static byte[] error(String chain) {
        byte[] target = extension("ERROR", 0, new int[32]);
        byte[] name = chain.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, target, 32, name.length);
        return target;
    }

    @Test
    void namesOfChains() {
        Entry entry = new Entry(false).target(error("DOCKER"));
        assertTrue(entry.parser().isError(entry.entry()));
        assertEquals("DOCKER", entry.parser().chainName(entry.entry()));
        String longest = "x".repeat(30);
        Entry full = new Entry(false).target(error(longest + "yy"));
        assertEquals(longest, full.parser().chainName(full.entry()), "XT_FUNCTION_MAXNAMELEN");
        Entry cut = new Entry(false).target(extension("ERROR", 0, 'a', 'b'));
        assertEquals("ab", cut.parser().chainName(cut.entry()));
        Entry none = new Entry(false).target(extension("ERROR", 0));
        assertEquals("", none.parser().chainName(none.entry()));
    }

    private static Optional<XtRuleset> parsed(XtTable table) {
        return new XtTableParser(table, ByteOrder.LITTLE_ENDIAN, new Patience()).parse();
    }

    private static final byte[] ACCEPT = new Entry(false).build();
    private static final byte[] DROP = new Entry(false).target(standard(-1)).build();
    private static final byte[] LAST = new Entry(false).target(error("ERROR")).build();

    @Test
    void tables() {
        List<byte[]> entries = List.of(ACCEPT, DROP, LAST);
        assertEquals(
                List.of(new XtRuleset.Entrance(Hook.INPUT, 0, true)),
                parsed(table(false, entries, 3, 0, 152)).orElseThrow().hooks());
        assertEquals(
                List.of(new XtRuleset.Entrance(Hook.INPUT, 152, false)),
                parsed(table(false, entries, 3, 152, 0)).orElseThrow().hooks());
        for (int count : new int[] {2, 4}) {
            assertEquals(Optional.empty(), parsed(table(false, entries, count, 0, 152)), "another number of rules");
        }
        assertEquals(Optional.empty(), parsed(table(false, entries, 3, 0, 153)), "no rule begins there");
        int end = 152 + 152 + LAST.length;
        assertEquals(Optional.empty(), parsed(table(false, entries, 3, 0, end)), "the end of the table");
        assertEquals(
                List.of(),
                parsed(table(false, entries, 3, -1, -1)).orElseThrow().hooks());
    }

    private static byte[] with(byte[] entry, int at, int value) {
        byte[] changed = entry.clone();
        changed[at] = (byte) value;
        return changed;
    }

    /** target_offset at 88, next_offset at 90: a target has 32 bytes at least. */
    @Test
    void tablesWhoseEntriesDoNotFit() {
        for (byte[] odd : List.of(
                with(ACCEPT, 88, 111),
                with(ACCEPT, 90, 112 + 31),
                with(ACCEPT, 90, 153),
                new byte[10],
                new byte[85],
                new byte[112 + 31],
                new byte[112 + 32])) {
            assertEquals(Optional.empty(), parsed(table(false, List.of(DROP, odd), 2, 0, 0)));
        }
        byte[] shorter = Arrays.copyOf(with(ACCEPT, 90, 112 + 31), 112 + 31);
        assertEquals(Optional.empty(), parsed(table(false, List.of(shorter, DROP), 2, 0, 0)));
        byte[] smallest = new Entry(false).target(extension("", 0)).build();
        assertEquals(144, smallest.length);
        assertTrue(parsed(table(false, List.of(smallest, DROP), 2, 144, 144)).isPresent());
        assertTrue(parsed(table(false, List.of(DROP, smallest), 2, 0, 0)).isPresent());
        assertTrue(
                parsed(table(true, List.of(new Entry(true).build()), 1, 0, 0)).isPresent());
    }
}
