package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A network of Ethernet links that are up; without addresses unless some are given. */
final class NetworkBuilder {

    private static final int ARPHRD_ETHER = 1; // linux/if_arp.h
    private static final int IFF_UP = 1; // linux/if.h

    private final List<NetworkLink> links = new ArrayList<>();
    private final List<NetworkLink> silent = new ArrayList<>();
    private NetworkSysctls sysctls = new NetworkSysctls(Switch.UNKNOWN, Switch.UNKNOWN);
    private IntervalSet ipv4 = IntervalSet.EMPTY;
    private IntervalSet ipv6 = IntervalSet.EMPTY;
    private IntervalSet broadcasts = IntervalSet.EMPTY;
    private ByteOrder byteOrder = LocalNetwork.NONE.byteOrder();

    NetworkBuilder link(int index, String name) {
        return link(index, name, "");
    }

    /** @param kind what made it, such as bridge or vrf */
    NetworkBuilder link(int index, String name, String kind) {
        return link(index, name, kind, 0);
    }

    /** @param master the index of the bridge, bond or VRF that it is a port of; 0 is none */
    NetworkBuilder link(int index, String name, String kind, int master) {
        links.add(new NetworkLink(index, name, ARPHRD_ETHER, 0, kind, master, 0, IFF_UP, true, false, false));
        return this;
    }

    /** An interface that is down, or a port of a bridge. */
    NetworkBuilder silent(int index, String name, int master, boolean up) {
        silent.add(new NetworkLink(index, name, ARPHRD_ETHER, 0, "", master, 0, up ? IFF_UP : 0, true, false, false));
        return this;
    }

    NetworkBuilder sysctls(NetworkSysctls settings) {
        sysctls = settings;
        return this;
    }

    NetworkBuilder ipv4(IntervalSet addresses) {
        ipv4 = addresses;
        return this;
    }

    NetworkBuilder ipv6(IntervalSet addresses) {
        ipv6 = addresses;
        return this;
    }

    NetworkBuilder broadcasts(IntervalSet addresses) {
        broadcasts = addresses;
        return this;
    }

    NetworkBuilder byteOrder(ByteOrder order) {
        byteOrder = order;
        return this;
    }

    LocalNetwork build() {
        return new LocalNetwork(
                links,
                silent,
                ipv4,
                ipv6,
                List.of(), // by which interface is not known
                List.of(),
                List.of(), // no ipvlan
                List.of(),
                IntervalSet.EMPTY, // no address is a VRF's
                IntervalSet.EMPTY,
                IntervalSet.EMPTY, // routes deliver to all of them
                IntervalSet.EMPTY,
                broadcasts,
                IntervalSet.EMPTY, // all have IPv4 addresses
                IntervalSet.EMPTY, // and IPv6 addresses
                sysctls,
                List.of(),
                byteOrder);
    }
}
