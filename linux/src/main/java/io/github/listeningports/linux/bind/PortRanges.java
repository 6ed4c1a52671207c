package io.github.listeningports.linux.bind;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Ranges of ports as /proc/sys/net/ipv4 writes them: "32768	60999" (ip_local_port_range), "8080,9148-9150" (ip_local_reserved_ports). */
final class PortRanges {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:[-\\t ]+(\\d{1,5}))?");

    private PortRanges() {}

    static boolean contain(String text, int port) {
        for (MatchResult range : RANGE.matcher(text).results().toList()) {
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (port >= first && port <= last) {
                return true;
            }
        }
        return false;
    }
}
