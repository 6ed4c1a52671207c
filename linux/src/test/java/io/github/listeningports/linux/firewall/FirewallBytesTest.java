package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.firewall.FirewallRecording.Datagram;
import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.nft.NftCompiler;
import io.github.listeningports.linux.firewall.nft.NftRecording;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.xt.XtCompiler;
import io.github.listeningports.linux.firewall.xt.XtMatchCompiler;
import io.github.listeningports.linux.firewall.xt.XtMatchParser;
import io.github.listeningports.linux.firewall.xt.XtTable;
import io.github.listeningports.linux.firewall.xt.XtTargetCompiler;
import io.github.listeningports.linux.firewall.xt.XtTargetParser;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bytes come: no exception, and from a part of the rules no answer. */
class FirewallBytesTest {

    /** firewalld 1.3.3, as recorded/firewalld.nft has it, and a table of legacy iptables; Linux 6.18, x86-64. */
    private static final String RECORDING = "linux-6.18-x86_64.hex";

    private static final byte[] HOST_IPV6 = HexFormat.of().parseHex("fd000077000100000000000000000001");

    static final LocalNetwork NETWORK = new NetworkBuilder()
            .link(2, "a0", "veth")
            .link(3, "b0", "veth")
            .ipv4(IntervalSet.of(0x0a4d0101))
            .ipv6(IntervalSet.between(HOST_IPV6, HOST_IPV6))
            .broadcasts(IntervalSet.of(0xffffffffL))
            .byteOrder(ByteOrder.LITTLE_ENDIAN)
            .build();

