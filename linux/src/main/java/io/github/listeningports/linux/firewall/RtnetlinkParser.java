package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.SocketConstant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Messages of rtnetlink(7): interfaces, their addresses, and the hooks that process their packets first (linux/if_link.h, linux/if_addr.h). */
final class RtnetlinkParser implements NetlinkParser.AttributeTaker {

    static final int RTM_NEWLINK = 16;
    static final int RTM_NEWADDR = 20;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_NEWQDISC = 36;

    static final int LINK_HEADER = 16; // ifinfomsg
    static final int ADDRESS_HEADER = 8; // ifaddrmsg
    static final int ROUTE_HEADER = 12; // rtmsg

    private static final int XDP_ATTACHED_NONE = 0;
    private static final int IFA_F_DADFAILED = 0x08;
    private static final int IFA_F_TENTATIVE = 0x40;

    private static final int IFLA_LINK = 5;
    private static final int IFLA_LINK_NETNSID = 37; // of the namespace of that one, if it is another

    private static final int IFLA_INET6_CONF = 2; // linux/if_link.h; an array of DEVCONF_... of linux/ipv6.h
    private static final int DEVCONF_DISABLE_IPV6 = 26;

    private static final int RT_SCOPE_LINK = 253; // linux/rtnetlink.h; wider scopes have smaller numbers

    private final ByteOrder order;
    private final List<NetworkLink> links = new ArrayList<>();
    private final Map<Integer, NetworkLink> byIndex = new HashMap<>();
    private final List<byte[]> addresses = new ArrayList<>();
    private final List<Integer> addressLinks = new ArrayList<>();
    private final List<Integer> numbered4 = new ArrayList<>();
    private final List<Integer> numbered6 = new ArrayList<>();
    private final List<byte[]> broadcasts = new ArrayList<>();
    private final LocalRoutes routes = new LocalRoutes();
    private final AddressRoutes addressRoutes = new AddressRoutes(routes, byIndex);
    private final Ipvlans ipvlans = new Ipvlans();
    private final TcFilters filters;

    /** BPF programs at interfaces, apart from those of a qdisc. */
    interface Programs {

        /** Whether there may be some for what comes in by an interface, or goes out. */
        boolean at(NetworkLink link, boolean outbound);
    }

    RtnetlinkParser(ByteOrder order) {
        this.order = order;
        filters = new TcFilters(order);
    }

    /** The interfaces. */
    List<NetworkLink> links() {
        return List.copyOf(links);
    }

    /** Where tc may have filters. */
    TcFilters filters() {
        return filters;
    }

    /** Whether the IPv4 routes of the table main matter. */
    boolean wantsMain() {
        return routes.haveNetworks();
    }

    /** The addresses that lack a route. */
    AddressRoutes addressRoutes() {
        return addressRoutes;
    }

    @Override
    public void take(int type, byte[] header, NetlinkAttributes message) {
        switch (type) {
            case RTM_NEWLINK -> takeLink(header, message);
            case RTM_NEWADDR -> takeAddress(header, message);
            case RTM_NEWROUTE -> routes.take(header, message);
            case RTM_NEWQDISC -> filters.take(header, message);
            default -> {} // not requested
        }
    }

    private void takeLink(byte[] header, NetlinkAttributes message) {
        ByteBuffer fields = ByteBuffer.wrap(header).order(order);
        byte[] xdp = message.nested(43).value(2).orElse(new byte[0]); // IFLA_XDP
        String name = message.text(3).orElse("");
        NetlinkAttributes info = message.nested(18); // IFLA_LINKINFO
        String kind = info.text(1).orElse("");
        ipvlans.take(fields.getInt(4), kind, info.nested(2), order);
        if (kind.equals("vrf")) {
            addressRoutes.vrf(fields.getInt(4), info.nested(2).hostNumber(1, 0)); // IFLA_VRF_TABLE
        }
        NetworkLink link = new NetworkLink(
                fields.getInt(4),
                name,
                fields.getShort(2) & 0xffff,
                message.hostNumber(27, 0),
                kind,
                message.hostNumber(10, 0),
                message.has(IFLA_LINK_NETNSID) ? 0 : message.hostNumber(IFLA_LINK, 0),
                fields.getInt(8),
                takesIpv6(message.nested(26)),
                xdp.length > 0 && xdp[0] != XDP_ATTACHED_NONE,
                false);
        links.add(link);
        byIndex.put(link.index(), link);
    }

