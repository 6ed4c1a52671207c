package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.nft.NetfilterProbe;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.xt.XtTable;
import io.github.listeningports.linux.firewall.xt.XtTableReader;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.NetlinkDump;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.NetlinkSocket;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * Records the kernel's answers about the network namespace of this thread, as {@link FirewallRecording} reads them: a line for each datagram of netlink, with its
 * subject and the sequence of its request, and for each table of ip_tables. It sends the requests of the readers of links and rules, and requires the same rights.
 */
final class FirewallRecorder {

    /** The line for legacy ebtables, whose rules see what goes through bridges; they are not recorded. */
    static final String EBTABLES = "ebtables";

    // linux/rtnetlink.h
    private static final int RTM_GETLINK = 18;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_GETQDISC = 38;

    // linux/netfilter/nf_tables.h
    private static final int SUBSYSTEM = 10 << 8; // NFNL_SUBSYS_NFTABLES
    private static final List<Integer> TABLES_CHAINS_RULES_SETS = List.of(1, 4, 7, 10); // NFT_MSG_GETTABLE, ...
    private static final int NFT_MSG_NEWSET = 9;
    private static final int NFT_MSG_GETSETELEM = 13;
    private static final int NFTA_SET_TABLE = 1;
    private static final int NFTA_SET_NAME = 2;
    private static final int NFGENMSG = 4; // its length

    // linux/netfilter/ipset/ip_set.h: NFNL_SUBSYS_IPSET, IPSET_CMD_LIST; IPSET_ATTR_PROTOCOL 7, which also tells the
    // index
    private static final int IPSET_LIST = 6 << 8 | 7;
    private static final byte[] ALL_IPSETS = {2, 0, 0, 0, 5, 0, 1, 0, 7, 0, 0, 0};

    private static final Path PROC_NET = Path.of("/proc/thread-self/net");

    private final LibC libc = new NativeTier(NativeTier.Mode.ALWAYS).libc();
    private final Consumer<String> lines;
    private int sequence;

    private FirewallRecorder(Consumer<String> lines) {
        this.lines = lines;
    }

    /** The links, their addresses, what hangs before netfilter, and the local routes; and whether there is ebtables. */
    static List<String> network() throws IOException {
        List<String> lines = new ArrayList<>();
        new FirewallRecorder(lines::add).recordNetwork();
        return lines;
    }

    /** The rules of nf_tables, ip_tables and ip6_tables. */
    static List<String> rules() throws IOException {
        List<String> lines = new ArrayList<>();
        new FirewallRecorder(lines::add).recordRules();
        return lines;
    }

    /** Prints both. */
    public static void main(String[] none) throws IOException {
        FirewallRecorder recorder = new FirewallRecorder(System.out::println);
        recorder.recordNetwork();
        recorder.recordRules();
    }

    private void recordNetwork() throws IOException {
        try (NetlinkSocket socket = new NetlinkSocket(libc, NetlinkSocket.ROUTE, Deadline.none())) {
            request(socket, "link", RTM_GETLINK, NetlinkDump.body(RtnetlinkParser.LINK_HEADER, 0));
            request(socket, "address", RTM_GETADDR, NetlinkDump.body(RtnetlinkParser.ADDRESS_HEADER, 0));
            request(socket, "qdisc", RTM_GETQDISC, NetlinkDump.body(TcFilters.HEADER, 0));
        }
        try (NetlinkSocket socket = new NetlinkSocket(libc, NetlinkSocket.ROUTE, Deadline.none())) {
            if (!NetlinkFixtures.filters(socket)) {
                throw new IOException("a kernel that lists local routes alone (Linux 4.20) is needed");
            }
            for (int family : List.of(2, 10)) { // AF_INET, AF_INET6
                request(socket, "route", RTM_GETROUTE, RtnetlinkParser.localRoutes(family));
            }
        }
        if (new NetfilterProbe(Path.of("/proc"), new ProcFiles(), new Patience()).filtersBridges()) {
            lines.accept(EBTABLES);
        }
    }

    private void recordRules() throws IOException {
        List<byte[]> sets = new ArrayList<>();
        try (NetlinkSocket socket = new NetlinkSocket(libc, NetlinkSocket.NETFILTER, Deadline.none())) {
            for (int what : TABLES_CHAINS_RULES_SETS) {
                request(socket, "nft", SUBSYSTEM | what, NetlinkDump.body(NFGENMSG, 0), (type, header, message) -> {
                    if (type == (SUBSYSTEM | NFT_MSG_NEWSET)) {
                        sets.add(NetlinkDump.body(
                                NFGENMSG,
                                header[0],
                                message.text(NFTA_SET_TABLE).orElseThrow(),
                                message.text(NFTA_SET_NAME).orElseThrow()));
                    }
                });
            }
            for (byte[] set : sets) {
                request(socket, "nft", SUBSYSTEM | NFT_MSG_GETSETELEM, set);
            }
        }
        if (Files.exists(Path.of("/sys/module/ip_set"))) { // or asking would load it
            try (NetlinkSocket socket = new NetlinkSocket(libc, NetlinkSocket.NETFILTER, Deadline.none())) {
                request(socket, "ipset", IPSET_LIST, ALL_IPSETS);
            }
        }
        for (boolean ipv6 : List.of(false, true)) {
            Path names = PROC_NET.resolve(ipv6 ? "ip6_tables_names" : "ip_tables_names");
            for (String name : Files.exists(names) ? Files.readAllLines(names) : List.<String>of()) {
                XtTable table = new XtTableReader(libc, System.getProperty("os.arch")).read(name, ipv6);
                byte[] entries = new byte[table.entries().capacity()];
                table.entries().get(0, entries);
                lines.accept("xt " + name + " " + FirewallRecording.family(table) + " "
                        + table.hooks().get(0) + " "
                        + table.hooks().get(1) + " "
                        + table.policies().get(0) + " " + table.policies().get(1) + " " + table.count() + " "
                        + HexFormat.of().formatHex(entries));
            }
        }
    }

    private void request(NetlinkSocket socket, String word, int type, byte[] body) throws IOException {
        request(socket, word, type, body, (messageType, header, message) -> {});
    }

    private void request(NetlinkSocket socket, String word, int type, byte[] body, NetlinkParser.AttributeTaker taker)
            throws IOException {
        sequence++;
        ByteBuffer request = ByteBuffer.allocateDirect(1024).order(ByteOrder.nativeOrder());
        request.putInt(16 + body.length)
                .putShort((short) type)
                .putShort((short) 0x301) // NLM_F_REQUEST, NLM_F_DUMP
                .putInt(sequence)
                .putInt(0)
                .put(body);
        socket.send(request);
        NetlinkParser parser = NetlinkFixtures.parser(sequence, NFGENMSG, taker);
        while (!parser.isDone()) {
            ByteBuffer datagram = socket.receive();
            byte[] bytes = new byte[datagram.limit()];
            datagram.get(0, bytes);
            lines.accept(word + " " + sequence + " " + HexFormat.of().formatHex(bytes));
            parser.parse(datagram);
        }
        if (parser.error().isPresent() || parser.isInterrupted()) {
            throw new IOException(
                    "not recorded: " + word + ", error " + parser.error() + ", interrupted " + parser.isInterrupted());
        }
    }
}
