package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Where tc-filter(8) can drop packets before netfilter: at interfaces with a qdisc ingress or clsact (linux/pkt_sched.h), as long as it is not known to have no filter. What
 * goes out matters only where it may come back.
 */
final class TcFilters {

    static final int HEADER = 20; // tcmsg

    private static final int TCA_KIND = 1;
    private static final int TCA_INGRESS_BLOCK = 13;

    // TC_H_CLSACT with TC_H_MIN_INGRESS or TC_H_MIN_EGRESS
    private static final int INGRESS = 0xffff_fff2;
    private static final int EGRESS = 0xffff_fff3;

    /** Interface kinds whose packets may come back to this namespace: by the other end of a pair, or by another one on the same lower interface. */
    private static final List<String> RETURNING =
            List.of("veth", "vxcan", "netkit", "macvlan", "macvtap", "ipvlan", "ipvtap");

    private final ByteOrder order;
    private final List<Integer> in = new ArrayList<>();
    private final List<Integer> out = new ArrayList<>();
    private final List<Integer> shared = new ArrayList<>();

    TcFilters(ByteOrder order) {
        this.order = order;
    }

    /** Takes a qdisc. */
    void take(byte[] header, NetlinkAttributes message) {
        String kind = message.text(TCA_KIND).orElse("");
        int index = ByteBuffer.wrap(header).order(order).getInt(4);
        if (kind.equals("clsact") || kind.equals("ingress")) {
            in.add(index);
        }
        if (kind.equals("clsact")) {
            out.add(index);
        }
        if (message.has(TCA_INGRESS_BLOCK)) {
            shared.add(index);
        }
    }

    /** The interfaces that may have filters for what comes in. */
    List<Integer> in() {
        return List.copyOf(in);
    }

    /** The interfaces that may have filters for what goes out and may come back. */
    List<Integer> out(List<NetworkLink> links) {
        for (NetworkLink link : links) {
            if (link.lower() != 0 && RETURNING.contains(link.kind())) {
                return List.copyOf(out);
            }
        }
        return List.of();
    }

    /** Whether an interface's filters for what comes in belong to other interfaces, too: they are not asked for. */
    boolean areShared(int index) {
        return shared.contains(index);
    }

    /** The request for the filters of an interface. */
    static byte[] request(int index, boolean outbound) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.nativeOrder())
                .putInt(4, index)
                .putInt(12, outbound ? EGRESS : INGRESS)
                .array();
    }

    /** An interface has none. */
    void areNone(Integer index, boolean outbound) {
        (outbound ? out : in).remove(index);
    }
}
