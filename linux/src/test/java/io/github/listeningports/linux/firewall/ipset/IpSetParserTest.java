package io.github.listeningports.linux.firewall.ipset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallCondition.Kind;
import io.github.listeningports.linux.firewall.FirewallRecording;
import io.github.listeningports.linux.firewall.FirewallRecording.Datagram;
import io.github.listeningports.linux.firewall.ipset.IpSet.Member;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.Condition.Constraint;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.kernel.AttributesBuilder;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sets of ipset(8), as Linux 6.18 on x86-64 returned them, become these records and conditions. */
class IpSetParserTest {

    private static final String RECORDING = "ipset-linux-6.18-x86_64.hex";
    private static final int NFGENMSG = 4; // its length
    private static final PacketKind UDP = new PacketKind(false, false, PacketKind.Destination.OWN);
    private static final long TEN = 0x0a000000L;

    private static IpSetParser parser(int sequence) {
        IpSetParser sets = new IpSetParser();
        NetlinkParser parser = NetlinkFixtures.parser(sequence, NFGENMSG, sets::take);
        for (Datagram each : FirewallRecording.datagrams(RECORDING, "ipset")) {
            if (each.sequence() == sequence) {
                parser.parse(each.bytes());
            }
        }
        assertTrue(parser.isDone());
        return sets;
    }

    private static IpSet set(int sequence) {
        return parser(sequence).set().orElseThrow();
    }

    private static Member network(long address, int prefix, String text, int flags) {
        return new Member(false, 0, address, prefix, 0, 0, -1, 0, 0, text, flags);
    }

    @Test
    void networksAndExceptions() {
        assertEquals(
                new IpSet(
                        "nets",
                        "hash:net",
                        PacketKind.NFPROTO_IPV4,
                        true,
                        -1,
                        false,
                        List.of(
                                network(TEN | 0x010200, 24, "", IpSetNumber.FLAG_NOMATCH),
                                network(TEN | 0x010000, 16, "", 0))),
                set(1));
    }

    @Test
    void portsAndSecondAddressesOfIpv6() {
        long prefix = 0xfd00L << 48;
        assertEquals(
                new IpSet(
                        "pairs",
                        "hash:ip,port,net",
                        PacketKind.NFPROTO_IPV6,
                        false,
                        -1,
                        false,
                        List.of(new Member(true, prefix, 1, -1, prefix | 1L << 32, 0, 32, 53, 17, "", 0))),
                set(2));
    }

    @Test
    void interfaces() {
        assertEquals(
                List.of(
                        network(TEN, 8, "eth0", 0),
                        network(0, 0, "wg", IpSetNumber.FLAG_IFACE_WILDCARD),
                        network(TEN, 8, "eth1", IpSetNumber.FLAG_PHYSDEV | IpSetNumber.FLAG_NOMATCH)),
                set(3).members());
    }

    @Test
    void portsListsAndMasks() {
        assertEquals(
                List.of(22, 80), set(4).members().stream().map(Member::port).toList());
        assertEquals(0, set(4).family());
        assertTrue(set(5).isList());
        assertEquals(
                List.of("nets", "ports"),
                set(5).members().stream().map(Member::text).toList());
        assertEquals(24, set(6).netmask());
    }

    /** A message of every length. */
    @Test
    void whatIsCutIsNoSetAndNothingIsThrown() {
        ByteBuffer whole =
                FirewallRecording.datagrams(RECORDING, "ipset").get(0).bytes();
        for (int length = 0; length < whole.limit(); length++) {
            ByteBuffer cut = ByteBuffer.allocate(length).order(whole.order());
            cut.put(0, whole, 0, length);
            IpSetParser sets = new IpSetParser();
            NetlinkParser parser = NetlinkFixtures.parser(1, NFGENMSG, sets::take);
            parser.parse(cut);
            boolean noticed = parser.isMalformed() || sets.set().isEmpty();
            assertTrue(noticed || sets.set().equals(Optional.of(set(1))), "cut to " + length);
        }
    }

    private static AttributesBuilder attributes() {
        return new AttributesBuilder(ByteOrder.LITTLE_ENDIAN);
    }

    private static Optional<IpSet> set(AttributesBuilder header, AttributesBuilder members) {
        IpSetParser parser = new IpSetParser();
        parser.take(
                0,
                new byte[NFGENMSG],
                attributes()
                        .text(IpSetNumber.ATTR_SETNAME, "empty")
                        .text(IpSetNumber.ATTR_TYPENAME, "hash:ip")
                        .nested(IpSetNumber.ATTR_DATA, header)
                        .nested(IpSetNumber.ATTR_ADT, members)
                        .build());
        return parser.set();
    }

