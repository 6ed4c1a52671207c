package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.xt.XtTable;
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

/**
 * The kernel's answers about rules, byte by byte, as {@link FirewallRecorder} records them: a line for each datagram of netlink, with the sequence of its request,
 * and for each table of ip_tables.
 */
public final class FirewallRecording {

    private static final String FOLDER = "/firewall-bytes/";

    private FirewallRecording() {}

    /** A datagram, and the request's sequence. */
    public record Datagram(int sequence, ByteBuffer bytes) {}

    static List<Datagram> datagrams(String name) {
        return datagrams(lines(name), "nft");
    }

    /** Those of a recording whose lines begin with a word. */
    public static List<Datagram> datagrams(String name, String word) {
        return datagrams(lines(name), word);
    }

    /** @param word what the lines begin with: nft, ipset, link, address, qdisc or route */
    static List<Datagram> datagrams(List<String> lines, String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.split(" ", -1))
                .map(parts -> new Datagram(Integer.parseInt(parts[1]), bytes(parts[2])))
                .toList();
    }

    public static List<XtTable> tables(String name) {
        return tables(lines(name));
    }

    static List<XtTable> tables(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("xt "))
                .map(line -> line.split(" ", -1))
                .map(FirewallRecording::table)
                .toList();
    }

    /** That of a table: 4, or 6, or 6x86 where its 64-bit numbers are aligned as on 32-bit x86. */
    static String family(XtTable table) {
        return !table.ipv6() ? "4" : table.fourByteAligned() ? "6x86" : "6";
    }

    /** @param words xt, NAME, {@link #family}, HOOK, HOOK, POLICY, POLICY, COUNT, ENTRIES: the offsets of two hooks and of their policies, and the number of entries */
    private static XtTable table(String[] words) {
        boolean ipv6 = words[2].startsWith("6");
        boolean fourByteAligned = words[2].equals("6x86");
        List<Integer> hooks = List.of(Integer.parseInt(words[3]), Integer.parseInt(words[4]));
        List<Integer> policies = List.of(Integer.parseInt(words[5]), Integer.parseInt(words[6]));
        int count = Integer.parseInt(words[7]);
        return new XtTable(words[1], ipv6, hooks, policies, count, fourByteAligned, bytes(words[8]));
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
}
