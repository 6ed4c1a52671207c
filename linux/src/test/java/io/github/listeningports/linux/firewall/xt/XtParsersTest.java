package io.github.listeningports.linux.firewall.xt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.ipset.IpSetUse;
import io.github.listeningports.linux.firewall.xt.XtMatch.AddressRange;
import io.github.listeningports.linux.firewall.xt.XtMatch.ConnectionState;
import io.github.listeningports.linux.firewall.xt.XtMatch.PortRange;
import io.github.listeningports.linux.firewall.xt.XtTarget.NatRange;
import io.github.listeningports.linux.firewall.xt.XtTarget.Plain;
import io.github.listeningports.linux.kernel.ByteString;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Structures of matches and targets (linux/netfilter/xt_*.h, linux/netfilter_ipv6/ip6t_*.h), as hexadecimal digits of little-endian x86-64: the members are where
 * {@link XtKernelNumbersTest} finds them in the headers.
 */
class XtParsersTest {

    private static final XtMatchParser MATCHES = new XtMatchParser(ByteOrder.LITTLE_ENDIAN);
    private static final XtTargetParser TARGETS = new XtTargetParser(ByteOrder.LITTLE_ENDIAN, false);
    private static final XtTargetParser TARGETS_6 = new XtTargetParser(ByteOrder.LITTLE_ENDIAN, true);

    private static final String ZEROS = "00".repeat(16);
    private static final String ADDRESS = "c0000201" + "00".repeat(12);
    private static final String OTHER = "c00002ff" + "00".repeat(12);

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static XtMatch match(String name, int revision, String hex) {
        return MATCHES.parse(name, revision, bytes(hex));
    }

    private static XtTarget target(String name, int revision, String hex) {
        return TARGETS.parse(name, revision, bytes(hex));
    }

    private static ByteString address(String hex) {
        byte[] all = bytes(hex);
        return ByteString.of(all);
    }

    private static PortRange ports(int first, int last, boolean inverted) {
        return new PortRange(first, last, inverted);
    }

    /** Source ports 1000 to 65535, destination ports 22 to 8080; an option; SYN of SYN and ACK. XT_TCP_INV_SRCPT is 1, DSTPT 2, FLAGS 4. */
    @Test
    void tcp() {
        String rest = "e803ffff 1600901f ";
        assertEquals(
                new XtMatch.Tcp(ports(1000, 65_535, false), ports(22, 8080, false), 0x92, 0x82, false, true),
                match("tcp", 0, rest + "08 92 82 00"));
        assertEquals(
                new XtMatch.Tcp(ports(1000, 65_535, true), ports(22, 8080, false), 2, 2, false, false),
                match("tcp", 0, rest + "00 02 02 01"));
        assertEquals(
                new XtMatch.Tcp(ports(1000, 65_535, false), ports(22, 8080, true), 2, 2, false, false),
                match("tcp", 0, rest + "00 02 02 02"));
        assertEquals(
                new XtMatch.Tcp(ports(1000, 65_535, false), ports(22, 8080, false), 2, 2, true, false),
                match("tcp", 0, rest + "00 02 02 04"));
    }

    @Test
    void udp() {
        String rest = "e803ffff 35003500 ";
        assertEquals(new XtMatch.Udp(ports(1000, 65_535, false), ports(53, 53, false)), match("udp", 0, rest + "00"));
        assertEquals(new XtMatch.Udp(ports(1000, 65_535, true), ports(53, 53, false)), match("udp", 0, rest + "01"));
        assertEquals(new XtMatch.Udp(ports(1000, 65_535, false), ports(53, 53, true)), match("udp", 0, rest + "02"));
    }

