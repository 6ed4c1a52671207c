package io.github.listeningports.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What the kernel said of rules, byte by byte: a line for each datagram of nf_tables, with the sequence of the request that it answers, and for each table of
 * ip_tables. {@link #main} records it in the namespace that it runs in.
 */
final class FirewallRecording {

    private static final String FOLDER = "/firewall-bytes/";

    private FirewallRecording() {}

    /** A datagram, and the request's sequence. */
    record Datagram(int sequence, ByteBuffer bytes) {}

    static List<Datagram> datagrams(String name) {
        return datagrams(lines(name), "nft");
    }

    /** @param word what the lines begin with: nft, link, address, qdisc or route */
    static List<Datagram> datagrams(List<String> lines, String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.split(" ", -1))
                .map(parts -> new Datagram(Integer.parseInt(parts[1]), bytes(parts[2])))
                .toList();
    }

    static List<XtTable> tables(String name) {
        return tables(lines(name));
    }

    static List<XtTable> tables(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("xt "))
                .map(line -> line.split(" ", -1))
                .map(parts -> new XtTable(
                        parts[1],
                        parts[2].equals("6"),
                        List.of(Integer.parseInt(parts[3]), Integer.parseInt(parts[4])),
                        List.of(Integer.parseInt(parts[5]), Integer.parseInt(parts[6])),
                        Integer.parseInt(parts[7]),
                        bytes(parts[8])))
                .toList();
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static List<String> lines(String name) {
        try (InputStream in = Objects.requireNonNull(FirewallRecording.class.getResourceAsStream(FOLDER + name), name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Prints a recording; the arguments are names of tables of ip_tables. */
    public static void main(String[] tables) throws IOException {
        LibC libc = new NativeTier(NativeTier.Mode.ALWAYS).libc();
        NftRulesetParser parser = new NftRulesetParser();
        int sequence = 0;
        try (NetlinkSocket socket = new NetlinkSocket(libc, NetlinkSocket.NETFILTER)) {
            for (int what : List.of(
                    NftConstant.MSG_GETTABLE,
                    NftConstant.MSG_GETCHAIN,
                    NftConstant.MSG_GETRULE,
                    NftConstant.MSG_GETSET)) {
                print(socket, ++sequence, what, NetlinkDump.body(4, 0), parser);
            }
            for (NftRuleset.SetDefinition set : parser.ruleset().sets()) {
                byte[] body = NetlinkDump.body(4, set.family(), set.table(), set.name());
                print(socket, ++sequence, NftConstant.MSG_GETSETELEM, body, parser);
            }
        }
        for (String name : tables) {
            XtTable table = new XtTableReader(libc).read(name, false);
            System.out.println("xt " + name + " 4 " + table.hooks().get(0) + " "
                    + table.hooks().get(1) + " "
                    + table.policies().get(0) + " " + table.policies().get(1) + " " + table.count() + " "
                    + HexFormat.of().formatHex(table.entries().array()));
        }
    }

    private static void print(NetlinkSocket socket, int sequence, int what, byte[] body, NftRulesetParser rules)
            throws IOException {
        ByteBuffer request = ByteBuffer.allocateDirect(1024).order(ByteOrder.nativeOrder());
        request.putInt(16 + body.length)
                .putShort((short) NetfilterConstant.messageType(what))
                .putShort((short) 0x301)
                .putInt(sequence)
                .putInt(0)
                .put(body);
        socket.send(request);
        NetlinkParser parser = new NetlinkParser(sequence, 4, rules::take);
        while (!parser.isDone()) {
            ByteBuffer datagram = socket.receive();
            byte[] bytes = new byte[datagram.limit()];
            datagram.get(0, bytes);
            System.out.println("nft " + sequence + " " + HexFormat.of().formatHex(bytes));
            parser.parse(datagram);
        }
    }

    /** Reads datagrams as {@link NftReader} does; nothing, if they are not whole. */
    static List<NftRuleset> rulesets(List<Datagram> datagrams) {
        NftRulesetParser rules = new NftRulesetParser();
        boolean whole = true;
        int last = datagrams.stream().mapToInt(Datagram::sequence).max().orElse(0);
        for (int sequence = 1; sequence <= last; sequence++) {
            NetlinkParser parser = new NetlinkParser(sequence, 4, rules::take);
            for (Datagram datagram : datagrams) {
                if (datagram.sequence() == sequence && !parser.isDone()) {
                    parser.parse(datagram.bytes());
                }
            }
            whole &= parser.isDone() && !parser.isMalformed() && parser.error().equals(OptionalInt.empty());
        }
        return whole && rules.isWhole() ? List.of(rules.ruleset()) : List.of();
    }
}