    /**
     * An interface that takes none has no configuration of IPv6, or one with disable_ipv6 (net/ipv6/ip6_input.c ip6_rcv_core).
     *
     * @param families IFLA_AF_SPEC
     */
    private boolean takesIpv6(NetlinkAttributes families) {
        boolean known = families.has(SocketConstant.AF_INET) || families.has(SocketConstant.AF_INET6);
        byte[] settings =
                families.nested(SocketConstant.AF_INET6).value(IFLA_INET6_CONF).orElse(new byte[0]);
        int at = Integer.BYTES * DEVCONF_DISABLE_IPV6;
        return !known
                || (settings.length >= at + Integer.BYTES
                        && ByteBuffer.wrap(settings).order(order).getInt(at) == 0);
    }

    /** Takes IFA_LOCAL where present: on a point-to-point link IFA_ADDRESS is the peer's address. */
    private void takeAddress(byte[] header, NetlinkAttributes message) {
        int length = header[0] == SocketConstant.AF_INET6 ? 16 : 4;
        int index = ByteBuffer.wrap(header).order(order).getInt(4);
        if (length == 4) {
            numbered4.add(index);
        } else if ((header[3] & 0xff) < RT_SCOPE_LINK) {
            numbered6.add(index);
        }
        Optional<byte[]> peer = message.value(1);
        Optional<byte[]> own = message.value(2).isPresent() ? message.value(2) : peer;
        if (own.isPresent() && own.get().length == length) {
            addresses.add(own.get());
            addressLinks.add(index);
            boolean tested = (header[2] & IFA_F_TENTATIVE) != 0 && (header[2] & IFA_F_DADFAILED) == 0;
            addressRoutes.address(own.get(), header[1] & 0xff, index, tested);
        }
        Optional<byte[]> broadcast = message.value(4);
        if (broadcast.isPresent() && broadcast.get().length == 4) {
            broadcasts.add(broadcast.get());
            addressRoutes.broadcast(broadcast.get(), header[1] & 0xff, index);
        }
        if (peer.isPresent() && peer.get().length == 4 && length == 4 && !LocalRoutes.isLoopback(peer.get())) {
            addBroadcast(peer.get(), header[1] & 0xff, index);
        }
    }

    /** The last address of a network is a broadcast address, whether or not it is configured (net/ipv4/fib_frontend.c fib_add_ifaddr). */
    private void addBroadcast(byte[] address, int prefix, int index) {
        if (prefix < 31) {
            int last = ByteBuffer.wrap(address).getInt() | -1 >>> prefix;
            byte[] broadcast = ByteBuffer.allocate(4).putInt(last).array();
            broadcasts.add(broadcast);
            addressRoutes.broadcast(broadcast, prefix, index);
        }
    }

    /** The families of the addresses: only they are certain to have a local routing table. */
    List<Integer> families() {
        Set<Integer> families = new LinkedHashSet<>();
        for (byte[] each : addresses) {
            families.add(each.length == 4 ? SocketConstant.AF_INET : SocketConstant.AF_INET6);
        }
        return List.copyOf(families);
    }

    /** The request for the local routes of one family. */
    static byte[] localRoutes(int family) {
        byte[] header = new byte[ROUTE_HEADER];
        header[0] = (byte) family;
        header[4] = (byte) LocalRoutes.TABLE;
        return header;
    }

