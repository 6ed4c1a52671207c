package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkLink;
import java.util.ArrayList;
import java.util.List;

/** A network of Ethernet links that are up and have no addresses. */
final class NetworkBuilder {

    private static final int ARPHRD_ETHER = 1; // linux/if_arp.h
    private static final int IFF_UP = 1; // linux/if.h

    private final List<NetworkLink> links = new ArrayList<>();

    NetworkBuilder link(int index, String name) {
        return link(index, name, "");
    }

    /** @param kind what made it, such as bridge or vrf */
    NetworkBuilder link(int index, String name, String kind) {
        return link(index, name, kind, 0);
    }

    /** @param master the index of the bridge, bond or VRF that it is a port of; 0 is none */
    NetworkBuilder link(int index, String name, String kind, int master) {
        links.add(new NetworkLink(index, name, ARPHRD_ETHER, 0, kind, master, 0, IFF_UP, false));
        return this;
    }

    LocalNetwork build() {
        LocalNetwork none = LocalNetwork.NONE;
        return new LocalNetwork(
                links,
                none.loopback(),
                none.ipv4(),
                none.ipv6(),
                none.broadcasts(),
                none.withoutIpv4(),
                none.withoutIpv6(),
                none.unexaminedIngress(),
                none.byteOrder());
    }
}
