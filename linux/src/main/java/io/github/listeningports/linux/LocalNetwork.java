package io.github.listeningports.linux;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What another host's packets can come in by, and go to.
 *
 * @param interfaces never empty
 * @param loopback the index of the interface lo
 * @param ipv4 this machine's own addresses, loopback aside; and so ipv6
 * @param broadcasts the addresses by which IPv4 speaks to all at once
 * @param withoutIpv4 the numbers of interfaces that have no such address; and so withoutIpv6, of those with none but for their link
 * @param openIngress what is seen to look at packets before netfilter does, for people; or empty
 * @param byteOrder of numbers in the kernel's memory
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

    /** For those who know nothing. */
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
        // Not ::, ::1, IPv4 in IPv6 (::ffff:0:0/96) and groups; not 0.0.0.0/8, 127.0.0.0/8, groups and 255.255.255.255.
        return v6
                ? ValueSet.range(0, 2, (0xffL << 56) - 1, -1L)
                        .without(ValueSet.range(0, 0xffff00000000L, 0, 0xffffffffffffL))
                : ValueSet.union(List.of(
                        ValueSet.range(0x01000000L, 0x7effffffL),
                        ValueSet.range(0x80000000L, 0xdfffffffL),
                        ValueSet.range(0xf0000000L, 0xfffffffeL)));
    }

    /** The addresses that another host can have. */
    ValueSet strangers(boolean v6) {
        return unicast(v6).without(addresses(v6));
    }

    /** The same, where rules look at what goes through bridges, which are not examined. */
    LocalNetwork behindBridges() {
        if (!hasBridge()) {
            return this;
        }
        List<String> open = new ArrayList<>(openIngress);
        open.add("bridge rules");
        return new LocalNetwork(
                interfaces, loopback, ipv4, ipv6, broadcasts, withoutIpv4, withoutIpv6, open, byteOrder);
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

    /** Whether it is that of a group, or of all hosts of a network. */
    boolean isForMany(ValueSet address, boolean v6) {
        return groups(v6).meets(address) || (!v6 && isBroadcast(address));
    }

    /** The addresses of multicast. */
    static ValueSet groups(boolean v6) {
        return v6 ? ValueSet.range(0xffL << 56, 0, -1L, -1L) : ValueSet.range(0xe0000000L, 0xefffffffL);
    }

    ValueSet withoutAddress(boolean v6) {
        return v6 ? withoutIpv6 : withoutIpv4;
    }

    /** Whether packets to an address may come back to this machine. */
    boolean mayBeHere(byte[] address) {
        boolean v6 = address.length == 16;
        ValueSet one = ValueSet.between(address, address);
        return addresses(v6).meets(one) || !unicast(v6).meets(one);
    }

    /** The numbers of some interfaces. */
    ValueSet having(Predicate<NetworkLink> wanted) {
        ValueSet numbers = ValueSet.EMPTY;
        for (int i = 0; i < interfaces.size(); i++) {
            numbers = wanted.test(interfaces.get(i)) ? numbers.union(ValueSet.of(i)) : numbers;
        }
        return numbers;
    }

    /** The number in the list of the interface of that name; empty if it is none of them. */
    ValueSet named(String name) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).name().equals(name)) {
                return ValueSet.of(i);
            }
        }
        return ValueSet.EMPTY;
    }
}
