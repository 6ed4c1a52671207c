package io.github.listeningports.linux.firewall.ipset;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import java.util.List;

/**
 * A set of ipset(8).
 *
 * @param type such as {@code hash:ip,port}
 * @param family NFPROTO_... of linux/netfilter.h; 0 for either
 * @param timeouts whether members can time out
 * @param netmask the length of the prefixes of addresses that are compared; -1 if it is the whole address
 * @param masked whether addresses are compared under another mask, which is not modelled
 * @param members those that are present
 */
record IpSet(
        String name, String type, int family, boolean timeouts, int netmask, boolean masked, List<Member> members) {

    /** Not to be compared with an address. */
    static final int NO_PREFIX = -1;

    IpSet {
        members = List.copyOf(members);
    }

    boolean isList() {
        return type.equals("list:set");
    }

    /** The parts of its type, such as ip and port, each of which a match gives a direction. */
    List<String> parts() {
        return List.of(type.substring(type.indexOf(':') + 1).split(",", -1));
    }

    /**
     * A member. What its type has no place for is 0 or empty.
     *
     * @param ipv6 whether its addresses are
     * @param high the upper half of the address; likewise otherHigh, of the second address
     * @param low the lower half of the address, or an IPv4 address
     * @param prefix the length of the network's prefix; {@link #NO_PREFIX} for the whole address
     * @param port a port, if there is a place for one
     * @param protocol of the port; 0 for any
     * @param text the name of an interface or of another set
     * @param flags IPSET_FLAG_...
     */
    record Member(
            boolean ipv6,
            long high,
            long low,
            int prefix,
            long otherHigh,
            long otherLow,
            int otherPrefix,
            int port,
            int protocol,
            String text,
            int flags) {

        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        /** The addresses of a network that begins like the member. */
        IntervalSet address(int length) {
            return network(high, low, length);
        }

        IntervalSet otherAddress() {
            return network(otherHigh, otherLow, otherPrefix);
        }

        private IntervalSet network(long upper, long lower, int length) {
            int bits = ipv6 ? 128 : 32;
            int host = length < 0 ? 0 : Math.max(0, bits - length);
            long upperMask = host <= Long.SIZE ? 0 : ones(host - Long.SIZE);
            long lowerMask = ones(Math.min(host, Long.SIZE));
            return IntervalSet.range(upper & ~upperMask, lower & ~lowerMask, upper | upperMask, lower | lowerMask);
        }

        private static long ones(int bits) {
            return bits == Long.SIZE ? -1L : (1L << bits) - 1;
        }
    }
}