    /** XT_MULTIPORT_SOURCE is 0, DESTINATION 1, EITHER 2; of revision 1, a flag for each port, and one for the whole. */
    @Test
    void multiport() {
        String two = "02 1600 5000" + "00".repeat(26);
        List<PortRange> single = List.of(ports(22, 22, false), ports(80, 80, false));
        assertEquals(new XtMatch.Multiport(single, true, false, false), match("multiport", 0, "00" + two));
        assertEquals(new XtMatch.Multiport(single, false, true, false), match("multiport", 0, "01" + two));
        assertEquals(new XtMatch.Multiport(single, true, true, false), match("multiport", 0, "02" + two));
        String pflags = "01" + "00".repeat(14);
        List<PortRange> range = List.of(ports(22, 80, false));
        assertEquals(
                new XtMatch.Multiport(range, false, true, true), match("multiport", 1, "01" + two + pflags + "01"));
        assertEquals(
                new XtMatch.Multiport(single, false, true, false), match("multiport", 1, "01" + two + "00".repeat(16)));
        assertEquals(
                new XtMatch.Multiport(single, false, true, false),
                match("multiport", 0, "01" + two + pflags + "01"),
                "revision 0 has none");
        String last = "00 01" + "00".repeat(13);
        assertEquals(
                new XtMatch.Multiport(single, false, true, false),
                match("multiport", 1, "01" + two + last + "00"),
                "the last port has no successor");
    }

    @Test
    void portsOfAllFifteen() {
        StringBuilder ports = new StringBuilder();
        for (int i = 1; i <= 15; i++) {
            ports.append(String.format("%02x01", i));
        }
        XtMatch all = match("multiport", 0, "01 0f" + ports);
        assertEquals(15, ((XtMatch.Multiport) all).ranges().size());
        assertEquals(
                ports(0x010f, 0x010f, false), ((XtMatch.Multiport) all).ranges().get(14));
        assertEquals(new XtMatch.Multiport(List.of(), false, true, false), match("multiport", 0, "01 00" + ports));
        assertEquals(new XtMatch.Unsupported("multiport"), match("multiport", 0, "01 10" + ports));
        assertEquals(new XtMatch.Unsupported("multiport"), match("multiport", 0, "01 ff" + ports));
    }

    /** XT_STATE_INVALID is 1, XT_STATE_BIT(IP_CT_NEW) 8, XT_STATE_UNTRACKED 64, since there are no more than five states. */
    @ParameterizedTest
    @CsvSource({"01, INVALID", "08, NEW", "40, UNTRACKED", "02, ", "80, "})
    void state(String mask, ConnectionState state) {
        assertEquals(new XtMatch.State(state == null ? Set.of() : Set.of(state)), match("state", 0, mask + "000000"));
    }

    private static String conntrack(String flags, String masks, int size) {
        String head = ADDRESS + OTHER + ZEROS.repeat(6) + "00".repeat(8) + "0600" + "00".repeat(8) + flags + masks;
        return head + "00".repeat(size - bytes(head).length);
    }

    /** XT_CONNTRACK_STATE is 1, ORIGSRC 4; of the states, SNAT is 64, DNAT 128, UNTRACKED 256. */
    @Test
    void conntrackOfEachRevision() {
        XtMasked source = new XtMasked(address(ADDRESS), address(OTHER), false);
        XtMasked inverted = new XtMasked(address(ADDRESS), address(OTHER), true);
        Set<ConnectionState> all = Set.of(
                ConnectionState.INVALID,
                ConnectionState.NEW,
                ConnectionState.UNTRACKED,
                ConnectionState.DESTINATION_TRANSLATED);
        assertEquals(
                new XtMatch.Conntrack(0x2001, 0x1000, all, 6, source, 0xfe02),
                match("conntrack", 3, conntrack("0120 0010", "8901 02fe", XtStruct.CONNTRACK_3)));
        assertEquals(
                new XtMatch.Conntrack(5, 4, Set.of(ConnectionState.UNTRACKED), 6, inverted, 2),
                match("conntrack", 2, conntrack("0500 0400", "0001 0200", XtStruct.CONNTRACK_2)));
        assertEquals(
                new XtMatch.Conntrack(
                        1, 0, Set.of(ConnectionState.INVALID, ConnectionState.DESTINATION_TRANSLATED), 6, source, 0xfe),
                match("conntrack", 1, conntrack("0100 0000", "81 fe", XtStruct.CONNTRACK_1)),
                "masks of a byte");
    }

