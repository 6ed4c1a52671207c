package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.SocketConstant;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The routing table {@code local} (ip-route(8)), which says what is an address of this machine: a route can assign whole networks to it, though no interface has their
 * addresses. And the routes of other tables that deliver packets to this machine, too.
 */
final class LocalRoutes {

    /** linux/rtnetlink.h: RT_TABLE_LOCAL. */
    static final int TABLE = 255;

    /** RT_TABLE_MAIN. */
    static final int MAIN = 254;

    static final int RTA_TABLE = 15;

    private static final int RTN_UNICAST = 1;
    private static final int RTN_LOCAL = 2;
    private static final int RTN_BROADCAST = 3;
    private static final int RTN_ANYCAST = 4;
    private static final int RTN_BLACKHOLE = 6;
    private static final int RTN_THROW = 9; // RTN_UNREACHABLE and RTN_PROHIBIT are between

    /** No routes of other types deliver packets for a single address (net/ipv4/route.c ip_route_input_slow, net/ipv6/route.c ip6_rt_init_dst). */
    static final List<Integer> DELIVERING = List.of(RTN_LOCAL, RTN_BROADCAST, RTN_ANYCAST);

    private final List<Local> locals = new ArrayList<>();
    private final List<Stray> strays = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Set<IntervalSet> broadcasts = new HashSet<>();
    private final Map<IntervalSet, Integer> wide = new HashMap<>(); // and the lengths of their prefixes
    private boolean straysOfMain;

    /** @param link the index of the interface that it names */
    private record Local(int addressBytes, IntervalSet network, int link) {}

    /** One that leads elsewhere, or nowhere. */
    private record Stray(int addressBytes, IntervalSet network, String text) {}

    /**
     * One of any table that delivers packets.
     *
     * @param any whether it does so for whatever packet is sent to its network
     * @param prefix the length of its network's prefix
     */
    private record Delivery(int table, int type, boolean any, int addressBytes, int prefix, IntervalSet network) {}

    /** Takes an rtmsg and its attributes. */
    void take(byte[] header, NetlinkAttributes message) {
        int length = header[0] == SocketConstant.AF_INET6 ? 16 : 4;
        int prefix = header[1] & 0xff;
        byte[] first = message.value(1).orElse(new byte[length]);
        if (first.length != length || prefix > 8 * length || isLoopback(first)) {
            return;
        }
        byte[] last = first.clone();
        for (int bit = prefix; bit < 8 * length; bit++) {
            last[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        IntervalSet network = IntervalSet.between(first, last);
        int type = header[7];
        int table = message.hostNumber(RTA_TABLE, header[4] & 0xff);
        if (DELIVERING.contains(type)) {
            boolean any = header[2] == 0 && header[3] == 0; // no source, no type of service
            deliveries.add(new Delivery(table, type, any, length, prefix, network));
        }
        boolean elsewhere = type == RTN_UNICAST || (type >= RTN_BLACKHOLE && type <= RTN_THROW);
        String why = "";
        if (table == TABLE && type == RTN_LOCAL) {
            locals.add(new Local(length, network, message.hostNumber(4, 0)));
            if (length == 4 && prefix < Integer.SIZE) {
                wide.put(network, prefix);
            }
            if (broadcasts.contains(network)) {
                why = "the local routing table, where the route to the broadcast address " + text(first)
                        + " comes before that to this machine's address";
            }
        } else if (table == TABLE && type == RTN_BROADCAST && prefix == 8 * length) {
            broadcasts.add(network);
        } else if (table == TABLE && elsewhere) {
            why = "the local routing table, whose route to " + text(first) + "/" + prefix + " is not local";
        } else if (table == MAIN && elsewhere && length == 4 && !straysOfMain && isWithinWider(prefix, network)) {
            straysOfMain = true; // one is enough to depend on it, and there can be a million
            why = "the main routing table, whose route to " + text(first) + "/" + prefix
                    + " comes before a local one that is wider";
        }
        if (!why.isEmpty()) {
            strays.add(new Stray(length, network, why));
        }
    }

    /** Whether a local route of IPv4 is one of more than an address: routes of the table main may come before it. */
    boolean haveNetworks() {
        return !wide.isEmpty();
    }

    private boolean isWithinWider(int prefix, IntervalSet network) {
        for (Map.Entry<IntervalSet, Integer> each : wide.entrySet()) {
            if (each.getValue() < prefix && network.without(each.getKey()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The addresses whose packets a table delivers.
     *
     * @param widest routes of networks with a shorter prefix are left out
     * @param broadcast whether those of its broadcast routes are among them
     */
    IntervalSet delivered(int length, int table, int widest, boolean broadcast) {
        List<IntervalSet> networks = new ArrayList<>();
        for (Delivery each : deliveries) {
            boolean wanted = each.type() == RTN_LOCAL || (broadcast && each.type() == RTN_BROADCAST);
            if (wanted
                    && each.any()
                    && each.table() == table
                    && each.addressBytes() == length
                    && each.prefix() >= widest) {
                networks.add(each.network());
            }
        }
        return IntervalSets.union(networks);
    }

    /** The addresses of which any table may deliver some packets. */
    IntervalSet maybeDelivered(int length) {
        List<IntervalSet> networks = new ArrayList<>();
        for (Delivery each : deliveries) {
            if (each.addressBytes() == length) {
                networks.add(each.network());
            }
        }
        return IntervalSets.union(networks);
    }

    /** Whether there are any for addresses of so many bytes. */
    boolean have(int length) {
        return !networks(length).isEmpty();
    }

    /** The networks whose addresses are this machine's. */
    List<IntervalSet> networks(int length) {
        List<IntervalSet> networks = new ArrayList<>();
        for (Local each : locals) {
            if (each.addressBytes() == length) {
                networks.add(each.network());
            }
        }
        return networks;
    }

    /** Those that name an interface. */
    IntervalSet networksOf(int link, int length) {
        List<IntervalSet> networks = new ArrayList<>();
        for (Local each : locals) {
            if (each.addressBytes() == length && each.link() == link) {
                networks.add(each.network());
            }
        }
        return IntervalSets.union(networks);
    }

    /** What the routes are that are not local, and may come before a local one: they are as specific, or more so. */
    List<String> strays() {
        List<String> texts = new ArrayList<>();
        for (Stray each : strays) {
            if (concernsOwn(each)) {
                texts.add(each.text());
            }
        }
        return texts;
    }

    private boolean concernsOwn(Stray stray) {
        for (Local each : locals) {
            if (each.addressBytes() == stray.addressBytes()
                    && stray.network().without(each.network()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not 4 or 16 bytes", e);
        }
    }

    static boolean isLoopback(byte[] address) {
        return address.length == 4
                ? address[0] == 127
                : IntervalSet.word(address, 0) == 0 && IntervalSet.word(address, 1) == 1;
    }
}