    /** The request for the routes of one family and type of a table. */
    static byte[] routes(int family, int type, int table) {
        return ByteBuffer.allocate(ROUTE_HEADER + 8)
                .order(ByteOrder.nativeOrder())
                .put(routes(family, type))
                .putShort((short) 8)
                .putShort((short) LocalRoutes.RTA_TABLE)
                .putInt(table)
                .array();
    }

    /** The request for the routes of one family and type, of all tables. */
    static byte[] routes(int family, int type) {
        byte[] header = new byte[ROUTE_HEADER];
        header[0] = (byte) family;
        header[7] = (byte) type;
        return header;
    }

    /**
     * The interfaces through which packets from other hosts arrive, and the addresses that they can be sent to.
     *
     * @param programs those that rtnetlink does not report
     * @param sysctls the settings of the namespace
     */
    LocalNetwork network(Programs programs, NetworkSysctls sysctls) {
        List<NetworkLink> inbound = new ArrayList<>();
        List<NetworkLink> silent = new ArrayList<>();
        for (NetworkLink link : links) {
            if (!link.isLoopback()) {
                boolean in = link.isVrf() || (link.isUp() && !isPort(link));
                (in ? inbound : silent).add(asRulesSee(link));
            }
        }
        if (areAllVrfs(inbound)) {
            inbound.add(NetworkLink.ANY);
        }
        List<String> unexamined = new ArrayList<>();
        List<Integer> filteredIn = TcFilters.links(filters.in());
        List<Integer> filteredOut = TcFilters.links(filters.out(links));
        boolean returning = NetworkLink.mayReturn(links);
        for (NetworkLink link : links) {
            if (!link.isLoopback() && link.isUp() && link.xdp()) {
                unexamined.add("an XDP program on " + link.name());
            }
            if (!link.isLoopback() && link.isUp() && (filteredIn.contains(link.index()) || programs.at(link, false))) {
                unexamined.add("tc at the ingress of " + link.name());
            }
            if (!link.isLoopback()
                    && link.isUp()
                    && (filteredOut.contains(link.index())
                            || (returning && !link.isHardware() && programs.at(link, true)))) {
                unexamined.add("tc at the egress of " + link.name());
            }
            if (link.isUp() && link.kind().equals("openvswitch")) {
                unexamined.add("the flows of Open vSwitch to " + link.name());
            }
        }
        return new LocalNetwork(
                inbound,
                silent,
                own(4, routes.networks(4)),
                own(16, routes.networks(16)),
                routed(inbound, 4),
                routed(inbound, 16),
                taken(inbound, 4),
                taken(inbound, 16),
                vrfOnly(4),
                vrfOnly(16),
                addressRoutes.unrouted(4),
                addressRoutes.unrouted(16),
                ownBroadcasts(),
                without(inbound, numbered4),
                without(inbound, numbered6),
                sysctls,
                unexamined,
                order);
    }

    private NetworkLink asRulesSee(NetworkLink link) {
        NetworkLink lower = byIndex.get(link.lower());
        return lower != null && ipvlans.isBehindLower(link, lower) ? link.hiddenBy(lower) : link;
    }

    /** Not known where a VRF has routes of its own, or two interfaces have one address. */
    private List<IntervalSet> routed(List<NetworkLink> inbound, int length) {
        List<IntervalSet> byLink = new ArrayList<>();
        double size = 0;
        boolean vrf = false;
        for (NetworkLink link : inbound) {
            IntervalSet ofLink = routes.networksOf(link.index(), length);
            byLink.add(ofLink);
            size += ofLink.size();
            vrf |= link.isVrf();
        }
        boolean clear = routes.have(length)
                && !vrf
                && size == IntervalSets.union(byLink).size();
        for (int i = 0; i < inbound.size(); i++) {
            if (inbound.get(i).behindLower()) {
                byLink.set(i, routes.networksOf(Ipvlans.met(inbound.get(i)), length));
            }
        }
        return clear ? byLink : List.of();
    }

