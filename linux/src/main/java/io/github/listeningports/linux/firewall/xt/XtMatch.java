package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.ipset.IpSetUse;
import io.github.listeningports.linux.kernel.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A match of ip_tables or ip6_tables, parsed from its structure in linux/netfilter/xt_*.h. Addresses have the 16 bytes of nf_inet_addr, of which IPv4 uses the first
 * four: some matches serve both families.
 */
public sealed interface XtMatch {

    record Comment() implements XtMatch {}

    /**
     * Ports and flags of a TCP header.
     *
     * @param flagsMask which flags are compared
     * @param option whether a TCP option is compared as well
     */
    record Tcp(PortRange source, PortRange destination, int flagsMask, int flags, boolean flagsInverted, boolean option)
            implements XtMatch {}

    record Udp(PortRange source, PortRange destination) implements XtMatch {}

    /**
     * One of the ranges contains the port.
     *
     * @param source whether the source port may match; likewise destination
     */
    record Multiport(List<PortRange> ranges, boolean source, boolean destination, boolean inverted) implements XtMatch {
        public Multiport {
            ranges = List.copyOf(ranges);
        }
    }

    record State(Set<ConnectionState> states) implements XtMatch {
        public State {
            states = Set.copyOf(states);
        }
    }

    /**
     * The connection tracking state of the packet.
     *
     * @param compared XT_CONNTRACK_...: what the match compares
     * @param inverted the comparisons whose result is inverted
     * @param status IPS_... of linux/netfilter/nf_conntrack_common.h, any of which holds
     */
    record Conntrack(int compared, int inverted, Set<ConnectionState> states, int protocol, XtMasked source, int status)
            implements XtMatch {
        public Conntrack {
            states = Set.copyOf(states);
        }

        boolean compares(int flag) {
            return (compared & flag) != 0;
        }

        boolean comparesMoreThan(int flags) {
            return (compared & ~flags) != 0;
        }

        boolean inverts(int flag) {
            return (inverted & flag) != 0;
        }
    }

    /**
     * The types of addresses.
     *
     * @param source XT_ADDRTYPE_..., any of which holds; 0 for any type; likewise destination
     * @param byInterface whether an address counts as local only if the interface has it
     */
    record AddressType(
            int source, int destination, boolean sourceInverted, boolean destinationInverted, boolean byInterface)
            implements XtMatch {}

    record Mark(int value, int mask, boolean inverted) implements XtMatch {}

    record ConnectionMark(int value, int mask, boolean inverted) implements XtMatch {}

    record AddressRanges(Optional<AddressRange> source, Optional<AddressRange> destination) implements XtMatch {}

    /**
     * The link-layer address type of the frame.
     *
     * @param type PACKET_... of linux/if_packet.h
     */
    record PacketType(int type, boolean inverted) implements XtMatch {}

    /**
     * The reverse-path test.
     *
     * @param byMark whether the route is looked up with the packet's mark
     */
    record ReversePath(boolean byMark, boolean inverted) implements XtMatch {}

    /**
     * A list of recently seen addresses.
     *
     * @param sets whether it adds the address to the list instead of looking it up
     */
    record Recent(boolean sets, boolean inverted) implements XtMatch {}

    /** A match for another protocol or for an extension header, which the packets in question do not have. */
    record Absent() implements XtMatch {}

    /**
     * Which headers an IPv6 packet has (linux/netfilter_ipv6/ip6t_ipv6header.h).
     *
     * @param headers MASK_..., compared with those of the packet
     * @param soft whether other headers may be there as well
     */
    record Headers(int headers, int inverted, boolean soft) implements XtMatch {}

    /** The length of the packet with its IP header, both bounds included. */
    record Length(int first, int last, boolean inverted) implements XtMatch {}

    /** The group of the inbound interface. */
    record InterfaceGroup(int group, int mask, boolean inverted) implements XtMatch {}

    /**
     * How much the connection has carried; if the first bound is greater, what is between the two is meant not to be.
     *
     * @param packets whether packets are counted, not bytes
     */
    record Carried(long first, long last, boolean packets) implements XtMatch {}

    /** A set of ipset(8). */
    record SetMember(IpSetUse use, boolean inverted) implements XtMatch {}

    /** An unsupported match or revision, or a structure that is too short. */
    record Unsupported(String name) implements XtMatch {}

    /** From the first to the last, both included. */
    record PortRange(int first, int last, boolean inverted) {}

    /** From the first to the last, both included. */
    record AddressRange(ByteString first, ByteString last, boolean inverted) {}

    /** The states that the first packet of a connection can have; those of later packets and of replies are left out. */
    enum ConnectionState {
        INVALID,
        NEW,
        UNTRACKED,
        /** Not a state, but IPS_DST_NAT. */
        DESTINATION_TRANSLATED
    }
}
