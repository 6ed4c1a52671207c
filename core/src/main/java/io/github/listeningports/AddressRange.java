package io.github.listeningports;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A range of addresses of one family.
 *
 * @param first the lowest address
 * @param last the highest address, included
 */
public record AddressRange(InetAddress first, InetAddress last) {

    /**
     * Not 0.0.0.0/8, 127.0.0.0/8, 224.0.0.0/4 and 255.255.255.255. 240.0.0.0/4 counts: Linux accepts it as a source and as an address
     * of an interface (net/ipv4/route.c, ip_route_input_slow: ipv4_is_lbcast is 255.255.255.255 alone). 0.0.0.0/8 does not: no
     * host may have such an address (RFC 1122, 3.2.1.3), though Linux accepts it as a source since 5.3 (ipv4_is_zeronet).
     */
    private static final List<AddressRange> OTHER_HOSTS_4 =
            List.of(of("01000000", "7effffff"), of("80000000", "dfffffff"), of("f0000000", "fffffffe"));

    /**
     * Not ::, ::1 and ff00::/8. IPv4-mapped sources (::ffff:0:0/96) count: Linux drops them in TCP only
     * (net/ipv6/tcp_ipv6.c, tcp_v6_conn_request; 5.4 to 5.11 dropped them all in ip6_rcv_core), and delivers UDP.
     */
    private static final List<AddressRange> OTHER_HOSTS_6 =
            List.of(of("00000000000000000000000000000002", "feffffffffffffffffffffffffffffff"));

    public AddressRange {
        byte[] low = first.getAddress();
        byte[] high = last.getAddress();
        if (low.length != high.length || Arrays.compareUnsigned(low, high) > 0) {
            throw new IllegalArgumentException("not a range of addresses of one family: " + first.getHostAddress()
                    + " to " + last.getHostAddress());
        }
    }

    /**
     * The source addresses that a packet from another host can have, in ascending order. A verdict for "any other host" covers exactly
     * these, less the addresses of this host. Some systems accept fewer; a rule that concerns only the difference then makes the verdict
     * {@link FirewallVerdict#RESTRICTED}, never wrong.
     */
    public static List<AddressRange> ofOtherHosts(AddressFamily family) {
        return family == AddressFamily.IPV4 ? OTHER_HOSTS_4 : OTHER_HOSTS_6;
    }

    /** Whether the address is in the range; an address of the other family never is. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] low = first.getAddress();
        return bytes.length == low.length
                && Arrays.compareUnsigned(low, bytes) <= 0
                && Arrays.compareUnsigned(bytes, last.getAddress()) <= 0;
    }

    /** Numeric, as in {@code 240.0.0.0-255.255.255.254}. */
    @Override
    public String toString() {
        return first.getHostAddress() + "-" + last.getHostAddress();
    }

    private static AddressRange of(String first, String last) {
        return new AddressRange(address(first), address(last));
    }

    private static InetAddress address(String hex) {
        try {
            byte[] bytes = HexFormat.of().parseHex(hex);
            return bytes.length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(hex, e);
        }
    }
}
