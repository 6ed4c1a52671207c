package io.github.listeningports.linux;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The interfaces through which packets from other hosts arrive, and the addresses that they can be sent to.
 *
 * @param interfaces never empty
 * @param loopback the index of the interface lo
 * @param ipv4 this machine's IPv4 addresses except loopback
 * @param ipv6 this machine's IPv6 addresses except loopback
 * @param broadcasts the IPv4 broadcast addresses
 * @param withoutIpv4 the positions of the interfaces without an IPv4 address
 * @param withoutIpv6 the positions of the interfaces without an IPv6 address, link-local ones not counted
 * @param openIngress human-readable descriptions of the hooks that process packets before netfilter; or empty
 * @param byteOrder the byte order of numbers in the kernel's memory
 */
record LocalNetwork(
        List<NetworkLink> interfaces,
        int loopback,
        ValueSet ipv4,
        ValueSet ipv6,
        ValueSet broadcasts,
        ValueSet withoutIpv4,
        ValueSet withoutIpv6,
        List<String> openIngress,
        ByteOrder byteOrder) {

    LocalNetwork {
        interfaces = List.copyOf(interfaces);
        openIngress = List.copyOf(openIngress);
    }

    /** A network of which nothing is known. */
    static final LocalNetwork NONE = new LocalNetwork(
            List.of(NetworkLink.ANY),
            1,
            ValueSet.EMPTY,
            ValueSet.EMPTY,
            ValueSet.EMPTY,
            ValueSet.EMPTY,
            ValueSet.EMPTY,
            List.of(),
            ByteOrder.nativeOrder());

    /** The addresses that a single host can have. */
    static ValueSet unicast(boolean v6) {
        // Without ::, ::1, IPv4-mapped (::ffff:0:0/96) and multicast; without 0.0.0.0/8, 127.0.0.0/8, multicast and
        // 255.255.255.255.
        return v6
                ? ValueSet.range(0, 2, (0xffL << 56) - 1, -1L)
                        .without(ValueSet.range(0, 0xffff00000000L, 0, 0xffffffffffffL))
                : ValueSet.union(List.of(
                        ValueSet.range(0x01000000L, 0x7effffffL),
                        ValueSet.range(0x80000000L, 0xdfffffffL),
                        ValueSet.range(0xf0000000L, 0xfffffffeL)));
    }

    /** The addresses that another host can have. */
    ValueSet otherHosts(boolean v6) {
        return unicast(v6).without(addresses(v6));
    }

    /** The same network, with unexamined rules on bridged packets. */
    LocalNetwork behindBridges() {
        if (!hasBridge()) {
            return this;
        }
        List<String> unexamined = new ArrayList<>(openIngress);
        unexamined.add("bridge rules");
        return new LocalNetwork(
                interfaces, loopback, ipv4, ipv6, broadcasts, withoutIpv4, withoutIpv6, unexamined, byteOrder);
    }

    boolean hasBridge() {
        return interfaces.stream().anyMatch(link -> link.kind().equals("bridge"));
    }

    ValueSet addresses(boolean v6) {
        return v6 ? ipv6 : ipv4;
    }

    boolean isBroadcast(ValueSet address) {
        return address.isOne() && broadcasts.meets(address) && !ipv4.meets(address);
    }

    /** Whether it is a multicast or broadcast address. */
    boolean isMulticastOrBroadcast(ValueSet address, boolean v6) {
        return groups(v6).meets(address) || (!v6 && isBroadcast(address));
    }

    /** The multicast addresses. */
    static ValueSet groups(boolean v6) {
        return v6 ? ValueSet.range(0xffL << 56, 0, -1L, -1L) : ValueSet.range(0xe0000000L, 0xefffffffL);
    }

    ValueSet withoutAddress(boolean v6) {
        return v6 ? withoutIpv6 : withoutIpv4;
    }

    /** Whether packets to this address may return to this machine. */
    boolean mayBeHere(byte[] address) {
        boolean v6 = address.length == 16;
        ValueSet one = ValueSet.between(address, address);
        return addresses(v6).meets(one) || !unicast(v6).meets(one);
    }

    /** The positions of the interfaces that satisfy a predicate. */
    ValueSet having(Predicate<NetworkLink> wanted) {
        ValueSet positions = ValueSet.EMPTY;
        for (int i = 0; i < interfaces.size(); i++) {
            positions = wanted.test(interfaces.get(i)) ? positions.union(ValueSet.of(i)) : positions;
        }
        return positions;
    }

    /** The position of the interface with that name; empty if there is none. */
    ValueSet named(String name) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).name().equals(name)) {
                return ValueSet.of(i);
            }
        }
        return ValueSet.EMPTY;
    }
}
