package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which interfaces' filters matter. */
class TcFiltersTest {

    private static final int INDEX = 4; // offsets in tcmsg, linux/rtnetlink.h
    private static final int HANDLE = 8;
    private static final int PARENT = 12;

    private final ByteOrder order = ByteOrder.nativeOrder();
    private final TcFilters filters = new TcFilters(order);

    private void take(int index, String kind) {
        take(index, kind, 0);
    }

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
                        .putInt(HANDLE, 0x10000 * index)
                        .array(),
                NetlinkFixtures.attributes(attributes.array(), attributes.position(), order));
    }

    private static NetworkLink link(String kind, int lower) {
        return new NetworkLink(77, "x0", 1, 0, kind, 8, lower, 1, true, false, false);
    }

    private List<Integer> in() {
        return TcFilters.links(filters.in());
    }

    private List<Integer> out(NetworkLink... links) {
        return TcFilters.links(filters.out(List.of(links)));
    }

    @Test
    void ofWhatComesInUntilThereIsKnownToBeNone() {
        take(2, "clsact");
        take(3, "ingress");
        take(4, "fq_codel");
        take(5, "clsact", 13); // TCA_INGRESS_BLOCK
        take(6, "clsact", 14); // TCA_EGRESS_BLOCK
        assertEquals(List.of(2, 3, 5, 6), in());
        assertEquals(
                List.of(false, false, true, false),
                filters.in().stream().map(TcFilters.Place::settled).toList());
        filters.areNone(filters.in().get(3));
        assertEquals(List.of(2, 3, 5), in());
        assertEquals(List.of(2, 4, 5, 6), out(link("veth", 8)), "what goes out by it is another place");
    }

    @Test
    void ofWhatGoesOutIfItMayComeBack() {
        take(2, "clsact");
        take(3, "ingress");
        assertEquals(List.of(), out(link("", 0), link("veth", 0), link("vlan", 8)));
        for (String kind : List.of("veth", "netkit", "macvlan", "ipvlan")) {
            assertEquals(List.of(2), out(link("", 0), link(kind, 8)), kind);
        }
        filters.areNone(filters.out(List.of(link("veth", 8))).get(0));
        assertEquals(List.of(), out(link("veth", 8)));
        assertEquals(List.of(2, 3), in());
    }

    /** A queue drops what is too much only; fair queues may have filters; all others may drop what they please (tc(8)). */
    @Test
    void qdiscsThatMayDropWhatGoesOut() {
        List<String> queues =
                List.of("noqueue", "mq", "mqprio", "pfifo", "bfifo", "pfifo_fast", "fq", "codel", "pie", "hhf");
        for (int i = 0; i < queues.size(); i++) {
            take(10 + i, queues.get(i));
        }
        take(2, "fq_codel");
        take(3, "netem");
        take(4, "htb");
        take(5, "sfq");
        take(6, "a kind of later kernels");
        assertEquals(
                "[2 20000 false, 3 30000 true, 4 40000 true, 5 50000 false, 6 60000 true]",
                filters.out(List.of(link("macvlan", 8))).stream()
                        .map(each -> each.link() + " " + Integer.toHexString(each.parent()) + " " + each.settled())
                        .toList()
                        .toString());
        assertEquals(List.of(), in());
        NetworkLink hardware = new NetworkLink(4, "eth0", 1, 0, "", 0, 0, 1, true, false, false);
        assertEquals(List.of(2, 3, 5, 6), out(link("macvlan", 8), hardware), "what it sends leaves this machine");
    }

    /** Of mq, each queue has one without a handle: none can be asked for, or have filters. */
    @Test
    void theManyOfAnInterfaceWithManyQueues() {
        for (int parent : new int[] {0x10001, 0x10002, -1}) {
            filters.take(
                    ByteBuffer.allocate(TcFilters.HEADER)
                            .order(order)
                            .putInt(INDEX, 2)
                            .putInt(PARENT, parent)
                            .array(),
                    kind("fq_codel"));
        }
        assertEquals(List.of(2), out(link("veth", 8)), "that of the root");
    }

    private NetlinkAttributes kind(String kind) {
        byte[] bytes = ByteBuffer.allocate(64)
                .order(order)
                .putShort((short) (5 + kind.length()))
                .putShort((short) 1)
                .put(kind.getBytes(StandardCharsets.US_ASCII))
                .array();
        return NetlinkFixtures.attributes(bytes, 5 + kind.length(), order);
    }

    @Test
    void askedForByInterfaceAndDirection() {
        take(9, "clsact");
        ByteBuffer in = ByteBuffer.wrap(TcFilters.request(filters.in().get(0))).order(order);
        ByteBuffer out = ByteBuffer.wrap(
                        TcFilters.request(filters.out(List.of(link("veth", 8))).get(0)))
                .order(order);
        assertEquals("9 fffffff2", in.getInt(INDEX) + " " + Integer.toHexString(in.getInt(PARENT)));
        assertEquals("9 fffffff3", out.getInt(INDEX) + " " + Integer.toHexString(out.getInt(PARENT)));
    }
}
