package io.github.listeningports.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;
import oshi.util.ParseUtil;
import oshi.util.tuples.Pair;

/**
 * How OSHI 7.5.0 parses a row: {@code oshi.software.common.os.linux.LinuxInternetProtocolStats}, methods {@code queryConnections}, {@code
 * parseIpAddr} and {@code parseHexColonHex}, which are private and read a file themselves. What they call is OSHI's own; a test compares
 * the outcome with that of the original class on the same table.
 */
final class OshiRows {

    private OshiRows() {}

    /** Every row of a table: OSHI leaves none out. */
    static List<IPConnection> parse(List<String> lines, String protocol, int version, Map<Long, Integer> pidMap) {
        List<IPConnection> connections = new ArrayList<>();
        for (String line : lines) {
            if (line.indexOf(':') >= 0) {
                String[] split = ParseUtil.whitespaces.split(line.trim(), -1);
                if (split.length > 9) {
                    Pair<byte[], Integer> local = address(split[1]);
                    Pair<byte[], Integer> foreign = address(split[2]);
                    TcpState state = TcpState.fromLinuxState(ParseUtil.hexStringToInt(split[3], 0));
                    Pair<Integer, Integer> queues = queues(split[4]);
                    long inode = ParseUtil.parseLongOrDefault(split[9], 0);
                    connections.add(new IPConnection(
                            protocol + version,
                            local.getA(),
                            local.getB(),
                            foreign.getA(),
                            foreign.getB(),
                            state,
                            queues.getA(),
                            queues.getB(),
                            pidMap.getOrDefault(inode, -1)));
                }
            }
        }
        return connections;
    }

    private static Pair<byte[], Integer> address(String text) {
        int colon = text.indexOf(':');
        if (colon > 0 && colon < text.length()) {
            byte[] first = ParseUtil.hexStringToByteArray(text.substring(0, colon));
            for (int i = 0; i + 3 < first.length; i += 4) {
                byte swapped = first[i];
                first[i] = first[i + 3];
                first[i + 3] = swapped;
                swapped = first[i + 1];
                first[i + 1] = first[i + 2];
                first[i + 2] = swapped;
            }
            return new Pair<>(first, ParseUtil.hexStringToInt(text.substring(colon + 1), 0));
        }
        return new Pair<>(new byte[0], 0);
    }

    private static Pair<Integer, Integer> queues(String text) {
        int colon = text.indexOf(':');
        if (colon > 0 && colon < text.length()) {
            return new Pair<>(
                    ParseUtil.hexStringToInt(text.substring(0, colon), 0),
                    ParseUtil.hexStringToInt(text.substring(colon + 1), 0));
        }
        return new Pair<>(0, 0);
    }
}