    /** XT_ADDRTYPE_INVERT_SOURCE is 1, INVERT_DEST 2, LIMIT_IFACE_IN 4; revision 0 has a number for each. */
    @Test
    void addressTypes() {
        assertEquals(new XtMatch.AddressType(4, 2, false, false, false), match("addrtype", 1, "0400 0200 00000000"));
        assertEquals(new XtMatch.AddressType(4, 2, true, false, false), match("addrtype", 1, "0400 0200 01000000"));
        assertEquals(new XtMatch.AddressType(4, 2, false, true, false), match("addrtype", 1, "0400 0200 02000000"));
        assertEquals(new XtMatch.AddressType(4, 2, false, false, true), match("addrtype", 1, "0400 0200 04000000"));
        String types = "0400 0200 ";
        assertEquals(
                new XtMatch.AddressType(4, 2, true, false, false), match("addrtype", 0, types + "01000000 00000000"));
        assertEquals(
                new XtMatch.AddressType(4, 2, false, true, false), match("addrtype", 0, types + "00000000 01000000"));
    }

    @Test
    void marks() {
        String numbers = "07000000 ff000080 ";
        assertEquals(new XtMatch.Mark(7, 0x800000ff, false), match("mark", 1, numbers + "00"));
        assertEquals(new XtMatch.Mark(7, 0x800000ff, true), match("mark", 1, numbers + "01"));
        assertEquals(new XtMatch.ConnectionMark(7, 0x800000ff, false), match("connmark", 1, numbers + "00"));
        assertEquals(new XtMatch.ConnectionMark(7, 0x800000ff, true), match("connmark", 1, numbers + "01"));
    }

    /** IPRANGE_SRC is 1, DST 2, SRC_INV 16, DST_INV 32. */
    @Test
    void rangesOfAddresses() {
        String both = ADDRESS + OTHER + OTHER + OTHER;
        Optional<AddressRange> source = Optional.of(new AddressRange(address(ADDRESS), address(OTHER), false));
        Optional<AddressRange> destination = Optional.of(new AddressRange(address(OTHER), address(OTHER), false));
        assertEquals(new XtMatch.AddressRanges(source, Optional.empty()), match("iprange", 1, both + "01"));
        assertEquals(new XtMatch.AddressRanges(Optional.empty(), destination), match("iprange", 1, both + "02"));
        assertEquals(new XtMatch.AddressRanges(source, destination), match("iprange", 1, both + "03"));
        assertEquals(
                new XtMatch.AddressRanges(
                        Optional.of(new AddressRange(address(ADDRESS), address(OTHER), true)), destination),
                match("iprange", 1, both + "13"));
        assertEquals(
                new XtMatch.AddressRanges(source, Optional.of(new AddressRange(address(OTHER), address(OTHER), true))),
                match("iprange", 1, both + "23"));
    }

    @Test
    void smallMatches() {
        assertEquals(new XtMatch.PacketType(1, false), match("pkttype", 0, "01000000 00000000"));
        assertEquals(new XtMatch.PacketType(1, true), match("pkttype", 0, "01000000 01000000"));
        // XT_RPFILTER_LOOSE is 1, VALID_MARK 2, ACCEPT_LOCAL 4, INVERT 8.
        assertEquals(new XtMatch.ReversePath(false, false), match("rpfilter", 0, "05"));
        assertEquals(new XtMatch.ReversePath(true, false), match("rpfilter", 0, "02"));
        assertEquals(new XtMatch.ReversePath(false, true), match("rpfilter", 0, "08"));
        assertEquals(new XtMatch.Headers(0xc0, 0x80, false), match("ipv6header", 0, "c0 80 00"));
        assertEquals(new XtMatch.Headers(0xc0, 0x80, true), match("ipv6header", 0, "c0 80 01"));
        assertEquals(new XtMatch.Length(40, 65_535, false), match("length", 0, "2800 ffff 00"));
        assertEquals(new XtMatch.Length(40, 65_535, true), match("length", 0, "2800 ffff 01"));
        // XT_CONNBYTES_PKTS is 0, BYTES 1.
        String bounds = "0100000000000000 ffffffffffffff7f ";
        assertEquals(new XtMatch.Carried(1, Long.MAX_VALUE, true), match("connbytes", 0, bounds + "00"));
        assertEquals(new XtMatch.Carried(1, Long.MAX_VALUE, false), match("connbytes", 0, bounds + "01"));
        // XT_RECENT_CHECK is 1, SET 2, UPDATE 4.
        for (int revision = 0; revision < 2; revision++) {
            assertEquals(new XtMatch.Recent(false, false), match("recent", revision, "0000000000000000 05 00"));
            assertEquals(new XtMatch.Recent(true, true), match("recent", revision, "0000000000000000 02 01"));
        }
        assertEquals(new XtMatch.Comment(), match("comment", 0, ""));
        assertEquals(new XtMatch.Absent(), match("icmp6", 0, ""));
    }

