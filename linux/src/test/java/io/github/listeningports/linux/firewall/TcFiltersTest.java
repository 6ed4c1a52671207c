package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which interfaces' filters matter. */
class TcFiltersTest {

    private static final int INDEX = 4; // offsets in tcmsg, linux/rtnetlink.h
    private static final int PARENT = 12;

    private final ByteOrder order = ByteOrder.nativeOrder();
    private final TcFilters filters = new TcFilters(order);

    /** @param attribute one more, of 32 bits; 0 is none */
    private void take(int index, String kind, int attribute) {
        byte[] name = (kind + "\0").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer attributes = ByteBuffer.allocate(64).order(order);
        attributes.putShort((short) (4 + name.length)).putShort((short) 1).put(name);
        attributes.position((attributes.position() + 3) & ~3);
        if (attribute != 0) {
            attributes.putShort((short) 8).putShort((short) attribute).putInt(22);
        }
        filters.take(
                ByteBuffer.allocate(TcFilters.HEADER)
                        .order(order)
                        .putInt(INDEX, index)
                        .array(),
                NetlinkFixtures.attributes(attributes.array(), attributes.position(), order));
    }

    private static NetworkLink link(String kind, int lower) {
        return new NetworkLink(7, "x0", 1, 0, kind, 0, lower, 1, true, false, false);
    }

    @Test
    void ofWhatComesInUntilThereIsKnownToBeNone() {
        take(2, "clsact", 0);
        take(3, "ingress", 0);
        take(4, "fq_codel", 0);
        take(5, "clsact", 13); // TCA_INGRESS_BLOCK
        take(6, "clsact", 14); // TCA_EGRESS_BLOCK
        assertEquals(List.of(2, 3, 5, 6), filters.in());
        assertTrue(filters.areShared(5));
        assertFalse(filters.areShared(6));
        filters.areNone(3, true);
        filters.areNone(6, false);
        assertEquals(List.of(2, 3, 5), filters.in());
    }

    @Test
    void ofWhatGoesOutIfItMayComeBack() {
        take(2, "clsact", 0);
        take(3, "ingress", 0);
        assertEquals(List.of(), filters.out(List.of(link("", 0), link("veth", 0), link("vlan", 8))));
        for (String kind : List.of("veth", "netkit", "macvlan", "ipvlan")) {
            assertEquals(List.of(2), filters.out(List.of(link("", 0), link(kind, 8))), kind);
        }
        filters.areNone(2, true);
        assertEquals(List.of(), filters.out(List.of(link("veth", 8))));
        assertEquals(List.of(2, 3), filters.in());
    }

    @Test
    void askedForByInterfaceAndDirection() {
        ByteBuffer in = ByteBuffer.wrap(TcFilters.request(9, false)).order(order);
        ByteBuffer out = ByteBuffer.wrap(TcFilters.request(9, true)).order(order);
        assertEquals("9 fffffff2", in.getInt(INDEX) + " " + Integer.toHexString(in.getInt(PARENT)));
        assertEquals("9 fffffff3", out.getInt(INDEX) + " " + Integer.toHexString(out.getInt(PARENT)));
    }
}
