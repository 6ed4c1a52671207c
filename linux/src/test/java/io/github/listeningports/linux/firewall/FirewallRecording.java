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
 * What the kernel said of rules, byte by byte, as {@link FirewallRecorder} records it: a line for each datagram of netlink, with the sequence of the request that it
 * answers, and for each table of ip_tables.
 */
public final class FirewallRecording {

    private static final String FOLDER = "/firewall-bytes/";

    private FirewallRecording() {}

    /** A datagram, and the request's sequence. */
    public record Datagram(int sequence, ByteBuffer bytes) {}

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

    public static List<XtTable> tables(String name) {
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
}
