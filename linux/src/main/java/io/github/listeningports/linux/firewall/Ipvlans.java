package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What gets the packets that come to its lower interface for its addresses (drivers/net/ipvlan/ipvlan_core.c). In mode l3s they pass the hooks of the lower interface
 * (ipvlan_l3s.c), which may be in another namespace.
 */
final class Ipvlans {

    private static final int IFLA_IPVLAN_MODE = 1;
    private static final int IPVLAN_MODE_L3S = 2;

    private final List<Integer> l3s = new ArrayList<>();

    /** Takes an interface. */
    void take(int index, String kind, NetlinkAttributes data, ByteOrder order) {
        byte[] mode = data.value(IFLA_IPVLAN_MODE).orElse(new byte[0]);
        if (isIpvlan(kind)
                && mode.length == 2
                && ByteBuffer.wrap(mode).order(order).getShort() == IPVLAN_MODE_L3S) {
            l3s.add(index);
        }
    }

    /** Where a VRF, a bridge or a bond takes part, it is not examined what rules see. */
    boolean isBehindLower(NetworkLink link, NetworkLink lower) {
        return l3s.contains(link.index()) && link.master() == 0 && lower.master() == 0 && !lower.isVrf();
    }

    /** The index of the interface that rules see. */
    static int met(NetworkLink link) {
        return link.behindLower() ? link.lower() : link.index();
    }

    /** The rules that packets of an interface pass and that are not examined. */
    void addUnexamined(NetworkLink link, Map<Integer, NetworkLink> links, List<UnexaminedHook> to) {
        NetworkLink lower = links.get(link.lower());
        boolean examined = lower != null && isBehindLower(link, lower);
        if (l3s.contains(link.index()) && link.isUp() && !examined) {
            to.add(new UnexaminedHook(
                    "the rules that packets of " + link.name() + " pass at its lower interface (ipvlan in mode l3s)",
                    true,
                    true));
        }
    }

    /** Those of some interfaces that are on another one. */
    static List<NetworkLink> on(NetworkLink lower, List<NetworkLink> links) {
        List<NetworkLink> on = new ArrayList<>();
        for (NetworkLink link : links) {
            if (link.lower() == lower.index() && isIpvlan(link.kind())) {
                on.add(link);
            }
        }
        return on;
    }

    /** Those of some interfaces. */
    static List<NetworkLink> of(List<NetworkLink> links) {
        List<NetworkLink> all = new ArrayList<>();
        for (NetworkLink link : links) {
            if (isIpvlan(link.kind())) {
                all.add(link);
            }
        }
        return all;
    }

    private static boolean isIpvlan(String kind) {
        return kind.equals("ipvlan") || kind.equals("ipvtap");
    }
}