    private static List<FirewallStatus> statuses(List<BaseChain> chains) {
        FirewallEvaluator firewall = FirewallEvaluator.of(chains, NETWORK, new Patience());
        List<FirewallStatus> all = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            for (int port : List.of(22, 80, 443, 8080, 9000, 5353)) {
                for (String address : List.of("0.0.0.0", "::")) {
                    FirewallListener listener = new FirewallListenerBuilder(port)
                            .protocol(protocol)
                            .address(address)
                            .build();
                    all.add(firewall.status(listener, false));
                }
            }
        }
        return all;
    }

    private static Optional<List<FirewallStatus>> ofNft(List<Datagram> datagrams) {
        return NftRecording.rulesets(datagrams).stream()
                .findFirst()
                .map(ruleset -> statuses(new NftCompiler(ruleset, NETWORK, new Patience()).compile(IpSets.NONE)));
    }

    private static Optional<List<FirewallStatus>> ofTable(XtTable table) {
        return XtCompiler.of(table, NETWORK, new Patience()).map(compiler -> statuses(compiler.compile(IpSets.NONE)));
    }

    @Test
    void theRecordingsAreUnderstood() {
        List<FirewallStatus> nft = ofNft(FirewallRecording.datagrams(RECORDING)).orElseThrow();
        // tcp 22, 80, ... udp ...: each on 0.0.0.0 and ::.
        assertEquals(FirewallVerdict.ALLOWED, nft.get(0).verdict(), nft::toString);
        assertFalse(nft.stream().anyMatch(each -> each.verdict() == FirewallVerdict.UNKNOWN), nft::toString);
        List<XtTable> tables = FirewallRecording.tables(RECORDING);
        assertEquals(2, tables.size());
        for (XtTable table : tables) {
            List<FirewallStatus> xt = ofTable(table).orElseThrow();
            assertFalse(xt.stream().anyMatch(each -> each.verdict() == FirewallVerdict.UNKNOWN), xt::toString);
        }
    }

    /** A datagram comes whole, or the kernel reports its length; but one cut within a message would be noticed too. */
    @Test
    void aDumpThatIsCutGivesNoAnswer() {
        List<Datagram> whole = FirewallRecording.datagrams(RECORDING);
        Random random = new Random(6);
        int cuts = 0;
        for (int i = 0; i < whole.size(); i++) {
            ByteBuffer bytes = whole.get(i).bytes();
            for (int n = 0; n < 40; n++) {
                int length = random.nextInt(bytes.limit());
                if (isBetweenMessages(bytes, length)) {
                    continue;
                }
                List<Datagram> cut = new ArrayList<>(whole);
                cut.set(i, new Datagram(whole.get(i).sequence(), part(bytes, length)));
                assertEquals(Optional.empty(), ofNft(cut), "datagram " + i + " cut to " + length);
                cuts++;
            }
        }
        assertTrue(cuts > 400, "cuts: " + cuts);
    }

    private static boolean isBetweenMessages(ByteBuffer bytes, int length) {
        int at = 0;
        while (at < length) {
            at += (bytes.getInt(at) + 3) & ~3;
        }
        return at == length;
    }

    @Test
    void aDumpWithoutItsEndGivesNoAnswer() {
        List<Datagram> whole = FirewallRecording.datagrams(RECORDING);
        int ends = 0;
        for (int i = 0; i < whole.size(); i++) {
            boolean end = i + 1 == whole.size()
                    || whole.get(i + 1).sequence() != whole.get(i).sequence();
            if (end) {
                List<Datagram> open = new ArrayList<>(whole);
                open.set(
                        i,
                        new Datagram(whole.get(i).sequence(), part(whole.get(i).bytes(), 0)));
                assertEquals(Optional.empty(), ofNft(open), "datagram " + i);
                ends++;
            }
        }
        assertTrue(ends > 4, "ends: " + ends);
    }

    /** A message may report that its objects changed meanwhile (NLM_F_DUMP_INTR), or that there were more than fit (NLMSG_OVERRUN). */
    @Test
    void everyMessageCanReportAnInterruptedDump() {
        for (Datagram datagram : FirewallRecording.datagrams(RECORDING)) {
            ByteBuffer whole = datagram.bytes();
            for (int at = 0; at < whole.limit(); at += (whole.getInt(at) + 3) & ~3) {
                ByteBuffer interrupted = part(whole, whole.limit());
                interrupted.putShort(at + 6, (short) (whole.getShort(at + 6) | 0x10));
                NetlinkParser parser = NetlinkFixtures.parser(datagram.sequence(), 4, (type, header, message) -> {});
                parser.parse(interrupted);
                assertTrue(parser.isInterrupted(), "message at " + at);
                ByteBuffer overrun = part(whole, whole.limit()).putShort(at + 4, (short) 4);
                parser = NetlinkFixtures.parser(datagram.sequence(), 4, (type, header, message) -> {});
                parser.parse(overrun);
                assertTrue(parser.isMalformed(), "message at " + at);
            }
        }
    }

    private static ByteBuffer part(ByteBuffer bytes, int length) {
        byte[] part = new byte[length];
        bytes.get(0, part);
        return ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer changed(ByteBuffer bytes, Random random) {
        ByteBuffer changed = part(bytes, bytes.limit());
        for (int i = 0; i <= random.nextInt(4); i++) {
            int at = random.nextInt(changed.limit());
            changed.put(
                    at, (byte) (random.nextBoolean() ? random.nextInt() : changed.get(at) ^ 1 << random.nextInt(8)));
        }
        return changed;
    }

    @Test
    void changedBytesThrowNothing() {
        Random random = new Random(6);
        List<Datagram> whole = FirewallRecording.datagrams(RECORDING);
        int answered = 0;
        for (int n = 0; n < 400; n++) {
            List<Datagram> some = new ArrayList<>(whole);
            int at = random.nextInt(some.size());
            some.set(
                    at,
                    new Datagram(some.get(at).sequence(), changed(some.get(at).bytes(), random)));
            answered += ofNft(some).isPresent() ? 1 : 0;
        }
        assertTrue(answered > 40, "rules were still found " + answered + " times");
    }

    @Test
    void aTableThatIsCutOrChangedThrowsNothing() {
        Random random = new Random(6);
        int answered = 0;
        for (XtTable table : FirewallRecording.tables(RECORDING)) {
            for (int length = 0; length < table.entries().limit(); length += 3) {
                assertEquals(Optional.empty(), ofTable(with(table, part(table.entries(), length))), "bytes " + length);
            }
            for (int n = 0; n < 500; n++) {
                answered +=
                        ofTable(with(table, changed(table.entries(), random))).isPresent() ? 1 : 0;
            }
        }
        assertTrue(answered > 40, "rules were still found " + answered + " times");
    }

    private static XtTable with(XtTable table, ByteBuffer entries) {
        return new XtTable(
                table.name(),
                table.ipv6(),
                table.hooks(),
                table.policies(),
                table.count(),
                table.fourByteAligned(),
                entries);
    }

    /** Of any types and lengths, mostly those of addresses. */
    private static NetlinkAttributes attributes(Random random) {
        ByteBuffer all = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = random.nextInt(6); i > 0; i--) {
            byte[] value = new byte[List.of(4, 16, random.nextInt(24)).get(random.nextInt(3))];
            random.nextBytes(value);
            all.putShort((short) (4 + value.length)).putShort((short) random.nextInt(50));
            all.put(value).position((all.position() + 3) & ~3);
        }
        return NetlinkFixtures.attributes(
                all.array(), Math.max(0, all.position() - random.nextInt(3)), ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void anyBytesThrowNothing() {
        Random random = new Random(6);
        for (int n = 0; n < 5000; n++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            RtnetlinkParser links = new RtnetlinkParser(ByteOrder.LITTLE_ENDIAN);
            NetlinkFixtures.parser(
                            random.nextInt(2),
                            RtnetlinkParser.LINK_HEADER,
                            (type, header, message) -> links.take(RtnetlinkParser.RTM_NEWLINK, header, message))
                    .parse(buffer);
            NetlinkAttributes attributes = attributes(random);
            attributes.nested(bytes.length & 7);
            for (int i = 0; i < 4; i++) {
                byte[] header = new byte[TcFilters.HEADER]; // the longest
                random.nextBytes(header);
                header[0] = (byte) (random.nextBoolean() ? 2 : 10);
                header[4] = (byte) (random.nextBoolean() ? 255 : 254);
                header[7] = (byte) random.nextInt(4);
                links.take(RtnetlinkParser.RTM_NEWLINK, header, attributes);
                links.take(RtnetlinkParser.RTM_NEWADDR, header, attributes);
                links.take(RtnetlinkParser.RTM_NEWQDISC, header, attributes);
                links.take(RtnetlinkParser.RTM_NEWROUTE, header, attributes);
            }
            links.network((link, outbound) -> false, new NetworkSysctls(Switch.UNKNOWN, Switch.UNKNOWN));
            PacketKind kind = new PacketKind(random.nextBoolean(), random.nextBoolean(), PacketKind.Destination.OWN);
            for (String match : List.of(
                    "tcp",
                    "udp",
                    "multiport",
                    "state",
                    "conntrack",
                    "addrtype",
                    "mark",
                    "connmark",
                    "iprange",
                    "pkttype",
                    "policy",
                    "rpfilter",
                    "recent",
                    "set",
                    "?")) {
                for (int revision = 0; revision < 4; revision++) {
                    new XtMatchCompiler(
                                    kind,
                                    new ByteComparison(NETWORK, kind.ipv6()),
                                    ByteOrder.LITTLE_ENDIAN,
                                    IpSets.NONE,
                                    new Patience())
                            .conditions(new XtMatchParser(ByteOrder.LITTLE_ENDIAN).parse(match, revision, bytes));
                }
            }
            for (String target : List.of("MARK", "CONNMARK", "DNAT", "REDIRECT", "TPROXY", "CT", "NETMAP", "?")) {
                for (int revision = 0; revision < 3; revision++) {
                    new XtTargetCompiler(kind, NETWORK)
                            .steps(new XtTargetParser(ByteOrder.LITTLE_ENDIAN, kind.ipv6())
                                    .parse(target, revision, bytes));
                }
            }
        }
    }
}
