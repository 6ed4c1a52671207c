package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.SocketConstant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Messages of rtnetlink(7): interfaces, their addresses, and the hooks that process their packets first (linux/if_link.h, linux/if_addr.h). */
final class RtnetlinkParser {

    static final int LINK_HEADER = 16; // ifinfomsg
    static final int ADDRESS_HEADER = 8; // ifaddrmsg
    static final int QDISC_HEADER = 20; // tcmsg
    static final int ROUTE_HEADER = 12; // rtmsg

    private static final int RT_TABLE_LOCAL = 255;
    private static final int RTN_LOCAL = 2;
    private static final int XDP_ATTACHED_NONE = 0;

    private static final int RT_SCOPE_LINK = 253; // linux/rtnetlink.h; wider scopes have smaller numbers

    private final ByteOrder order;
    private final List<NetworkLink> links = new ArrayList<>();
    private final List<byte[]> addresses = new ArrayList<>();
    private final List<IntervalSet> networks4 = new ArrayList<>();
    private final List<IntervalSet> networks6 = new ArrayList<>();
    private final List<Integer> numbered4 = new ArrayList<>();
    private final List<Integer> numbered6 = new ArrayList<>();
    private final List<byte[]> broadcasts = new ArrayList<>();
    private final List<Integer> filtered = new ArrayList<>();

    RtnetlinkParser(ByteOrder order) {
        this.order = order;
    }

    void takeLink(int type, byte[] header, NetlinkAttributes message) {
        ByteBuffer fields = ByteBuffer.wrap(header).order(order);
        byte[] xdp = message.nested(43).value(2).orElse(new byte[0]); // IFLA_XDP
        links.add(new NetworkLink(
                fields.getInt(4),
                message.text(3).orElse(""),
                fields.getShort(2) & 0xffff,
                message.hostNumber(27, 0),
                message.nested(18).text(1).orElse(""),
                message.hostNumber(10, 0),
                message.hostNumber(5, 0),
                fields.getInt(8),
                xdp.length > 0 && xdp[0] != XDP_ATTACHED_NONE));
    }

    /** Takes IFA_LOCAL where present: on a point-to-point link IFA_ADDRESS is the peer's address. */
    void takeAddress(int type, byte[] header, NetlinkAttributes message) {
        int length = header[0] == SocketConstant.AF_INET6 ? 16 : 4;
        int index = ByteBuffer.wrap(header).order(order).getInt(4);
        if (length == 4) {
            numbered4.add(index);
        } else if ((header[3] & 0xff) < RT_SCOPE_LINK) {
            numbered6.add(index);
        }
        message.value(2)
                .or(() -> message.value(1))
                .filter(each -> each.length == length)
                .ifPresent(addresses::add);
        message.value(4).filter(each -> each.length == 4).ifPresent(broadcasts::add);
        message.value(1)
                .filter(each -> each.length == 4 && length == 4 && !isLoopback(each))
                .ifPresent(each -> addBroadcast(each, header[1] & 0xff));
    }

    /** The last address of a network is a broadcast address, whether or not it is configured (net/ipv4/fib_frontend.c fib_add_ifaddr). */
    private void addBroadcast(byte[] address, int prefix) {
        if (prefix < 31) {
            int last = ByteBuffer.wrap(address).getInt() | -1 >>> prefix;
            broadcasts.add(ByteBuffer.allocate(4).putInt(last).array());
        }
    }

    /** The families of the addresses: only they are certain to have a local routing table. */
    List<Integer> families() {
        return addresses.stream()
                .map(each -> each.length == 4 ? SocketConstant.AF_INET : SocketConstant.AF_INET6)
                .distinct()
                .toList();
    }

    /** The request for the local routes of one family. */
    static byte[] localRoutes(int family) {
        byte[] header = new byte[ROUTE_HEADER];
        header[0] = (byte) family;
        header[4] = (byte) RT_TABLE_LOCAL;
        return header;
    }