    /** XT_DEVGROUP_MATCH_SRC is 1, INVERT_SRC 2, MATCH_DST 4. */
    @Test
    void interfaceGroups() {
        String groups = "07000000 ff000000 09000000 0f000000";
        assertEquals(new XtMatch.InterfaceGroup(7, 255, false), match("devgroup", 0, "01000000" + groups));
        assertEquals(new XtMatch.InterfaceGroup(7, 255, true), match("devgroup", 0, "03000000" + groups));
        assertEquals(new XtMatch.InterfaceGroup(7, 0, false), match("devgroup", 0, "00000000" + groups));
        assertEquals(new XtMatch.Unsupported("devgroup"), match("devgroup", 0, "05000000" + groups));
    }

    private static XtMatch.SetMember inSet(int flags, boolean nomatch, boolean counts, boolean inverted) {
        return new XtMatch.SetMember(new IpSetUse(0xfffe, 2, (byte) flags, nomatch, counts), inverted);
    }

    /** IPSET_INV_MATCH is 1, IPSET_DIM_ONE_SRC 2, IPSET_RETURN_NOMATCH and IPSET_FLAG_RETURN_NOMATCH 128. */
    @Test
    void setsOfEachRevision() {
        String index = "feff";
        for (int revision = 0; revision < 3; revision++) {
            String before = index + (revision == 0 ? "00".repeat(26) : "");
            String after = "02 %s" + (revision == 0 ? "0000" : "");
            assertEquals(inSet(2, false, false, false), match("set", revision, before + String.format(after, "02")));
            assertEquals(inSet(3, false, false, true), match("set", revision, before + String.format(after, "03")));
            assertEquals(inSet(0x82, true, false, false), match("set", revision, before + String.format(after, "82")));
        }
        byte[] both = Arrays.copyOf(bytes(index + "02 02"), 48);
        for (int revision = 3; revision < 5; revision++) {
            assertEquals(inSet(2, false, false, false), MATCHES.parse("set", revision, both));
            assertEquals(inSet(2, true, false, false), MATCHES.parse("set", revision, with(both, 40, 128)));
            assertEquals(inSet(2, false, false, false), MATCHES.parse("set", revision, with(both, 40, 64)));
            for (int at : new int[] {8, 24}) {
                int operation = revision == 3 ? at : at + 8;
                assertEquals(inSet(2, false, true, false), MATCHES.parse("set", revision, with(both, operation, 1)));
            }
        }
    }

    private static byte[] with(byte[] some, int at, int value) {
        byte[] bytes = some.clone();
        bytes[at] = (byte) value;
        return bytes;
    }

    private static final Map<String, Integer> SIZES = Map.ofEntries(
            Map.entry("tcp 0", 12),
            Map.entry("udp 0", 9),
            Map.entry("multiport 0", 32),
            Map.entry("multiport 1", 48),
            Map.entry("state 0", 4),
            Map.entry("conntrack 1", 152),
            Map.entry("conntrack 2", 156),
            Map.entry("conntrack 3", 164),
            Map.entry("addrtype 0", 12),
            Map.entry("addrtype 1", 8),
            Map.entry("mark 1", 9),
            Map.entry("connmark 1", 9),
            Map.entry("iprange 1", 65),
            Map.entry("pkttype 0", 8),
            Map.entry("rpfilter 0", 1),
            Map.entry("recent 0", 10),
            Map.entry("recent 1", 10),
            Map.entry("ipv6header 0", 3),
            Map.entry("length 0", 5),
            Map.entry("devgroup 0", 20),
            Map.entry("connbytes 0", 17),
            Map.entry("set 0", 32),
            Map.entry("set 1", 4),
            Map.entry("set 2", 4),
            Map.entry("set 3", 48),
            Map.entry("set 4", 48));

