package io.github.listeningports.linux.containers;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The addresses of a network namespace, from its files in /proc/PID/net, in the notation of RFC 5952. */
final class LocalAddressesParser {

    /** A host's own addresses are routes of 32 bits (net/ipv4/fib_trie.c fib_trie_seq_show). */
    private static final Pattern FIB_TRIE = Pattern.compile("\\|-- ([0-9.]{7,15})\n +/32 host LOCAL\n");

    /** The address is the first field (net/ipv6/addrconf.c if6_seq_show). */
    private static final Pattern IF_INET6 = Pattern.compile("(?m)^([0-9a-f]{32}) ");

    private LocalAddressesParser() {}

    static Set<String> ofFibTrie(byte[] table) {
        return FIB_TRIE.matcher(new String(table, StandardCharsets.ISO_8859_1))
                .results()
                .map(leaf -> leaf.group(1))
                .collect(Collectors.toSet());
    }

    static Set<String> ofIfInet6(byte[] table) {
        return IF_INET6.matcher(new String(table, StandardCharsets.ISO_8859_1))
                .results()
                .map(LocalAddressesParser::address)
                .collect(Collectors.toSet());
    }

    private static String address(MatchResult row) {
        try {
            return PublishedPort.text(InetAddress.getByAddress(HexFormat.of().parseHex(row.group(1))));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