    /** A local route (ip-route(8)) can assign whole networks to this machine, though no interface has their addresses. */
    void takeRoute(int type, byte[] header, NetlinkAttributes message) {
        int length = header[0] == SocketConstant.AF_INET6 ? 16 : 4;
        int prefix = header[1] & 0xff;
        byte[] first = message.value(1).orElse(new byte[length]);
        boolean local = (header[4] & 0xff) == RT_TABLE_LOCAL && header[7] == RTN_LOCAL;
        if (!local || first.length != length || prefix > 8 * length || isLoopback(first)) {
            return;
        }
        byte[] last = first.clone();
        for (int bit = prefix; bit < 8 * length; bit++) {
            last[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        (length == 4 ? networks4 : networks6).add(IntervalSet.between(first, last));
    }

    /** Filters at an ingress or clsact qdisc can drop packets before netfilter. */
    void takeQdisc(int type, byte[] header, NetlinkAttributes message) {
        String kind = message.text(1).orElse("");
        if (kind.equals("ingress") || kind.equals("clsact")) {
            filtered.add(ByteBuffer.wrap(header).order(order).getInt(4));
        }
    }

    /**
     * The interfaces through which packets from other hosts arrive, and the addresses that they can be sent to.
     *
     * @param programs whether BPF programs are attached at an interface's ingress, apart from those of a qdisc
     */
    LocalNetwork network(Predicate<NetworkLink> programs) {
        List<NetworkLink> inbound = links.stream()
                .filter(link -> !link.isLoopback() && link.isUp() && !isPort(link))
                .toList();
        if (inbound.isEmpty()) {
            inbound = List.of(NetworkLink.ANY);
        }
        List<String> unexamined = new ArrayList<>();
        for (NetworkLink link : links) {
            if (!link.isLoopback() && link.isUp() && link.xdp()) {
                unexamined.add("an XDP program on " + link.name());
            }
            if (!link.isLoopback() && link.isUp() && (filtered.contains(link.index()) || programs.test(link))) {
                unexamined.add("tc at the ingress of " + link.name());
            }
        }
        int loopback = links.stream()
                .filter(NetworkLink::isLoopback)
                .findFirst()
                .map(NetworkLink::index)
                .orElse(1);
        return new LocalNetwork(
                inbound,
                loopback,
                own(4, networks4),
                own(16, networks6),
                ownBroadcasts(),
                without(inbound, numbered4),
                without(inbound, numbered6),
                unexamined,
                order);
    }

    private static IntervalSet without(List<NetworkLink> links, List<Integer> numbered) {
        return IntStream.range(0, links.size())
                .filter(i -> links.get(i).index() != 0
                        && !numbered.contains(links.get(i).index()))
                .mapToObj(IntervalSet::of)
                .reduce(IntervalSet.EMPTY, IntervalSet::union);
    }

    /** Whether it is a port of a bridge or a bond: its packets arrive through the master. */
    private boolean isPort(NetworkLink link) {
        return link.master() != 0
                && links.stream()
                        .filter(each -> each.index() == link.master())
                        .noneMatch(each -> each.kind().equals("vrf"));
    }

    private IntervalSet own(int length, List<IntervalSet> networks) {
        List<IntervalSet> all = new ArrayList<>(networks);
        addresses.stream()
                .filter(each -> each.length == length && !isLoopback(each))
                .map(each -> IntervalSet.between(each, each))
                .forEach(all::add);
        return all.isEmpty() ? IntervalSet.EMPTY : IntervalSet.union(all);
    }

    private IntervalSet ownBroadcasts() {
        return broadcasts.stream()
                .map(each -> IntervalSet.between(each, each))
                .reduce(IntervalSet.of(0xffffffffL), IntervalSet::union);
    }

    private static boolean isLoopback(byte[] address) {
        return address.length == 4
                ? address[0] == 127
                : IntervalSet.word(address, 0) == 0 && IntervalSet.word(address, 1) == 1;
    }
}
