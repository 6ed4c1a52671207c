package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What anyone would write who needs it once: split at the spaces, look at the state, take the fields. Into the same rows as ours. */
final class SplitRows {

    private SplitRows() {}

    static List<SocketRow> parse(List<String> lines, Protocol protocol, AddressFamily family) {
        String wantedState = protocol == Protocol.TCP ? "0A" : "07";
        List<SocketRow> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.trim().split("\\s+", -1);
            if (fields[3].equals(wantedState)) {
                rows.add(row(fields, protocol, family));
            }
        }
        return rows;
    }

    private static SocketRow row(String[] fields, Protocol protocol, AddressFamily family) {
        String[] local = fields[1].split(":", -1);
        long receiving = Long.parseLong(fields[4].split(":", -1)[1], 16);
        boolean tcp = protocol == Protocol.TCP;
        return new SocketRow(
                protocol,
                family,
                address(local[0]),
                Integer.parseInt(local[1], 16),
                Long.parseLong(fields[7]),
                Long.parseLong(fields[9]),
                tcp ? OptionalLong.of(receiving) : OptionalLong.empty(),
                tcp ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[12])),
                Optional.empty());
    }

    private static InetAddress address(String hex) {
        byte[] printed = HexFormat.of().parseHex(hex);
        byte[] address = new byte[printed.length];
        for (int i = 0; i < printed.length; i++) {
            address[i] = printed[(i & ~3) + 3 - (i & 3)];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + hex, e);
        }
    }
}
