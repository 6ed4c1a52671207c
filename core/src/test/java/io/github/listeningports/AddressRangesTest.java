package io.github.listeningports;

import static io.github.listeningports.Samples.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.contract.OtherHostsContract;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AddressRangesTest implements OtherHostsContract {

    @Override
    public boolean isOtherHost(InetAddress source) {
        return Arrays.stream(AddressFamily.values())
                .anyMatch(family -> AddressRanges.ofOtherHosts(family).contains(source));
    }

    @Test
    void thoseOfOtherHostsLeaveOutLoopbackMulticastAndBroadcast() {
        assertEquals(
                "[1.0.0.0-126.255.255.255, 128.0.0.0-223.255.255.255, 240.0.0.0-255.255.255.254]",
                AddressRanges.ofOtherHosts(AddressFamily.IPV4).ranges().toString());
        assertEquals(
                "[0:0:0:0:0:0:0:2-feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]",
                AddressRanges.ofOtherHosts(AddressFamily.IPV6).ranges().toString());
    }

    @Test
    void aRangeOfIpv6CanEndAtAnIpv4MappedAddress() throws UnknownHostException {
        InetAddress mapped = Inet6Address.getByAddress(null, mappedBytes(), -1);
        AddressRanges below = AddressRanges.builder(AddressFamily.IPV6)
                .add(0, 2, 0, 0xffff_0a00_0001L)
                .build();

        assertEquals(mapped, below.ranges().get(0).last());
        assertTrue(below.contains(mapped));
        assertEquals(below, AddressRanges.of(AddressFamily.IPV6, below.ranges()));
        assertEquals("::2-::ffff:a00:1", below.toString());
    }

    private static byte[] mappedBytes() {
        byte[] bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        bytes[12] = 10;
        bytes[15] = 1;
        return bytes;
    }

    @Test
    void areTheFewest() {
        AddressRanges ranges =
                ranges("10.0.0.5-10.0.0.9", "10.0.0.0-10.0.0.4", "192.0.2.1-192.0.2.1", "10.0.0.8-10.0.0.20");
        assertEquals("10.0.0.0-10.0.0.20, 192.0.2.1", ranges.toString());
        assertEquals(List.of(range("10.0.0.0-10.0.0.20"), range("192.0.2.1-192.0.2.1")), ranges.ranges());
    }

    @Test
    void networksAreWrittenAsNetworks() {
        assertEquals("10.1.0.0/16", ranges("10.1.0.0-10.1.255.255").toString());
        assertEquals("10.1.0.1-10.1.255.255", ranges("10.1.0.1-10.1.255.255").toString());
        assertEquals("0.0.0.0/0", AddressRanges.all(AddressFamily.IPV4).toString());
        assertEquals("::/0", AddressRanges.all(AddressFamily.IPV6).toString());
        assertEquals(
                "2001:db8::/32",
                ranges("2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff").toString());
        assertEquals(
                "2001:db8::/64",
                ranges("2001:db8::-2001:db8::ffff:ffff:ffff:ffff").toString());
        assertEquals(
                "no address", AddressRanges.builder(AddressFamily.IPV4).build().toString());
    }

    @Test
    void manyAreKnownExactlyAndWrittenInPart() {
        AddressRanges.Builder builder = AddressRanges.builder(AddressFamily.IPV4);
        for (long i = 0; i < 1000; i++) {
            builder.add(0, 0x0a000000L + 2 * i, 0, 0x0a000000L + 2 * i);
        }
        AddressRanges ranges = builder.build();
        assertEquals(1000, ranges.ranges().size());
        assertEquals(range("10.0.7.206-10.0.7.206"), ranges.ranges().get(999));
        assertEquals("10.0.0.0, 10.0.0.2, 10.0.0.4 and 997 more", ranges.toString());
        assertTrue(ranges.contains(address("10.0.7.206")));
        assertFalse(ranges.contains(address("10.0.7.207")));
        assertFalse(ranges.contains(address("::a00:0")));
    }

    @Test
    void theRangesAreAList() {
        AddressRanges ranges =
                AddressRanges.of(AddressFamily.IPV4, List.of(range("10.0.0.5-10.0.0.6"), range("10.0.0.1-10.0.0.1")));
        List<AddressRange> plain = List.of(range("10.0.0.1-10.0.0.1"), range("10.0.0.5-10.0.0.6"));

        assertEquals(plain, ranges.ranges());
        assertEquals(ranges.ranges(), plain);
        assertEquals(plain.hashCode(), ranges.ranges().hashCode());
        assertEquals(ranges, new AddressRanges(AddressFamily.IPV4, plain));
        assertThrows(IndexOutOfBoundsException.class, () -> ranges.ranges().get(2));
        assertThrows(UnsupportedOperationException.class, () -> ranges.ranges().clear());
        assertEquals(
                AddressRanges.builder(AddressFamily.IPV4).build().ranges(),
                AddressRanges.builder(AddressFamily.IPV6).build().ranges());
    }

    @Test
    void aRangeOfTheOtherFamilyIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> AddressRanges.of(AddressFamily.IPV6, List.of(range("10.0.0.1-10.0.0.2"))));
    }

    /** Sets of random ranges, against the plain meaning of the operations: at both ends of the address space, and where the upper half of an IPv6 address changes. */
    @ParameterizedTest
    @EnumSource
    void unionIntersectionAndDifferenceAreThoseOfSets(Place place) throws UnknownHostException {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            AddressRanges one = random(random, place);
            AddressRanges other = random(random, place);
            int size = 0;
            for (int i = -NEAR; i < NEAR; i++) {
                InetAddress address = near(i, place);
                boolean inOne = one.contains(address);
                boolean inOther = other.contains(address);
                size += inOne ? 1 : 0;
                assertEquals(inOne || inOther, one.union(other).contains(address));
                assertEquals(inOne && inOther, one.and(other).contains(address));
                assertEquals(inOne && !inOther, one.without(other).contains(address));
            }
            AddressRanges parts = one.and(other).union(one.without(other));
            assertEquals(one, parts);
            assertEquals(one.hashCode(), parts.hashCode());
            assertEquals(size, one.size());
            assertEquals(AddressRanges.of(one.family(), one.ranges()), one);
        }
    }

    private enum Place {
        ENDS_OF_IPV4,
        ENDS_OF_IPV6,
        MIDDLE_OF_IPV6
    }

    /** How far from a place the addresses are. */
    private static final int NEAR = 20;

    private static AddressRanges random(Random random, Place place) throws UnknownHostException {
        List<AddressRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int from = place == Place.MIDDLE_OF_IPV6 || random.nextBoolean() ? -NEAR : 0;
            int many = from < 0 && place == Place.MIDDLE_OF_IPV6 ? 2 * NEAR : NEAR;
            int first = random.nextInt(many);
            int last = first + random.nextInt(many - first);
            ranges.add(new AddressRange(near(from + first, place), near(from + last, place)));
        }
        return AddressRanges.of(place == Place.ENDS_OF_IPV4 ? AddressFamily.IPV4 : AddressFamily.IPV6, ranges);
    }

    /** The lowest addresses, and for negative numbers the highest; or those before and after {@code ::1:0:0:0:0}. */
    private static InetAddress near(int at, Place place) throws UnknownHostException {
        BigInteger number = BigInteger.valueOf(at)
                .add(place == Place.MIDDLE_OF_IPV6 ? BigInteger.ONE.shiftLeft(64) : BigInteger.ZERO);
        byte[] bytes = new byte[place == Place.ENDS_OF_IPV4 ? 4 : 16];
        Arrays.fill(bytes, (byte) (number.signum() < 0 ? 0xff : 0));
        byte[] digits = number.toByteArray();
        System.arraycopy(digits, 0, bytes, bytes.length - digits.length, digits.length);
        return InetAddress.getByAddress(bytes);
    }

    @Test
    void allIsEveryAddress() {
        for (AddressFamily family : AddressFamily.values()) {
            assertTrue(AddressRanges.all(family).isAll());
            assertFalse(AddressRanges.ofOtherHosts(family).isAll());
        }
        assertTrue(
                ranges("0.0.0.0-127.255.255.255", "128.0.0.0-255.255.255.255").isAll());
        assertEquals(0x1p128, AddressRanges.all(AddressFamily.IPV6).size());
    }

    @Test
    void aFourthIsWrittenOutToo() {
        assertEquals(
                "10.0.0.0, 10.0.0.2, 10.0.0.4, 10.0.0.6",
                ranges("10.0.0.0-10.0.0.0", "10.0.0.2-10.0.0.2", "10.0.0.4-10.0.0.4", "10.0.0.6-10.0.0.6")
                        .toString());
    }

    @Test
    void rangesOfTheTwoFamiliesDiffer() {
        AddressRanges four =
                AddressRanges.builder(AddressFamily.IPV4).add(0, 1, 0, 9).build();
        AddressRanges six =
                AddressRanges.builder(AddressFamily.IPV6).add(0, 1, 0, 9).build();

        assertNotEquals(four, six);
        assertNotEquals(four.ranges(), six.ranges());
        assertThrows(IllegalArgumentException.class, () -> new AddressRanges(AddressFamily.IPV6, four.ranges()));
    }

    static AddressRanges ranges(String... texts) {
        AddressFamily family = texts[0].contains(":") ? AddressFamily.IPV6 : AddressFamily.IPV4;
        return AddressRanges.of(
                family, Arrays.stream(texts).map(AddressRangesTest::range).toList());
    }

    private static AddressRange range(String text) {
        String[] ends = text.split("-", 2);
        return new AddressRange(address(ends[0]), address(ends[1]));
    }
}
