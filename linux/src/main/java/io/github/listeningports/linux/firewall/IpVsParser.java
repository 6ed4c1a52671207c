package io.github.listeningports.linux.firewall;

/** /proc/net/ip_vs (net/netfilter/ipvs/ip_vs_ctl.c ip_vs_info_seq_show): three header lines, then one line per virtual server and one per real server behind it. */
final class IpVsParser {

    private IpVsParser() {}

    static boolean hasServers(String table) {
        return table.lines()
                .anyMatch(line -> line.startsWith("TCP ")
                        || line.startsWith("UDP ")
                        || line.startsWith("SCTP ")
                        || line.startsWith("FWM "));
    }
}
