package io.github.listeningports.windows.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the local ports of a firewall rule: single ones, ranges, and keywords such as RPC (MS-GPFAS 2.2.2.2 and 2.2.2.3). */
final class FirewallPortsParser {

    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    private static final Set<String> KEYWORDS =
            Set.of("rpc", "rpc-epmap", "teredo", "iptlsin", "iphttpsin", "dhcp", "ply2disc", "mdns", "tcpcdpsvc");

    private final List<FirewallRule.PortRange> ranges = new ArrayList<>();
    private final List<String> keywords = new ArrayList<>();

    /**
     * Adds the ports of a value, and also of a comma-separated list: the grammar does not allow one, but rules that Windows ships have them.
     *
     * @param rangesOnly whether the key is the one for ranges
     * @return whether the value conforms to the grammar and is valid
     */
    boolean add(String values, boolean rangesOnly) {
        boolean valid = values.indexOf(',') < 0;
        for (String value : values.split(",", -1)) {
            Matcher matcher = PORTS.matcher(value);
            int first = matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
            boolean range = first >= 0 && matcher.group(2) != null;
            int last = range ? Integer.parseInt(matcher.group(2)) : first;
            if (first >= 0 && first <= last && last <= 0xFFFF) {
                ranges.add(new FirewallRule.PortRange(first, last));
                valid &= first > 0 && range == rangesOnly;
            } else {
                addUnknown(value);
                valid &= KEYWORDS.contains(value.toLowerCase(Locale.ROOT));
            }
        }
        return valid;
    }

    /** Adds a value that may stand for any port. */
    void addUnknown(String value) {
        keywords.add(value);
    }

    FirewallRule.Ports ports() {
        return new FirewallRule.Ports(ranges, keywords);
    }
}
