package io.github.listeningports.linux;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** /proc/net/igmp: the interfaces that are in a multicast group, which all that are up are (net/ipv4/igmp.c igmp_mc_seq_show). */
final class IgmpParser {

    /** "3\tb0        :     1      V3"; the groups of each interface follow, indented. */
    private static final Pattern ROW = Pattern.compile("(?m)^(\\d{1,10})\\t(\\S+) *: ");

    private IgmpParser() {}

    /** The name of the interface with that index; empty if it is not listed. */
    static Optional<String> name(byte[] table, int index) {
        Matcher rows = ROW.matcher(new String(table, StandardCharsets.UTF_8));
        while (rows.find()) {
            if (rows.group(1).equals(Integer.toString(index))) {
                return Optional.of(rows.group(2));
            }
        }
        return Optional.empty();
    }
}
