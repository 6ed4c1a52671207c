package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.AddressRange;
import io.github.listeningports.AddressRanges;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces through which packets from other hosts arrive, and the addresses that they can be sent to.
 *
 * @param interfaces those that are up, and all VRFs, though packets come in by the ports of a VRF only; never empty
 * @param silent the interfaces by which no packet comes in: those that are down, and the ports of a bridge or a bond
 * @param ipv4 this machine's IPv4 addresses except loopback
 * @param ipv6 this machine's IPv6 addresses except loopback
 * @param routed4 for each interface, the IPv4 addresses of this machine whose local route names it; empty if that is not known
 * @param routed6 the same for IPv6
 * @param taken4 for each interface, the IPv4 addresses whose packets come in by an ipvlan on it instead; empty if there is no ipvlan
 * @param taken6 the same for IPv6
 * @param vrfOnly4 those IPv4 addresses that are local only to the packets of a VRF
 * @param vrfOnly6 those IPv6 addresses that are local only to the packets of a VRF
 * @param unrouted4 the IPv4 addresses of interfaces, broadcast addresses too, whose packets no route delivers to this machine
 * @param unrouted6 the same for IPv6
 * @param broadcasts the IPv4 broadcast addresses
 * @param withoutIpv4 the positions of the interfaces without an IPv4 address
 * @param withoutIpv6 the positions of the interfaces without an IPv6 address, link-local ones not counted
 * @param sysctls the settings that decide about packets
 * @param unexaminedIngress human-readable descriptions of the hooks that process packets before netfilter, or on their way out and back; or empty
 * @param byteOrder the byte order of numbers in the kernel's memory
 */
