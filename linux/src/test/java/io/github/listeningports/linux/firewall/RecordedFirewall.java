package io.github.listeningports.linux.firewall;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.firewall.FirewallRecording.Datagram;
import io.github.listeningports.linux.firewall.ipset.IpSetRecording;
import io.github.listeningports.linux.firewall.ipset.IpSetReferences;
import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.nft.NftCompiler;
import io.github.listeningports.linux.firewall.nft.NftRecording;
import io.github.listeningports.linux.firewall.nft.NftRuleset;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.xt.XtCompiler;
import io.github.listeningports.linux.firewall.xt.XtTable;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import io.github.listeningports.linux.kernel.NetlinkParser;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the firewall of a recording does with packets to a listener: the way from the kernel's bytes to a verdict, without a kernel and on any system. What is no rule
 * (BPF programs, IPVS) is not recorded. This is the only class of the recorded cases that knows how a firewall is put together.
 */
final class RecordedFirewall {

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN; // the recordings', not this machine's

    private static final int NFGENMSG = 4; // its length

    private final LocalNetwork network;
    private final List<BaseChain> chains;
    private final FirewallEvaluator firewall;

    private RecordedFirewall(LocalNetwork network, List<BaseChain> chains, FirewallEvaluator firewall) {
        this.network = network;
        this.chains = List.copyOf(chains);
        this.firewall = firewall;
    }

    /** Of lines of a {@link FirewallRecorder}, put together as the reader of the firewall does. */
    static RecordedFirewall of(List<String> networkLines, List<String> ruleLines) {
        LocalNetwork network = network(networkLines);
        if (network.hasBridge() && networkLines.contains(FirewallRecorder.EBTABLES)) {
            network = network.behindBridges();
        }
        IpSetReferences references = IpSetReferences.NONE;
        List<NftCompiler> nft = new ArrayList<>();
        for (NftRuleset ruleset : rulesets(ruleLines)) {
            nft.add(new NftCompiler(ruleset, network, new Patience()));
            references = references.and(nft.get(nft.size() - 1).ipSets());
        }
        List<XtCompiler> xt = new ArrayList<>();
        for (XtTable table : FirewallRecording.tables(ruleLines)) {
            xt.add(compiler(table.withoutCounters(ORDER), network));
            references = references.and(xt.get(xt.size() - 1).ipSets());
        }
        IpSetRecording recording = new IpSetRecording();
        parse(ruleLines, "ipset", NFGENMSG, recording::take);
        IpSets sets = recording.sets(references.changed());
        List<BaseChain> chains = new ArrayList<>();
        nft.forEach(compiler -> chains.addAll(compiler.compile(sets)));
        xt.forEach(compiler -> chains.addAll(compiler.compile(sets)));
        boolean bridges = nft.stream().anyMatch(NftCompiler::filtersBridges);
        return new RecordedFirewall(
                network,
                chains,
                FirewallEvaluator.of(chains, bridges ? network.behindBridges() : network, new Patience()));
    }

    boolean hasBridgeRules() {
        return network.hasBridgeRules();
    }

    private static XtCompiler compiler(XtTable table, LocalNetwork network) {
        try {
            return FirewallReader.compiler(table, network, new Patience());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<NftRuleset> rulesets(List<String> ruleLines) {
        List<NftRuleset> rulesets = NftRecording.rulesets(FirewallRecording.datagrams(ruleLines, "nft"));
        if (rulesets.isEmpty()) {
            throw new AssertionError("the recording of nf_tables is not whole");
        }
        return rulesets;
    }

    private static LocalNetwork network(List<String> lines) {
        RtnetlinkParser parser = new RtnetlinkParser(ORDER);
        parse(lines, "link", RtnetlinkParser.LINK_HEADER, parser);
        parse(lines, "address", RtnetlinkParser.ADDRESS_HEADER, parser);
        parse(lines, "qdisc", TcFilters.HEADER, parser);
        parse(lines, "route", RtnetlinkParser.ROUTE_HEADER, parser);
        return parser.network((link, outbound) -> false, new NetworkSysctls(Switch.UNKNOWN, Switch.UNKNOWN));
    }

    private static void parse(List<String> lines, String word, int header, NetlinkParser.AttributeTaker taker) {
        Map<Integer, List<Datagram>> bySequence = FirewallRecording.datagrams(lines, word).stream()
                .collect(Collectors.groupingBy(Datagram::sequence, TreeMap::new, Collectors.toList()));
        bySequence.forEach((sequence, datagrams) -> {
            NetlinkParser parser = NetlinkFixtures.parser(sequence, header, taker);
            datagrams.forEach(datagram -> parser.parse(datagram.bytes()));
            if (!parser.isDone() || parser.isMalformed() || parser.error().isPresent()) {
                throw new AssertionError("the recording of " + word + " " + sequence + " is not whole");
            }
        });
    }

    /** Those that inbound packets enter. */
    List<BaseChain> chains() {
        return chains;
    }

    /** Whether links, addresses and routes are those of another one. */
    boolean hasNetworkOf(RecordedFirewall other) {
        return network.equals(other.network);
    }

    /** @param listener as packets.c takes it: PROTO,ADDRESS,PORT[,DEVICE|,v6only] */
    FirewallStatus status(String listener) {
        String[] parts = listener.split(",", -1);
        FirewallListenerBuilder built = new FirewallListenerBuilder(Integer.parseInt(parts[2]))
                .protocol(parts[0].equals("udp") ? Protocol.UDP : Protocol.TCP)
                .address(parts[1]);
        String binding = parts.length > 3 ? parts[3] : "";
        if (binding.equals("v6only")) {
            built.v6Only();
        } else if (!binding.isEmpty()) {
            built.boundTo(interfaceIndex(binding));
        }
        return firewall.status(built.build(), false);
    }

    private int interfaceIndex(String name) {
        return network.interfaces().stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow()
                .index();
    }
}