    /** As many bytes as are read, and one less. */
    @Test
    void structuresThatAreCut() {
        SIZES.forEach((text, size) -> {
            String name = text.substring(0, text.indexOf(' '));
            int revision = Integer.parseInt(text.substring(text.indexOf(' ') + 1));
            assertNotEquals(new XtMatch.Unsupported(name), MATCHES.parse(name, revision, new byte[size]), text);
            assertEquals(new XtMatch.Unsupported(name), MATCHES.parse(name, revision, new byte[size - 1]), text);
        });
    }

    @Test
    void whereNumbersAreBigEndian() {
        XtMatchParser big = new XtMatchParser(ByteOrder.BIG_ENDIAN);
        assertEquals(new XtMatch.Mark(7, 255, false), big.parse("mark", 1, bytes("00000007 000000ff 00")));
        assertEquals(
                new XtTarget.Mark(7, 255),
                new XtTargetParser(ByteOrder.BIG_ENDIAN, false).parse("MARK", 2, bytes("00000007 000000ff")));
    }

    @ParameterizedTest
    @CsvSource({
        "LOG, HARMLESS",
        "RATEEST, HARMLESS",
        "REJECT, REJECT",
        "NFQUEUE, QUEUE",
        "SNAT, SOURCE_NAT",
        "MASQUERADE, SOURCE_NAT",
        "SYNPROXY, SYN_PROXY",
        "NOTRACK, NO_TRACK",
        "HMARK, UNKNOWN_MARK",
        "NETMAP, UNKNOWN_DNAT"
    })
    void targetsWithoutDetails(String name, Plain plain) {
        assertEquals(plain, target(name, 0, ""));
    }

    /** XT_CT_NOTRACK is 1; the first two bytes of xt_ct_target_info. */
    @ParameterizedTest
    @CsvSource({"0000, CONNTRACK_TEMPLATE", "0100, NO_TRACK", "0200, CONNTRACK_TEMPLATE", "00, NO_TRACK", "'', NO_TRACK"
    })
    void connectionsFromATemplate(String data, Plain plain) {
        assertEquals(plain, target("CT", 2, data));
    }

    @Test
    void copies() {
        String device = "65746830" + "00".repeat(12);
        assertEquals(new XtTarget.Tee(address(ADDRESS), "eth0"), target("TEE", 1, ADDRESS + device));
        assertEquals(new XtTarget.Tee(address(ADDRESS), ""), target("TEE", 1, ADDRESS + ZEROS));
        assertEquals(Plain.UNKNOWN_TEE, TARGETS.parse("TEE", 1, new byte[31]));
    }

    /** XT_CONNMARK_SET is 0, SAVE 1, RESTORE 2; revision 2 shifts by so many bits in a direction. */
    @Test
    void marksThatAreSet() {
        assertEquals(new XtTarget.Mark(7, 255), target("MARK", 2, "07000000 ff000000"));
        assertEquals(Plain.UNKNOWN_MARK, target("MARK", 1, "07000000 ff000000"));
        assertEquals(Plain.UNKNOWN_MARK, target("MARK", 2, "07000000 ff0000"));
        String marks = "07000000 ff000000 0f000000 ";
        assertEquals(new XtTarget.ConnectionMark(7, 255), target("CONNMARK", 1, marks + "00"));
        assertEquals(new XtTarget.SaveMark(255, 15), target("CONNMARK", 1, marks + "01"));
        assertEquals(new XtTarget.RestoreMark(255, 15), target("CONNMARK", 1, marks + "02"));
        assertEquals(Plain.UNKNOWN_MARKS, target("CONNMARK", 1, marks + "03"));
        assertEquals(Plain.UNKNOWN_MARKS, target("CONNMARK", 1, marks));
        assertEquals(new XtTarget.SaveMark(255, 15), target("CONNMARK", 2, marks + "00 00 01"));
        assertEquals(Plain.UNKNOWN_MARKS, target("CONNMARK", 2, marks + "00 04 01"), "it shifts");
        assertEquals(Plain.UNKNOWN_MARKS, target("CONNMARK", 2, marks + "00 00"));
        assertEquals(Plain.UNKNOWN_MARKS, target("CONNMARK", 3, marks + "00 00 01"));
        assertEquals(Plain.UNKNOWN_MARKS, target("CONNMARK", 0, marks + "00 00 01"));
    }

