package io.github.listeningports.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressRanges;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which source addresses count as another host's ({@link AddressRanges#ofOtherHosts}). Extend it in providers that evaluate firewall
 * rules over sets of addresses.
 *
 * <p>Measured on Linux 6.18, with UDP datagrams and TCP SYNs from these sources sent through a veth pair: it accepts the sources that are true here (::ffff:0:0/96
 * in UDP only), and also sources that no host may have, 0.0.0.1 to 0.255.255.255 (RFC 1122, 3.2.1.3) and :: (RFC 4291, 2.5.2).
 */
public interface OtherHostsContract {

    /** Whether the evaluation counts this address as another host's. */
    boolean isOtherHost(InetAddress source);

    @ParameterizedTest
    @CsvSource({
        "00000000, false",
        "00000001, false",
        "00ffffff, false",
        "01000000, true",
        "0a000001, true",
        "7effffff, true",
        "7f000000, false",
        "7f000001, false",
        "7fffffff, false",
        "80000000, true",
        "a9fe0101, true",
        "dfffffff, true",
        "e0000000, false",
        "efffffff, false",
        "f0000000, true",
        "f0010203, true",
        "fffffffe, true",
        "ffffffff, false",
        "00000000000000000000000000000000, false",
        "00000000000000000000000000000001, false",
        "00000000000000000000000000000002, true",
        "00000000000000000000fffeffffffff, true",
        "00000000000000000000ffff00000000, true",
        "00000000000000000000ffff01020304, true",
        "00000000000000000000ffffffffffff, true",
        "00000000000000000001000000000000, true",
        "20010db8000000000000000000000001, true",
        "fe800000000000000000000000000001, true",
        "fec00000000000000000000000000001, true",
        "feffffffffffffffffffffffffffffff, true",
        "ff000000000000000000000000000000, false",
        "ff020000000000000000000000000001, false",
        "ffffffffffffffffffffffffffffffff, false"
    })
    default void everyUnicastAddressButLoopbackIsAnotherHosts(String hex, boolean expected)
            throws UnknownHostException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        // InetAddress.getByAddress turns IPv4-mapped addresses into IPv4.
        InetAddress source =
                bytes.length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
        assertEquals(expected, isOtherHost(source));
    }
}
