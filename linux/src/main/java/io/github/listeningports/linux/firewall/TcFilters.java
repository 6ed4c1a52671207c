package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Where tc(8) can drop packets before netfilter: at interfaces with a qdisc ingress or clsact (linux/pkt_sched.h), as long as it is not known to have no filter. What goes out
 * matters only where it may come back: then, qdiscs that may drop packets by more than the length of their queue matter, too.
 */
final class TcFilters {

    static final int HEADER = 20; // tcmsg

    private static final int TCA_KIND = 1;
    private static final int TCA_INGRESS_BLOCK = 13;

    // TC_H_CLSACT with TC_H_MIN_INGRESS or TC_H_MIN_EGRESS
    private static final int INGRESS = 0xffff_fff2;
    private static final int EGRESS = 0xffff_fff3;

    /** Qdiscs that have no filters, and drop a packet only if too many wait, or it waits too long. */
    private static final List<String> QUEUES = List.of(
            "noqueue",
            "mq",
            "mqprio",
            "pfifo",
            "pfifo_fast",
            "pfifo_head_drop",
            "bfifo",
            "fq",
            "codel",
            "pie",
            "hhf",
            "ingress");

    /** The like that may have filters. */
    private static final List<String> SORTED_QUEUES = List.of("fq_codel", "fq_pie", "cake", "sfq", "prio", "multiq");

    private static final int ROOT = 0xffff_ffff; // TC_H_ROOT

    private final ByteOrder order;
    private final List<Place> in = new ArrayList<>();
    private final List<Place> out = new ArrayList<>();

    /** Where filters can hang. */
    static final class Place {
        private final int link;
        private final int parent;
        private final boolean settled;

        /**
         * A place.
         *
         * @param link the index of the interface
         * @param parent what they hang at, as tc-filter(8) calls it
         * @param settled whether packets may be dropped there whatever filters there are
         */
        Place(int link, int parent, boolean settled) {
            this.link = link;
            this.parent = parent;
            this.settled = settled;
        }

        int link() {
            return link;
        }

        int parent() {
            return parent;
        }

        boolean settled() {
            return settled;
        }
    }

    TcFilters(ByteOrder order) {
        this.order = order;
    }

    /** Takes a qdisc. */
    void take(byte[] header, NetlinkAttributes message) {
        String kind = message.text(TCA_KIND).orElse("");
        ByteBuffer fields = ByteBuffer.wrap(header).order(order);
        int index = fields.getInt(4);
        boolean both = kind.equals("clsact");
        if (both || kind.equals("ingress")) {
            // Filters that belong to other interfaces, too, are not asked for.
            in.add(new Place(index, INGRESS, message.has(TCA_INGRESS_BLOCK)));
        }
        if (both) {
            out.add(new Place(index, EGRESS, false));
        } else if (!QUEUES.contains(kind)) {
            boolean sorted = SORTED_QUEUES.contains(kind);
            boolean nameless =
                    fields.getInt(8) == 0 && fields.getInt(12) != ROOT; // one of many, of mq: nothing can hang at it
            if (!(sorted && nameless)) {
                out.add(new Place(index, fields.getInt(8), !sorted));
            }
        }
    }

    /** Where packets that come in may be dropped. */
    List<Place> in() {
        return List.copyOf(in);
    }

    /** Where packets that go out and may come back may be dropped. */
    List<Place> out(List<NetworkLink> links) {
        if (out.isEmpty() || !NetworkLink.mayReturn(links)) {
            return List.of();
        }
        List<Integer> hardware = new ArrayList<>();
        for (NetworkLink link : links) {
            if (link.isHardware()) {
                hardware.add(link.index());
            }
        }
        List<Place> places = new ArrayList<>();
        for (Place each : out) {
            if (!hardware.contains(each.link())) {
                places.add(each);
            }
        }
        return places;
    }

    /** The interfaces of some places. */
    static List<Integer> links(List<Place> places) {
        List<Integer> links = new ArrayList<>();
        for (Place each : places) {
            links.add(each.link());
        }
        return links;
    }

    /** The request for the filters at a place. */
    static byte[] request(Place place) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.nativeOrder())
                .putInt(4, place.link())
                .putInt(12, place.parent())
                .array();
    }

    /** A place has none. */
    void areNone(Place place) {
        in.remove(place);
        out.remove(place);
    }
}
