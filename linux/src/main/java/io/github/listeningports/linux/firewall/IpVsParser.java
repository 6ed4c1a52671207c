package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.IpVsService.RealServer;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.kernel.ByteString;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * /proc/net/ip_vs (net/netfilter/ipvs/ip_vs_ctl.c ip_vs_info_seq_show): three header lines, then one line per virtual server and one per real server behind it. All numbers
 * of addresses, ports and marks are hexadecimal.
 */
final class IpVsParser {

    private static final int HEADER_LINES = 3;

    private final List<IpVsService> services = new ArrayList<>();

    /** An address and a port. */
    private record Place(boolean ipv6, ByteString bytes, int port) {

        IntervalSet addresses() {
            return IntervalSet.between(bytes.toArray(), bytes.toArray());
        }

        String text() {
            try {
                String host = InetAddress.getByAddress(bytes.toArray()).getHostAddress();
                return (ipv6 ? "[" + host + "]" : host) + ":" + port;
            } catch (UnknownHostException e) {
                throw new IllegalStateException("4 or 16 bytes are an address", e);
            }
        }
    }

    private IpVsParser() {}

    /** The virtual servers; empty if the table has another format, such as none of its header lines. */
    static Optional<List<IpVsService>> parse(String table) {
        List<String> lines = table.lines().toList();
        if (lines.size() < HEADER_LINES) {
            return Optional.empty();
        }
        IpVsParser parser = new IpVsParser();
        try {
            lines.subList(HEADER_LINES, lines.size()).forEach(parser::take);
        } catch (IllegalArgumentException e) { // NumberFormatException among them
            return Optional.empty();
        }
        return Optional.of(parser.services);
    }

    private void take(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length < 3) {
            throw new IllegalArgumentException(line);
        }
        if (words[0].equals("->")) {
            addRealServer(place(words[1]), words[2]);
        } else if (words[0].equals("FWM")) {
            int mark = Integer.parseUnsignedInt(words[1], 16);
            String text = "FWM " + Integer.toUnsignedString(mark);
            services.add(new IpVsService(
                    text, 0, false, IntervalSet.EMPTY, 0, OptionalInt.of(mark), List.of(), Switch.UNKNOWN));
        } else {
            Place place = place(words[1]);
            services.add(new IpVsService(
                    words[0] + " " + place.text(),
                    protocol(words[0]),
                    place.ipv6(),
                    place.addresses(),
                    place.port(),
                    OptionalInt.empty(),
                    List.of(),
                    Switch.UNKNOWN));
        }
    }

    private void addRealServer(Place place, String method) {
        if (services.isEmpty()) {
            throw new IllegalArgumentException("a real server before any virtual one");
        }
        if (method.equals("Masq")) {
            IpVsService of = services.remove(services.size() - 1);
            services.add(of.with(new RealServer(place.ipv6(), place.addresses(), place.port())));
        }
    }

    private static int protocol(String name) {
        return switch (name) {
            case "TCP" -> 6;
            case "UDP" -> 17;
            case "SCTP" -> 132;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** {@code 0A4D0101:0050}, or {@code [fd00:0077:0001:0000:0000:0000:0000:0001]:0050}. */
    private static Place place(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(text);
        }
        boolean ipv6 = text.startsWith("[");
        String digits = text.substring(0, colon).replaceAll("[\\[\\]:]", "");
        byte[] address = HexFormat.of().parseHex(digits);
        if (address.length != (ipv6 ? 16 : 4) || text.length() - colon != ":0050".length()) {
            throw new IllegalArgumentException(text);
        }
        return new Place(ipv6, ByteString.of(address), HexFormat.fromHexDigits(text, colon + 1, text.length()));
    }
}
