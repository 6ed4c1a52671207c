package io.github.listeningports.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * /proc/net/if_inet6: the IPv6 addresses of the interfaces (net/ipv6/addrconf.c if6_seq_show). The fields of a row are the address, the
 * interface's index in hexadecimal, prefix length, scope, flags, and the interface's name.
 */
final class IfInet6Parser {

    private static final Pattern ROW = Pattern.compile("(?m)^([0-9a-f]{32}) +([0-9a-f]{1,7}) ");

    private IfInet6Parser() {}

    /** The interface index of each address that only one interface has. Malformed rows are left out. */
    static Map<InetAddress, Integer> parse(byte[] table) {
        Map<InetAddress, Integer> interfaces = new HashMap<>();
        Set<InetAddress> ambiguous = new HashSet<>();
        Matcher rows = ROW.matcher(new String(table, StandardCharsets.ISO_8859_1));
        while (rows.find()) {
            InetAddress address = address(rows.group(1));
            if (interfaces.put(address, Integer.parseInt(rows.group(2), 16)) != null) {
                ambiguous.add(address);
            }
        }
        interfaces.keySet().removeAll(ambiguous);
        return interfaces;
    }

    private static InetAddress address(String digits) {
        try {
            return InetAddress.getByAddress(HexFormat.of().parseHex(digits));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
