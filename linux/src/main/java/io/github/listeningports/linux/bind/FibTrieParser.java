package io.github.listeningports.linux.bind;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * /proc/net/fib_trie (net/ipv4/fib_trie.c fib_trie_seq_show): the type of an IPv4 address in the local table, which the kernel looks up before a bind (inet_addr_type_table).
 *
 * <pre>
 * Local:
 *   +-- 0.0.0.0/0 3 0 5
 *         |-- 127.0.0.0
 *            /8 host LOCAL
 * </pre>
 */
final class FibTrieParser {

    private static final String TABLE = "Local:";
    private static final Pattern LEAF = Pattern.compile("\\|-- (\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern ROUTE = Pattern.compile("/(\\d{1,2}) \\S+ (\\S+)");

    private FibTrieParser() {}

    /** The type of the longest prefix with the address: "LOCAL", "BROADCAST", "UNICAST"...; "" if there is none. */
    static String type(String table, int address) {
        int leaf = 0;
        int longest = -1;
        String type = "";
        boolean local = false;
        for (String line : table.split("\n", -1)) {
            if (line.endsWith(":")) {
                local = line.equals(TABLE);
            }
            Matcher matcher = LEAF.matcher(line);
            if (matcher.find()) {
                leaf = number(matcher);
                continue;
            }
            Matcher route = ROUTE.matcher(line);
            if (!local || !route.find() || line.contains("+--")) {
                continue;
            }
            int length = Integer.parseInt(route.group(1));
            if (length > longest && length <= Integer.SIZE && covers(leaf, length, address)) {
                longest = length;
                type = route.group(2);
            }
        }
        return type;
    }

    private static boolean covers(int prefix, int length, int address) {
        return length == 0 || (prefix ^ address) >>> (Integer.SIZE - length) == 0;
    }

    private static int number(Matcher leaf) {
        int number = 0;
        for (int i = 1; i <= 4; i++) {
            number = number << 8 | (Integer.parseInt(leaf.group(i)) & 0xff);
        }
        return number;
    }
}