    /** IPSET_INVALID_ID is 65535. */
    @Test
    void setsThatChange() {
        String none = "ffff0000";
        assertEquals(new XtTarget.ChangeSets(Set.of(0xfffe, 2), false), target("SET", 1, "feff0100" + "02000100"));
        assertEquals(new XtTarget.ChangeSets(Set.of(2), false), target("SET", 2, none + "02000100"));
        assertEquals(new XtTarget.ChangeSets(Set.of(), false), target("SET", 1, none + none));
        assertEquals(new XtTarget.ChangeSets(Set.of(1), false), target("SET", 3, "01000100" + none + none));
        assertEquals(new XtTarget.ChangeSets(Set.of(), true), target("SET", 3, none + none + "03000100"));
        assertEquals(new XtTarget.Unsupported("SET"), target("SET", 3, none + none));
        assertEquals(new XtTarget.Unsupported("SET"), target("SET", 2, none));
        String old = "0500" + "00".repeat(30);
        assertEquals(new XtTarget.ChangeSets(Set.of(5, 9), false), target("SET", 0, old + "0900" + "00".repeat(30)));
        assertEquals(new XtTarget.Unsupported("SET"), target("SET", 0, old));
    }

    /** NF_NAT_RANGE_MAP_IPS is 1, PROTO_SPECIFIED 2, PROTO_RANDOM 4, PERSISTENT 8, PROTO_RANDOM_FULLY 16, PROTO_OFFSET 32, NETMAP 64. Ports are in network byte order. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 8, 16, 32, 64})
    void translations(int flags) {
        boolean varies = (flags & (4 | 16 | 32 | 64)) != 0;
        String number = String.format("%02x000000", flags);
        String ipv4 = "01000000" + number + "c0000201 c00002ff 1f90 fffe";
        NatRange four =
                new NatRange(flags == 1, flags == 2, varies, address("c0000201"), address("c00002ff"), 8080, 0xfffe);
        assertEquals(new XtTarget.Dnat(four), target("DNAT", 0, ipv4));
        assertEquals(new XtTarget.Redirect(four), target("REDIRECT", 0, ipv4));
        String both = number + ADDRESS + OTHER + "1f90 fffe";
        NatRange sixteen = new NatRange(flags == 1, flags == 2, varies, address(ADDRESS), address(OTHER), 8080, 0xfffe);
        assertEquals(new XtTarget.Dnat(sixteen), target("DNAT", 1, both));
        assertEquals(new XtTarget.Dnat(sixteen), target("DNAT", 2, both + "0000"));
        assertEquals(new XtTarget.Redirect(sixteen), TARGETS_6.parse("REDIRECT", 0, bytes(both)));
    }

    @Test
    void translationsThatAreCut() {
        assertEquals(Plain.UNKNOWN_DNAT, TARGETS.parse("DNAT", 0, new byte[19]));
        assertEquals(Plain.UNKNOWN_DNAT, TARGETS.parse("DNAT", 1, new byte[39]));
        assertEquals(Plain.UNKNOWN_DNAT, TARGETS.parse("REDIRECT", 0, new byte[19]));
        assertEquals(Plain.UNKNOWN_DNAT, TARGETS_6.parse("REDIRECT", 0, new byte[39]));
        assertTrue(TARGETS.parse("REDIRECT", 0, new byte[20]) instanceof XtTarget.Redirect);
    }

    /** The port behind mark, mask and an address of IPv4; of revision 1, of either family. Port 0 is that of the packet. */
    @Test
    void transparentProxies() {
        String four = "00".repeat(12);
        String both = "00".repeat(24);
        assertEquals(new XtTarget.Tproxy(OptionalInt.of(8080)), target("TPROXY", 0, four + "1f90"));
        assertEquals(new XtTarget.Tproxy(OptionalInt.of(0xfffe)), target("TPROXY", 1, both + "fffe"));
        assertEquals(new XtTarget.Tproxy(OptionalInt.empty()), target("TPROXY", 1, both + "0000"));
        assertEquals(new XtTarget.Tproxy(OptionalInt.empty()), target("TPROXY", 0, four + "1f"));
    }
}
