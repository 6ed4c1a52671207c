package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A virtual server of IPVS: of an address and a port, or of packets with a mark.
 *
 * @param text as ipvsadm(8) names it, such as {@code TCP 10.0.0.1:80} or {@code FWM 7}
 * @param protocol the number of the IP protocol; 0 for any
 * @param ipv6 whether its address is; without meaning if it has a mark
 * @param address empty if it has a mark
 * @param port 0 for any
 * @param mark of the packets that it takes, whatever their address
 * @param masqueraded its real servers to which packets are sent by NAT
 * @param dropsStrays whether a packet from the port of such a real server is dropped if it belongs to no connection (net.ipv4.vs.nat_icmp_send)
 */
record IpVsService(
        String text,
        int protocol,
        boolean ipv6,
        IntervalSet address,
        int port,
        OptionalInt mark,
        List<RealServer> masqueraded,
        Switch dropsStrays) {

    private static final int TCP = 6;
    private static final int FTP = 21;
    private static final int FTP_DATA = 20;
    private static final int UNPRIVILEGED = 1024;

    IpVsService {
        masqueraded = List.copyOf(masqueraded);
    }

    /** Where packets are sent to. */
    record RealServer(boolean ipv6, IntervalSet address, int port) {}

    IpVsService with(RealServer another) {
        List<RealServer> all = new ArrayList<>(masqueraded);
        all.add(another);
        return new IpVsService(text, protocol, ipv6, address, port, mark, all, dropsStrays);
    }

    IpVsService droppingStrays(Switch drops) {
        return new IpVsService(text, protocol, ipv6, address, port, mark, masqueraded, drops);
    }

    /** The ports that it takes packets of; one for FTP takes those of data connections too (net/netfilter/ipvs/ip_vs_ctl.c ip_vs_service_find). */
    IntervalSet ports() {
        if (port == 0) {
            return IntervalSet.all(16);
        }
        IntervalSet one = IntervalSet.of(port);
        return protocol == TCP && port == FTP
                ? one.union(IntervalSet.of(FTP_DATA)).union(IntervalSet.range(UNPRIVILEGED, 0xffff))
                : one;
    }
}