public record LocalNetwork(
        List<NetworkLink> interfaces,
        List<NetworkLink> silent,
        IntervalSet ipv4,
        IntervalSet ipv6,
        List<IntervalSet> routed4,
        List<IntervalSet> routed6,
        List<IntervalSet> taken4,
        List<IntervalSet> taken6,
        IntervalSet vrfOnly4,
        IntervalSet vrfOnly6,
        IntervalSet unrouted4,
        IntervalSet unrouted6,
        IntervalSet broadcasts,
        IntervalSet withoutIpv4,
        IntervalSet withoutIpv6,
        NetworkSysctls sysctls,
        List<String> unexaminedIngress,
        ByteOrder byteOrder) {

    public LocalNetwork {
        interfaces = List.copyOf(interfaces);
        silent = List.copyOf(silent);
        routed4 = List.copyOf(routed4);
        routed6 = List.copyOf(routed6);
        taken4 = List.copyOf(taken4);
        taken6 = List.copyOf(taken6);
        unexaminedIngress = List.copyOf(unexaminedIngress);
    }

    /** A network of which nothing is known. */
    public static final LocalNetwork NONE = new LocalNetwork(
            List.of(NetworkLink.ANY),
            List.of(),
            IntervalSet.EMPTY,
            IntervalSet.EMPTY,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            IntervalSet.EMPTY,
            IntervalSet.EMPTY,
            IntervalSet.EMPTY,
            IntervalSet.EMPTY,
            IntervalSet.EMPTY,
            IntervalSet.EMPTY,
            IntervalSet.EMPTY,
            NetworkSysctls.UNKNOWN,
            List.of(),
            ByteOrder.nativeOrder());

    private static final String BRIDGE_RULES = "bridge rules";

    private static final int MOST_NAMED = 3;

    private static final IntervalSet UNICAST_4 = unicast(AddressFamily.IPV4);
    private static final IntervalSet UNICAST_6 = unicast(AddressFamily.IPV6);

    /** The addresses that a single host can have. */
    public static IntervalSet unicast(boolean v6) {
        return v6 ? UNICAST_6 : UNICAST_4;
    }

    private static IntervalSet unicast(AddressFamily family) {
        List<IntervalSet> ranges = new ArrayList<>();
        for (AddressRange range : AddressRanges.ofOtherHosts(family).ranges()) {
            ranges.add(
                    IntervalSet.between(range.first().getAddress(), range.last().getAddress()));
        }
        return IntervalSets.union(ranges);
    }

    /** The addresses that another host can have. */
    public IntervalSet otherHosts(boolean v6) {
        return unicast(v6).without(addresses(v6));
    }

    /** The same network, with unexamined rules on bridged packets. */
    public LocalNetwork behindBridges() {
        return hasBridge() ? behind(BRIDGE_RULES) : this;
    }

    /** Whether packets of other hosts may go out again and come back. */
    public boolean mayReturn() {
        List<NetworkLink> all = new ArrayList<>(interfaces);
        all.addAll(silent);
        return NetworkLink.mayReturn(all);
    }

    /** The same network, with unexamined rules on packets that are forwarded or go out. */
    public LocalNetwork behindForwarding() {
        return behind("rules for what is forwarded or goes out");
    }

    /** The same network, with unexamined rules on requests for its hardware addresses. */
    public LocalNetwork behindArp() {
        return behind("rules for ARP");
    }

    private LocalNetwork behind(String hook) {
        List<String> unexamined = new ArrayList<>(unexaminedIngress);
        unexamined.add(hook);
        return new LocalNetwork(
                interfaces,
                silent,
                ipv4,
                ipv6,
                routed4,
                routed6,
                taken4,
                taken6,
                vrfOnly4,
                vrfOnly6,
                unrouted4,
                unrouted6,
                broadcasts,
                withoutIpv4,
                withoutIpv6,
                sysctls,
                unexamined,
                byteOrder);
    }

    /** The hooks before netfilter, of many some. */
    public String unexaminedInShort() {
        int named = Math.min(unexaminedIngress.size(), MOST_NAMED);
        String names = String.join(", ", unexaminedIngress.subList(0, named));
        int more = unexaminedIngress.size() - named;
        return more == 0 ? names : names + " and " + more + " more";
    }

    public boolean hasBridgeRules() {
        return unexaminedIngress.contains(BRIDGE_RULES);
    }

    public boolean hasBridge() {
        for (NetworkLink link : interfaces) {
            if (link.kind().equals("bridge")) {
                return true;
            }
        }
        return false;
    }

    public IntervalSet addresses(boolean v6) {
        return v6 ? ipv6 : ipv4;
    }

    public IntervalSet vrfOnly(boolean v6) {
        return v6 ? vrfOnly6 : vrfOnly4;
    }

    /** Whether an interface has packets that come in by an ipvlan on it instead. */
    public boolean takes() {
        return !taken4.isEmpty() || !taken6.isEmpty();
    }

    /** The addresses of those packets, if these positions are one interface. */
    public IntervalSet taken(IntervalSet positions, boolean v6) {
        List<IntervalSet> taken = v6 ? taken6 : taken4;
        return taken.isEmpty() || !positions.isOne() ? IntervalSet.EMPTY : taken.get((int) positions.first(0));
    }

    public IntervalSet unrouted(boolean v6) {
        return v6 ? unrouted6 : unrouted4;
    }

    List<IntervalSet> routed(boolean v6) {
        return v6 ? routed6 : routed4;
    }

    public boolean isVrfPort(NetworkLink link) {
        for (NetworkLink vrf : interfaces) {
            if (vrf.isVrf() && vrf.index() == link.master()) {
                return true;
            }
        }
        return false;
    }

    public boolean isBroadcast(IntervalSet address) {
        return address.isOne() && broadcasts.meets(address) && !ipv4.meets(address);
    }

    /** Whether it is a multicast or broadcast address. */
    boolean isMulticastOrBroadcast(IntervalSet address, boolean v6) {
        return groups(v6).meets(address) || (!v6 && isBroadcast(address));
    }

    /** The multicast addresses. */
    public static IntervalSet groups(boolean v6) {
        return v6 ? IntervalSet.range(0xffL << 56, 0, -1L, -1L) : IntervalSet.range(0xe0000000L, 0xefffffffL);
    }

    IntervalSet withoutAddress(boolean v6) {
        return v6 ? withoutIpv6 : withoutIpv4;
    }

    /** Whether packets to this address may return to this machine. */
    public boolean mayBeHere(byte[] address) {
        boolean v6 = address.length == 16;
        IntervalSet one = IntervalSet.between(address, address);
        return addresses(v6).meets(one) || !unicast(v6).meets(one);
    }

    /** The positions of the interfaces that satisfy a predicate. */
    public IntervalSet having(Predicate<NetworkLink> wanted) {
        IntervalSet positions = IntervalSet.EMPTY;
        for (int i = 0; i < interfaces.size(); i++) {
            positions = wanted.test(interfaces.get(i)) ? positions.union(IntervalSet.of(i)) : positions;
        }
        return positions;
    }

    /** The position of the interface with that name; empty if there is none. */
    public IntervalSet named(String name) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).name().equals(name)) {
                return IntervalSet.of(i);
            }
        }
        return IntervalSet.EMPTY;
    }

    /** The interface by which rules see the packets of another one come in. */
    NetworkLink met(NetworkLink link) {
        if (link.behindLower()) {
            for (List<NetworkLink> some : List.of(interfaces, silent)) {
                for (NetworkLink each : some) {
                    if (each.index() == link.lower()) {
                        return each;
                    }
                }
            }
        }
        return link;
    }

    /** The positions of the interfaces whose packets rules see come in by the one with that name. */
    public IntervalSet metAs(String name) {
        return having(link -> met(link).name().equals(name));
    }

    /** Written out, because the second look of a source compares networks: to link the equals of a record takes a JVM that has just started many milliseconds. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LocalNetwork that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(
                interfaces,
                silent,
                ipv4,
                ipv6,
                routed4,
                routed6,
                taken4,
                taken6,
                vrfOnly4,
                vrfOnly6,
                unrouted4,
                unrouted6,
                broadcasts,
                withoutIpv4,
                withoutIpv6,
                sysctls.tcpL3mdevAccept(),
                sysctls.udpL3mdevAccept(),
                unexaminedIngress,
                byteOrder);
    }
}
