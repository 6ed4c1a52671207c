package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Protocol;
import io.github.listeningports.lab.FuzzTarget;
import io.github.listeningports.linux.firewall.FirewallRecording.Datagram;
import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.nft.NftCompiler;
import io.github.listeningports.linux.firewall.nft.NftRecording;
import io.github.listeningports.linux.firewall.nft.NftTexts;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.xt.XtCompiler;
import io.github.listeningports.linux.firewall.xt.XtTable;
import io.github.listeningports.linux.firewall.xt.XtTexts;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as what the kernel answers about a firewall: no exception on the whole way to a verdict, and to the texts of the rules. */
class FirewallFuzzTest {

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private static final int SEQUENCE = 1;
    private static final int MULTI = 2;
    private static final int DONE = 3;

    /** Mutations of longer ones would seldom meet what matters. */
    private static final int MAX_SEED = 8_000;

    /** Of the header of a table: a flag, two hooks, their policies, and the number of entries. */
    private static final int TABLE_HEADER = 6 * Integer.BYTES;

    private static final Map<Integer, Integer> RTNETLINK_HEADERS = Map.of(
            RtnetlinkParser.RTM_NEWLINK, RtnetlinkParser.LINK_HEADER,
            RtnetlinkParser.RTM_NEWADDR, RtnetlinkParser.ADDRESS_HEADER,
            RtnetlinkParser.RTM_NEWROUTE, RtnetlinkParser.ROUTE_HEADER,
            RtnetlinkParser.RTM_NEWQDISC, TcFilters.HEADER);

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("nft", nftSeeds(), FirewallFuzzTest::nft),
                new FuzzTarget("xt", tableSeeds(), FirewallFuzzTest::table),
                new FuzzTarget("rtnetlink", List.of(networkSeed()), FirewallFuzzTest::network),
                new FuzzTarget("routing-rules", List.of(rulesSeed()), FirewallFuzzTest::routingRules),
                new FuzzTarget("xfrm", List.of(policySeed()), FirewallFuzzTest::policies),
                new FuzzTarget("ip-vs", FuzzTarget.texts(IpVsParserTest.TABLE), FirewallFuzzTest::servers));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    private static List<List<String>> recordings() {
        try {
            Path folder = Path.of(Objects.requireNonNull(FirewallFuzzTest.class.getResource("/firewall-cases"))
                    .toURI());
            List<List<String>> all = new ArrayList<>();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.filter(file -> file.toString().endsWith(".hex"))
                        .sorted()
                        .toList()) {
                    all.add(Files.readAllLines(each));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One after the other, as if they answered one request: so the bytes are those of messages alone. */
    private static byte[] messages(List<Datagram> datagrams) {
        ByteBuffer all = ByteBuffer.allocate(datagrams.stream()
                        .mapToInt(each -> each.bytes().limit())
                        .sum())
                .order(ORDER);
        for (Datagram each : datagrams) {
            ByteBuffer bytes = each.bytes();
            for (int at = 0; at < bytes.limit(); at += (bytes.getInt(at) + 3) & ~3) {
                if (bytes.getShort(at + 4) != DONE) {
                    int start = all.position();
                    all.put(bytes.slice(at, (bytes.getInt(at) + 3) & ~3));
                    all.putInt(start + 8, SEQUENCE);
                }
            }
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    private static byte[] message(int type, byte[] payload) {
        return ByteBuffer.allocate(16 + payload.length)
                .order(ORDER)
                .putInt(16 + payload.length)
                .putShort((short) type)
                .putShort((short) MULTI)
                .putInt(SEQUENCE)
                .putInt(0)
                .put(payload)
                .array();
    }

    private static List<byte[]> nftSeeds() {
        return recordings().stream()
                .map(lines -> messages(FirewallRecording.datagrams(lines, "nft")))
                .filter(seed -> seed.length > 0 && seed.length <= MAX_SEED)
                .toList();
    }

    private static void nft(byte[] bytes) {
        Datagram datagram = new Datagram(SEQUENCE, ByteBuffer.wrap(bytes).order(ORDER));
        Datagram end = new Datagram(
                SEQUENCE, ByteBuffer.wrap(message(DONE, new byte[4])).order(ORDER));
        NftRecording.rulesets(List.of(datagram, end)).forEach(ruleset -> {
            evaluate(new NftCompiler(ruleset, FirewallBytesTest.NETWORK, new Patience()).compile(IpSets.NONE));
            NftTexts.texts(ruleset, IpSets.NONE);
        });
    }

    private static void evaluate(List<BaseChain> chains) {
        FirewallEvaluator firewall = FirewallEvaluator.of(chains, FirewallBytesTest.NETWORK, new Patience());
        for (Protocol protocol : Protocol.values()) {
            for (String address : List.of("0.0.0.0", "::")) {
                FirewallListener listener = new FirewallListenerBuilder(22)
                        .protocol(protocol)
                        .address(address)
                        .build();
                assertFalse(firewall.status(listener, false).reason().isBlank());
            }
        }
    }

    private static List<byte[]> tableSeeds() {
        List<byte[]> all = new ArrayList<>();
        for (List<String> lines : recordings()) {
            for (XtTable table : FirewallRecording.tables(lines)) {
                ByteBuffer seed = ByteBuffer.allocate(
                                TABLE_HEADER + table.entries().limit())
                        .order(ORDER);
                seed.putInt((table.ipv6() ? 1 : 0) | (table.fourByteAligned() ? 2 : 0));
                table.hooks().forEach(seed::putInt);
                table.policies().forEach(seed::putInt);
                seed.putInt(table.count()).put(table.entries().slice());
                if (seed.capacity() <= MAX_SEED) {
                    all.add(seed.array());
                }
            }
        }
        return all;
    }

    private static void table(byte[] bytes) {
        if (bytes.length < TABLE_HEADER) {
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ORDER);
        XtTable read = new XtTable(
                "filter",
                (in.getInt(0) & 1) != 0,
                List.of(in.getInt(4), in.getInt(8)),
                List.of(in.getInt(12), in.getInt(16)),
                in.getInt(20),
                (in.getInt(0) & 2) != 0,
                ByteBuffer.wrap(Arrays.copyOfRange(bytes, TABLE_HEADER, bytes.length))
                        .order(ORDER));
        XtTable table = read.withoutCounters(ORDER);
        assertEquals(table.entries(), table.withoutCounters(ORDER).entries());
        XtCompiler.of(table, FirewallBytesTest.NETWORK, new Patience()).ifPresent(compiler -> {
            evaluate(compiler.compile(IpSets.NONE));
            XtTexts.texts(table, ORDER, IpSets.NONE);
        });
    }

    private static List<String> networkLines() {
        try (InputStream in = FirewallFuzzTest.class.getResourceAsStream("/firewall-cases/network.hex")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] networkSeed() {
        List<Datagram> all = new ArrayList<>();
        for (String word : List.of("link", "address", "route", "qdisc")) {
            all.addAll(FirewallRecording.datagrams(networkLines(), word));
        }
        return messages(all);
    }

    private static void network(byte[] bytes) {
        RtnetlinkParser parser = new RtnetlinkParser(ORDER);
        new TreeMap<>(RTNETLINK_HEADERS)
                .forEach((wanted, length) -> NetlinkFixtures.parser(SEQUENCE, length, (type, header, message) -> {
                            if (type == wanted) {
                                parser.take(type, header, message);
                            }
                        })
                        .parse(ByteBuffer.wrap(bytes).order(ORDER)));
        parser.addressRoutes().hasAll();
        LocalNetwork network =
                parser.network((link, outbound) -> false, new NetworkSysctls(Switch.UNKNOWN, Switch.UNKNOWN));
        assertTrue(network.interfaces().size() <= bytes.length / 32 + 1);
        assertTrue(parser.families().size() <= 2);
        parser.unexamined().forEach(hook -> assertFalse(hook.toString().isBlank()));
    }

    /** fib_rule_hdr and attributes: the rules that each Linux begins with. */
    private static byte[] rulesSeed() {
        ByteBuffer all = ByteBuffer.allocate(3 * 44);
        for (int table : new int[] {100, 255, 254}) {
            ByteBuffer rule = ByteBuffer.allocate(28).order(ORDER);
            rule.put(0, (byte) 2).put(4, (byte) table).put(7, (byte) 1);
            rule.putShort(12, (short) 8).putShort(14, (short) 15).putInt(16, table);
            rule.putShort(20, (short) 8).putShort(22, (short) 10).putInt(24, 7);
            all.put(message(32, rule.array()));
        }
        return all.array();
    }

    private static void routingRules(byte[] bytes) {
        RoutingRules rules = new RoutingRules();
        NetlinkFixtures.parser(SEQUENCE, RoutingRules.HEADER, rules)
                .parse(ByteBuffer.wrap(bytes).order(ORDER));
        rules.unexamined().forEach(hook -> assertFalse(hook.toString().isBlank()));
    }

    /** xfrm_userpolicy_info and a template of ESP: {@code ip xfrm policy add src 10.1.0.0/16 dst 10.77.1.1/32 dir in tmpl proto esp}. */
    private static byte[] policySeed() {
        ByteBuffer policy = ByteBuffer.allocate(168 + 4 + 64).order(ORDER);
        policy.putInt(0, 0x01014d0a).putInt(16, 0x0000010a);
        policy.putShort(40, (short) 2).put(42, (byte) 32).put(43, (byte) 16);
        policy.putShort(168, (short) 68).putShort(170, (short) 5);
        policy.put(172 + 20, (byte) 50);
        return message(XfrmParser.MSG_NEWPOLICY, policy.array());
    }

    private static void policies(byte[] bytes) {
        for (int length : new int[] {164, 168}) {
            XfrmParser parser = new XfrmParser(ORDER);
            NetlinkParser messages = NetlinkFixtures.parser(SEQUENCE, length, parser);
            messages.parse(ByteBuffer.wrap(bytes).order(ORDER));
            if (!messages.isMalformed() && parser.isWhole()) {
                XfrmPolicies all = new XfrmPolicies(
                        parser.policies(),
                        parser.blocksOthers(),
                        IntervalSet.EMPTY,
                        IntervalSet.EMPTY,
                        IntervalSet.EMPTY);
                XfrmCompiler.compile(FirewallBytesTest.NETWORK, all).ifPresent(chain -> evaluate(List.of(chain)));
            }
        }
    }

    private static void servers(byte[] bytes) {
        IpVsParser.parse(new String(bytes, StandardCharsets.ISO_8859_1))
                .ifPresent(servers -> servers.forEach(each -> {
                    assertTrue(each.port() >= 0 && each.port() < 65_536, each::toString);
                    assertFalse(each.ports().isEmpty(), each::toString);
                    each.masqueraded()
                            .forEach(real -> assertTrue(real.port() >= 0 && real.port() < 65_536, real::toString));
                }));
    }
}
