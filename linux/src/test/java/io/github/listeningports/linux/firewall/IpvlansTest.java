package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** By which interface rules see the packets of an ipvlan come in. */
class IpvlansTest {

    private static final int L2 = 0; // linux/if_link.h, enum ipvlan_mode
    private static final int L3S = 2;

    private static final NetworkLink LOWER = link(2, "", 0, 0, true);

    private final ByteOrder order = ByteOrder.nativeOrder();
    private final Ipvlans ipvlans = new Ipvlans();

    private static NetworkLink link(int index, String kind, int master, int lower, boolean up) {
        return new NetworkLink(index, "x" + index, 1, 0, kind, master, lower, up ? 1 : 0, true, false, false);
    }

    private NetworkLink take(NetworkLink link, int mode) {
        byte[] data = ByteBuffer.allocate(8)
                .order(order)
                .putShort((short) 6)
                .putShort((short) 1)
                .putShort((short) mode)
                .array();
        ipvlans.take(link.index(), link.kind(), NetlinkFixtures.attributes(data, data.length, order), order);
        return link;
    }

    private String unexamined(NetworkLink link, NetworkLink... others) {
        Map<Integer, NetworkLink> links = new HashMap<>(Map.of(LOWER.index(), LOWER));
        for (NetworkLink each : others) {
            links.put(each.index(), each);
        }
        List<UnexaminedHook> hooks = new ArrayList<>();
        ipvlans.addUnexamined(link, links, hooks);
        NetworkLink lower = links.getOrDefault(link.lower(), NetworkLink.ANY);
        return (link.lower() != 0 && ipvlans.isBehindLower(link, lower) ? "lower " : "") + hooks.size();
    }

    @Test
    void inModeL3sByTheLowerOne() {
        for (String kind : List.of("ipvlan", "ipvtap")) {
            NetworkLink link = take(link(3, kind, 0, 2, true), L3S);
            assertEquals("lower 0", unexamined(link), kind);
            assertEquals(2, Ipvlans.met(link.hiddenBy(LOWER)));
        }
        assertEquals("0", unexamined(take(link(4, "ipvlan", 0, 2, true), L2)));
        assertEquals("0", unexamined(take(link(5, "macvlan", 0, 2, true), L3S)));
        assertEquals(4, Ipvlans.met(link(4, "ipvlan", 0, 2, true)));
    }

    @Test
    void whereThatIsNotExaminedItIsSaid() {
        NetworkLink vrf = link(9, "vrf", 0, 0, true);
        assertEquals("1", unexamined(take(link(3, "ipvlan", 0, 0, true), L3S)), "of another namespace");
        assertEquals("0", unexamined(take(link(4, "ipvlan", 0, 0, false), L3S)), "no packet comes in by it");
        assertEquals("1", unexamined(take(link(5, "ipvlan", 9, 2, true), L3S), vrf));
        assertEquals("1", unexamined(take(link(6, "ipvlan", 0, 7, true), L3S), vrf, link(7, "", 9, 0, true)));
        assertEquals("1", unexamined(take(link(8, "ipvlan", 0, 9, true), L3S), vrf));
    }

    @Test
    void thoseOnAnInterface() {
        NetworkLink on = link(3, "ipvlan", 0, 2, true);
        NetworkLink other = link(4, "ipvlan", 0, 0, true);
        List<NetworkLink> all = Ipvlans.of(List.of(LOWER, on, other, link(5, "macvlan", 0, 2, true)));
        assertEquals(List.of(on, other), all);
        assertEquals(List.of(on), Ipvlans.on(LOWER, all));
        assertTrue(Ipvlans.on(on, all).isEmpty());
        assertFalse(all.contains(LOWER));
    }
}