    /** An attribute of nine bytes, of which there are four. */
    @Test
    void whatIsCutInsideIsNoSet() {
        byte[] cut = {9, 0, 1, 0};
        assertEquals(
                Optional.of(new IpSet("empty", "hash:ip", 0, false, -1, false, List.of())),
                set(attributes(), attributes()));
        assertEquals(Optional.empty(), set(attributes().bytes(cut), attributes()));
        assertEquals(Optional.empty(), set(attributes(), attributes().bytes(cut)));
        AttributesBuilder member =
                attributes().nested(IpSetNumber.ATTR_DATA, attributes().bytes(cut));
        assertEquals(Optional.empty(), set(attributes(), member));
    }

    private static Condition matches(IpSets sets, IpSetUse use) {
        return new IpSetCompiler(UDP, new ByteComparison(LocalNetwork.NONE, false), sets, new Patience()).matches(use);
    }

    private static IpSets sets(Set<Integer> changed) {
        Map<Integer, String> names = Map.of(1, "nets", 4, "ports", 5, "all", 6, "wide");
        Map<String, IpSet> sets = new HashMap<>();
        names.forEach((index, name) -> sets.put(name, set(index)));
        return new IpSets(names, sets, changed);
    }

    private static List<IntervalSet> values(Condition condition, Dimension dimension) {
        List<IntervalSet> values = new ArrayList<>();
        condition
                .cases()
                .forEach(each -> each.sets().stream()
                        .filter(set -> set.dimension() == dimension)
                        .map(Constraint::values)
                        .forEach(values::add));
        return values;
    }

    private static IpSetUse bySource(int index) {
        return new IpSetUse(index, 1, 2, false, false);
    }

    @Test
    void theLongestPrefixDecides() {
        Condition in = matches(sets(Set.of()), bySource(1));
        IntervalSet excepted = IntervalSet.range(TEN | 0x010200, TEN | 0x0102ff);
        IntervalSet network = IntervalSet.range(TEN | 0x010000, TEN | 0x01ffff);
        assertEquals(List.of(network.without(excepted)), values(in, Dimension.SOURCE));
        assertEquals(Kind.CHANGING_SET, in.note().kind());
        assertEquals("the ipset nets", in.note().detail());
        Condition nomatch = matches(sets(Set.of()), new IpSetUse(1, 1, 2, true, false));
        assertEquals(List.of(excepted), values(nomatch, Dimension.SOURCE));
    }

    @Test
    void aDirectionIsThatOfTheSourceOrOfTheDestination() {
        IntervalSet ports = IntervalSet.of(22).union(IntervalSet.of(80));
        Condition to = matches(sets(Set.of()), new IpSetUse(4, 1, 0, false, false));
        assertEquals(List.of(ports), values(to, Dimension.DESTINATION_PORT));
        assertEquals(Kind.KNOWN_SET, to.note().kind());
        assertEquals(List.of(ports), values(matches(sets(Set.of()), bySource(4)), Dimension.SOURCE_PORT));
        Condition wide = matches(sets(Set.of()), bySource(6));
        assertEquals(List.of(IntervalSet.range(0xc0000200L, 0xc00002ffL)), values(wide, Dimension.SOURCE));
    }

    @Test
    void aListHasTheMembersOfItsSets() {
        Condition either = matches(sets(Set.of()), bySource(5));
        assertEquals(2, either.cases().size());
        assertEquals(1, values(either, Dimension.SOURCE).size());
        assertEquals(1, values(either, Dimension.SOURCE_PORT).size());
        assertEquals(Kind.CHANGING_SET, either.note().kind());
    }

    @Test
    void whatChangesOrIsNotReadIsUnknown() {
        for (Condition each : List.of(
                matches(sets(Set.of(1)), bySource(1)),
                matches(sets(Set.of()), bySource(9)),
                matches(IpSets.NONE, bySource(1)),
                matches(sets(Set.of(1)), bySource(5)),
                matches(sets(Set.of()), new IpSetUse(1, 1, 2, false, true)))) {
            assertTrue(each.mayBeUndetermined(), each::toString);
            assertEquals(Kind.UNKNOWN_SET, each.note().kind());
        }
        assertEquals("an ipset", matches(IpSets.NONE, bySource(1)).note().detail());
    }

    @Test
    void fewerDirectionsThanPartsMatchNothing() {
        assertTrue(matches(sets(Set.of()), new IpSetUse(4, 0, 0, false, false)).isNever());
    }
}