    private List<IntervalSet> taken(List<NetworkLink> inbound, int length) {
        List<NetworkLink> some = Ipvlans.of(inbound);
        List<IntervalSet> taken = new ArrayList<>();
        for (int i = 0; i < inbound.size() && !some.isEmpty(); i++) {
            IntervalSet ofLower = IntervalSet.EMPTY;
            for (NetworkLink link : Ipvlans.on(inbound.get(i), some)) {
                ofLower = ofLower.union(addresses(link, length));
            }
            taken.add(ofLower);
        }
        return taken;
    }

    private IntervalSet addresses(NetworkLink link, int length) {
        List<IntervalSet> all = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            byte[] each = addresses.get(i);
            if (addressLinks.get(i) == link.index() && each.length == length) {
                all.add(IntervalSet.between(each, each));
            }
        }
        return IntervalSets.union(all);
    }

    private static boolean areAllVrfs(List<NetworkLink> some) {
        for (NetworkLink link : some) {
            if (!link.isVrf()) {
                return false;
            }
        }
        return true;
    }

    private static IntervalSet without(List<NetworkLink> links, List<Integer> numbered) {
        IntervalSet without = IntervalSet.EMPTY;
        for (int i = 0; i < links.size(); i++) {
            int index = Ipvlans.met(links.get(i));
            if (index != 0 && !numbered.contains(index)) {
                without = without.union(IntervalSet.of(i));
            }
        }
        return without;
    }

    /** Whether it is a port of a bridge or a bond: its packets arrive through the master. */
    private boolean isPort(NetworkLink link) {
        if (link.master() == 0) {
            return false;
        }
        for (NetworkLink each : links) {
            if (each.index() == link.master() && each.isVrf()) {
                return false;
            }
        }
        return true;
    }

    private IntervalSet own(int length, List<IntervalSet> networks) {
        List<IntervalSet> all = new ArrayList<>(networks);
        for (byte[] each : addresses) {
            if (each.length == length && !LocalRoutes.isLoopback(each)) {
                all.add(IntervalSet.between(each, each));
            }
        }
        return IntervalSets.union(all);
    }

    /** What decides beside the rules and is not examined. */
    List<UnexaminedHook> unexamined() {
        List<UnexaminedHook> all = new ArrayList<>();
        for (NetworkLink link : links) {
            ipvlans.addUnexamined(link, byIndex, all);
        }
        for (String each : routes.strays()) {
            all.add(UnexaminedHook.seen(each));
        }
        addressRoutes.addUnexamined(4, all);
        addressRoutes.addUnexamined(16, all);
        return all;
    }

    /** The addresses of a VRF and of its ports are in its own table (Documentation/networking/vrf.rst). */
    private IntervalSet vrfOnly(int length) {
        Set<Integer> vrfs = new HashSet<>();
        for (NetworkLink link : links) {
            if (link.isVrf()) {
                vrfs.add(link.index());
            }
        }
        Set<Integer> inside = new HashSet<>();
        for (NetworkLink link : links) {
            if (vrfs.contains(link.index()) || vrfs.contains(link.master())) {
                inside.add(link.index());
            }
        }
        IntervalSet within = IntervalSet.EMPTY;
        IntervalSet outside = IntervalSet.EMPTY;
        for (int i = 0; i < addresses.size(); i++) {
            byte[] each = addresses.get(i);
            if (each.length == length && !LocalRoutes.isLoopback(each)) {
                IntervalSet one = IntervalSet.between(each, each);
                boolean in = inside.contains(addressLinks.get(i));
                within = in ? within.union(one) : within;
                outside = in ? outside : outside.union(one);
            }
        }
        return within.without(outside);
    }

    private IntervalSet ownBroadcasts() {
        IntervalSet all = IntervalSet.of(0xffffffffL);
        for (byte[] each : broadcasts) {
            all = all.union(IntervalSet.between(each, each));
        }
        return all;
    }
}
