package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.windows.firewall.LocalSubnetReader.Prefix;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalSubnetReaderTest {

    private static LocalSubnets subnets(String... addresses) {
        return LocalSubnetReader.subnets(Arrays.stream(addresses)
                .map(text -> text.split("/", -1))
                .map(parts -> new Prefix(FirewallCase.address(parts[0]), Integer.parseInt(parts[1])))
                .toList());
    }

    private static Optional<AddressSet> set(AddressFamily family, String... networks) {
        return Optional.of(AddressSet.of(Arrays.stream(networks)
                .flatMap(text -> AddressParser.parse(family, text).stream())
                .toList()));
    }

    @Test
    void theNetworksOfAllInterfaces() {
        LocalSubnets subnets =
                subnets("192.168.1.17/24", "10.8.0.2/32", "127.0.0.1/8", "::1/128", "fe80::17/64", "2001:db8:1::17/64");

        assertEquals(set(AddressFamily.IPV4, "192.168.1.0/24", "10.8.0.2"), subnets.of(AddressFamily.IPV4));
        assertEquals(set(AddressFamily.IPV6, "fe80::/64", "2001:db8:1::/64"), subnets.of(AddressFamily.IPV6));
    }

    /** As Windows has temporary addresses, and those of DHCPv6. */
    @Test
    void anAddressWithoutANetworkOfItsOwn() {
        assertEquals(
                set(AddressFamily.IPV6, "2001:db8:1::/64"),
                subnets("2001:db8:1::17/64", "2001:db8:1::9999/128").of(AddressFamily.IPV6));
        assertEquals(
                Optional.empty(), subnets("fe80::17/64", "2001:db8:1::9999/128").of(AddressFamily.IPV6));
    }

    /** Also an old JDK's answers for Windows. */
    @Test
    void whatIsNotPlausibleIsNotKnown() {
        assertEquals(Optional.empty(), subnets("fe80::17/64").of(AddressFamily.IPV4));
        assertEquals(Optional.empty(), subnets("192.168.1.17/24", "10.0.0.1/0").of(AddressFamily.IPV4));
        assertEquals(Optional.empty(), subnets("192.168.1.17/128").of(AddressFamily.IPV4));
        assertEquals(Optional.empty(), subnets("fe80::17/-1").of(AddressFamily.IPV6));
    }

    @Test
    void isReadOnceInAWhile() {
        AtomicLong now = new AtomicLong();
        LocalSubnetReader reader = new LocalSubnetReader(Duration.ofSeconds(5), now::get);
        LocalSubnets first = reader.get();

        now.set(Duration.ofSeconds(5).toNanos());
        assertSame(first, reader.get());
        now.set(Duration.ofSeconds(6).toNanos());
        assertEquals(first, reader.get());
    }
}
