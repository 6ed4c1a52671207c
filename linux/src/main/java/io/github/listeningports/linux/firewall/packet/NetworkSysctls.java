package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.Protocol;

/**
 * Settings of the network namespace in /proc/sys/net that decide whether packets come to a socket.
 *
 * @param tcpL3mdevAccept net.ipv4.tcp_l3mdev_accept
 * @param udpL3mdevAccept net.ipv4.udp_l3mdev_accept
 */
public record NetworkSysctls(Switch tcpL3mdevAccept, Switch udpL3mdevAccept) {

    static final NetworkSysctls UNKNOWN = new NetworkSysctls(Switch.UNKNOWN, Switch.UNKNOWN);

    /** A setting that is 0, another number, or cannot be read. */
    public enum Switch {
        OFF,
        ON,
        UNKNOWN
    }

    /** Whether sockets that are not bound to a VRF receive its packets; it holds for IPv6 too. */
    public Switch l3mdevAccept(Protocol protocol) {
        return protocol == Protocol.TCP ? tcpL3mdevAccept : udpL3mdevAccept;
    }

    public static String l3mdevAcceptName(Protocol protocol) {
        return protocol == Protocol.TCP ? "net.ipv4.tcp_l3mdev_accept" : "net.ipv4.udp_l3mdev_accept";
    }
}
