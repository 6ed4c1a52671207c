package io.github.listeningports.linux.firewall.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Symbolic bytes and comparisons with them, against the bytes of one packet. */
class ByteComparisonTest {

    /** That packet: from 10.1.2.3:0xc350 to 192.168.4.5:0x1f90, with the mark 0x12345678. */
    private static final byte[] SOURCE = {10, 1, 2, 3};

    private static final byte[] SOURCE_PORT = {(byte) 0xc3, 0x50};
    private static final byte[] DESTINATION = {(byte) 192, (byte) 168, 4, 5};
    private static final byte[] PORT = {0x1f, (byte) 0x90};
    private static final byte[] MARK = {0x78, 0x56, 0x34, 0x12};

    private static final PacketSet PACKET = PacketSet.of(
                    IntervalSet.between(SOURCE, SOURCE),
                    IntervalSet.between(SOURCE_PORT, SOURCE_PORT),
                    IntervalSet.between(DESTINATION, DESTINATION),
                    IntervalSet.between(PORT, PORT),
                    IntervalSet.of(0))
            .with(PacketField.MARK, 0x12345678);

    private static final LocalNetwork NETWORK = network(
            List.of(
                    new NetworkLink(2, "eth0", 1, 7, "", 0, 0, 1, true, false, false),
                    new NetworkLink(3, "eth1", 1, 0, "", 0, 0, 1, true, false, false),
                    new NetworkLink(4, "wg0", 0xfffe, 0, "wireguard", 0, 0, 1, true, false, false)),
            List.of());

    private final Random random = new Random(3);
    private final ByteComparison ipv4 = new ByteComparison(NETWORK, false);

    private static LocalNetwork network(List<NetworkLink> links, List<IntervalSet> routed) {
        return new LocalNetwork(
                links,
                List.of(),
                IntervalSet.EMPTY,
                IntervalSet.EMPTY,
                routed,
                routed,
                List.of(), // no ipvlan
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
                ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void operationsAreThoseOnThePacketsBytes() {
        for (int n = 0; n < 5_000; n++) {
            PacketBytes one = bytes();
            PacketBytes other = bytes();
            assertArrayEquals(concat(value(one), value(other)), value(one.then(other)));
            byte[] operand = new byte[one.length()];
            random.nextBytes(operand);
            byte[] and = value(one);
            byte[] xor = value(one);
            for (int i = 0; i < operand.length; i++) {
                and[i] &= operand[i];
                xor[i] ^= operand[i];
            }
            assertArrayEquals(and, value(one.and(operand)));
            assertArrayEquals(xor, value(one.xor(operand)));
            int from = random.nextInt(one.length());
            int to = from + random.nextInt(one.length() - from + 1);
            assertArrayEquals(Arrays.copyOfRange(value(one), from, to), value(one.slice(from, to)));
            byte[] over = Arrays.copyOf(value(other), Math.max(other.length(), from + one.length()));
            System.arraycopy(value(one), 0, over, from, one.length());
            if (from <= other.length()) {
                assertArrayEquals(over, value(one.over(other, from)));
            }
        }
    }

    @Test
    void groupsOfBytesAreReversed() {
        PacketBytes bytes = PacketBytes.constant((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5);
        assertArrayEquals(new byte[] {2, 1, 4, 3, 5}, bytes.reversed(2).values());
        assertArrayEquals(new byte[] {4, 3, 2, 1, 5}, bytes.reversed(4).values());
        assertArrayEquals(new byte[] {5, 4, 3, 2, 1}, bytes.reversed(5).values());
        assertTrue(bytes.isConstant() && bytes.isConstant(3));
        assertFalse(PacketBytes.of(PacketField.MARK, 0, 1).then(bytes).isConstant());
        assertTrue(PacketBytes.of(PacketField.MARK, 0, 1).and(new byte[1]).isConstant());
    }

    @Test
    void bytesThatAreCertainlyEqual() {
        PacketBytes port = PacketBytes.of(PacketField.SOURCE_PORT, 0, 2);
        assertTrue(port.isCertainly(PacketBytes.of(PacketField.SOURCE_PORT, 0, 1), 0xff));
        assertFalse(port.isCertainly(PacketBytes.of(PacketField.SOURCE_PORT, 1, 1), 0xff), "another byte of it");
        assertFalse(port.isCertainly(PacketBytes.of(PacketField.DESTINATION_PORT, 0, 1), 0xff));
        assertFalse(port.isCertainly(port.xor(new byte[] {1, 0}), 0xff));
        assertTrue(port.isCertainly(port.xor(new byte[] {1, 0}), 0xf0), "in these bits");
        assertFalse(PacketBytes.unknown(1).isCertainly(PacketBytes.unknown(1), 0xff), "unknown at every read");
        assertTrue(PacketBytes.constant((byte) 7).isCertainly(PacketBytes.constant((byte) 7), 0xff));
        assertFalse(PacketBytes.constant((byte) 7).isCertainly(PacketBytes.constant((byte) 6), 0xff));
        assertTrue(PacketBytes.partly(0xf0, 0x40).isCertainly(PacketBytes.constant((byte) 0x4f), 0xf0));
        assertFalse(PacketBytes.constant((byte) 0x40).isCertainly(port, 0xff));
    }

    /** What is true of the packet is never said to be false, nor the reverse. */
    @Test
    void aComparisonIsThatOfThePacketsBytes() {
        int held = 0;
        int determined = 0;
        for (int n = 0; n < 20_000; n++) {
            PacketBytes bytes = bytes();
            byte[] value = value(bytes);
            byte[] first = random.nextBoolean() ? value.clone() : near(value);
            byte[] last = random.nextBoolean() ? first.clone() : near(value);
            boolean holds = Arrays.compareUnsigned(first, value) <= 0 && Arrays.compareUnsigned(value, last) <= 0;
            held += holds ? 1 : 0;
            Condition condition = ipv4.between(bytes, first, last);
            boolean known = condition.cases().stream().noneMatch(Condition.Conjunction::maybe);
            determined += known ? 1 : 0;
            assertSplit(condition, holds, known);
        }
        assertTrue(held > 5_000 && determined > 8_000, held + " of " + determined);
    }

    private static void assertSplit(Condition condition, boolean holds, boolean known) {
        List<PacketSet> in = new ArrayList<>();
        List<PacketSet> out = new ArrayList<>();
        condition.split(PACKET, in, out, new Patience());
        assertTrue(holds ? !in.isEmpty() : !out.isEmpty(), condition::toString);
        if (known) {
            assertEquals(holds, !in.isEmpty(), condition::toString);
            assertEquals(!holds, !out.isEmpty(), condition::toString);
        }
    }

    /** The masks that rules have: prefixes, and single bits. */
    @Test
    void valuesOfAMaskedComparison() {
        for (int n = 0; n < 2_000; n++) {
            byte[] mask = {(byte) random.nextInt(256), (byte) random.nextInt(256)};
            byte[] wanted = {(byte) random.nextInt(256), (byte) random.nextInt(256)};
            PacketBytes bytes =
                    PacketBytes.of(PacketField.DESTINATION_PORT, 0, 2).and(mask);
            Condition condition = ipv4.equal(bytes, wanted);
            for (int port : new int[] {0, 80, 0x1f90, 0xffff, random.nextInt(0x10000), number(wanted)}) {
                IntervalSet values = condition.values(Dimension.DESTINATION_PORT, IntervalSet.all(16));
                if (Integer.bitCount(number(mask)) >= 6) {
                    boolean holds = (port & number(mask)) == number(wanted);
                    assertEquals(holds, !condition.isNever() && values.contains(0, port), condition::toString);
                }
            }
        }
        PacketBytes prefix = PacketBytes.of(PacketField.SOURCE_ADDRESS, 0, 4).and(new byte[] {-1, 0, 0, 0});
        Condition network = ipv4.equal(prefix, new byte[] {10, 0, 0, 0});
        assertEquals(
                IntervalSet.range(0x0a000000L, 0x0affffffL), network.values(Dimension.SOURCE, IntervalSet.all(32)));
        assertFalse(network.mayBeUndetermined());
        PacketBytes twice = PacketBytes.of(PacketField.DESTINATION_PORT, 0, 1)
                .then(PacketBytes.of(PacketField.DESTINATION_PORT, 0, 1));
        assertTrue(ipv4.equal(twice, new byte[] {1, 2}).isNever(), "one byte has one value");
        assertTrue(ipv4.equal(PacketBytes.of(PacketField.SOURCE_ADDRESS, 0, 5), new byte[5])
                .mayBeUndetermined());
        Condition holes = ipv4.equal(
                PacketBytes.of(PacketField.DESTINATION_PORT, 0, 2).and(new byte[] {0, 1}), new byte[] {0, 1});
        assertTrue(holes.mayBeUndetermined(), "too many intervals");
    }

    @Test
    void rangesOfPortsAndAddresses() {
        Condition ports =
                ipv4.between(PacketBytes.of(PacketField.DESTINATION_PORT, 0, 2), new byte[] {0, 80}, new byte[] {1, 2});
        assertEquals(IntervalSet.range(80, 0x102), ports.values(Dimension.DESTINATION_PORT, IntervalSet.all(16)));
        assertFalse(ports.mayBeUndetermined());
        // The first byte of an address alone, and a value in a register of four bytes.
        Condition first =
                ipv4.between(PacketBytes.of(PacketField.SOURCE_ADDRESS, 0, 1), new byte[] {10}, new byte[] {11});
        assertEquals(IntervalSet.range(0x0a000000L, 0x0bffffffL), first.values(Dimension.SOURCE, IntervalSet.all(32)));
        PacketBytes padded = PacketBytes.of(PacketField.DESTINATION_PORT, 0, 2).then(PacketBytes.constant(new byte[2]));
        Condition register = ipv4.between(padded, new byte[] {0, 80, 0, 0}, new byte[] {0, 90, 0, 0});
        assertEquals(IntervalSet.range(80, 90), register.values(Dimension.DESTINATION_PORT, IntervalSet.all(16)));
        assertTrue(ipv4.between(padded, new byte[] {0, 80, 0, 0}, new byte[] {0, 70, 0, 0})
                .isNever());
        // The padding is part of the comparison.
        assertEquals(
                IntervalSet.of(80),
                ipv4.between(padded, new byte[] {0, 80, 0, 0}, new byte[] {0, 80, 0, 5})
                        .values(Dimension.DESTINATION_PORT, IntervalSet.all(16)));
        assertTrue(ipv4.between(padded, new byte[] {0, 80, 0, 1}, new byte[] {0, 90, 0, 0})
                .mayBeUndetermined());
        PacketBytes other = PacketBytes.of(PacketField.DESTINATION_PORT, 0, 2).then(PacketBytes.constant((byte) 1));
        assertTrue(ipv4.between(other, new byte[] {0, 80, 0}, new byte[] {0, 90, 0})
                .mayBeUndetermined());
        assertEquals(
                "a comparison of different lengths",
                ipv4.equal(padded, new byte[2]).note().detail());
    }

    @Test
    void fieldsOfTheInterface() {
        assertEquals(IntervalSet.of(0), links(PacketField.INTERFACE_INDEX, 2, 0, 0, 0));
        assertEquals(IntervalSet.range(0, 1), links(PacketField.INTERFACE_TYPE, 1, 0));
        assertEquals(IntervalSet.of(2), links(PacketField.INTERFACE_TYPE, 0xfe, 0xff));
        assertEquals(IntervalSet.of(0), links(PacketField.INTERFACE_GROUP, 7, 0, 0, 0));
        assertEquals(IntervalSet.of(1), links(PacketField.INTERFACE_NAME, 'e', 't', 'h', '1', 0));
        assertEquals(IntervalSet.range(0, 1), links(PacketField.INTERFACE_NAME, 'e', 't', 'h'));
        assertEquals(IntervalSet.EMPTY, links(PacketField.INTERFACE_NAME, 'e', 't', 'h', 0));
        Condition all = ipv4.between(PacketBytes.of(PacketField.INTERFACE_INDEX, 0, 1), new byte[] {2}, new byte[] {4});
        assertTrue(all.isAlways());
    }

    private IntervalSet links(PacketField field, int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) bytes[i];
        }
        Condition condition = ipv4.equal(PacketBytes.of(field, 0, data.length), data);
        assertFalse(condition.mayBeUndetermined());
        return condition.values(Dimension.INTERFACE, IntervalSet.all(8));
    }

    /** Such a packet shows the port first, and the VRF later. */
    @Test
    void thePortOfAVrfMayBeSeenAsTheVrf() {
        NetworkLink vrf = new NetworkLink(5, "red", 1, 0, "vrf", 0, 0, 1, true, false, false);
        NetworkLink port = new NetworkLink(6, "eth2", 1, 0, "", 5, 0, 1, true, false, false);
        NetworkLink other = new NetworkLink(7, "eth3", 1, 0, "", 0, 0, 1, true, false, false);
        ByteComparison comparison = new ByteComparison(network(List.of(vrf, port, other), List.of()), false);
        byte[] name = "red\0".getBytes(StandardCharsets.US_ASCII);
        Condition isVrf = comparison.equal(PacketBytes.of(PacketField.INTERFACE_NAME, 0, 4), name);
        assertEquals(IntervalSet.range(0, 1), isVrf.values(Dimension.INTERFACE, IntervalSet.all(8)));
        assertTrue(isVrf.mayBeUndetermined());
        Condition isOther = comparison.equal(
                PacketBytes.of(PacketField.INTERFACE_NAME, 0, 5), "eth3\0".getBytes(StandardCharsets.US_ASCII));
        assertEquals(IntervalSet.of(2), isOther.values(Dimension.INTERFACE, IntervalSet.all(8)));
        assertFalse(isOther.mayBeUndetermined());
    }

    /** Such as the packets of an ipvlan in mode l3s. */
    @Test
    void rulesMaySeeTheLowerInterface() {
        NetworkLink lower = new NetworkLink(6, "eth2", 1, 0, "", 0, 0, 1, true, false, false);
        NetworkLink upper = new NetworkLink(7, "ipvl0", 1, 0, "ipvlan", 0, 6, 1, true, false, false).hiddenBy(lower);
        LocalNetwork network = network(List.of(lower, upper), List.of());
        ByteComparison comparison = new ByteComparison(network, false);
        Condition isLower = comparison.equal(
                PacketBytes.of(PacketField.INTERFACE_NAME, 0, 5), "eth2\0".getBytes(StandardCharsets.US_ASCII));
        assertEquals(IntervalSet.range(0, 1), isLower.values(Dimension.INTERFACE, IntervalSet.range(0, 1)));
        assertFalse(isLower.mayBeUndetermined());
        assertTrue(comparison
                .equal(PacketBytes.of(PacketField.INTERFACE_NAME, 0, 6), "ipvl0\0".getBytes(StandardCharsets.US_ASCII))
                .isNever());
        assertEquals("{0-1} {}", network.metAs("eth2") + " " + network.metAs("ipvl0"));
        assertEquals("{1}", network.named("ipvl0").toString());
    }

    /** fib daddr . iif type: local by the interface that has the address. */
    @Test
    void theTypeOfTheRouteByTheInterface() {
        IntervalSet own = IntervalSet.between(DESTINATION, DESTINATION);
        LocalNetwork routed = network(NETWORK.interfaces(), List.of(own, IntervalSet.EMPTY, IntervalSet.EMPTY));
        PacketBytes type = PacketBytes.of(PacketField.ROUTE_TYPE, 0, 4);
        byte[] local = {2, 0, 0, 0};
        byte[] unicast = {1, 0, 0, 0};
        Condition isLocal = new ByteComparison(routed, false).equal(type, local);
        assertSplit(isLocal, true, true);
        assertEquals(IntervalSet.of(0), isLocal.values(Dimension.INTERFACE, IntervalSet.all(8)));
        assertEquals(own, isLocal.values(Dimension.DESTINATION, IntervalSet.all(32)));
        Condition isUnicast = new ByteComparison(routed, false).equal(type, unicast);
        assertSplit(isUnicast, false, true);
        assertEquals(IntervalSet.range(0, 2), isUnicast.values(Dimension.INTERFACE, IntervalSet.all(8)));
        assertEquals(
                IntervalSet.all(32).without(own),
                isUnicast.cases().get(0).sets().get(1).values(),
                "by the interface that has the address");
        Condition isNeither = new ByteComparison(routed, false).equal(type, new byte[] {3, 0, 0, 0});
        assertTrue(isNeither.isNever());

        // Of IPv6, a route may be missing: only local is certain.
        ByteComparison ipv6 = new ByteComparison(routed, true);
        assertFalse(ipv6.equal(type, local).mayBeUndetermined());
        assertTrue(ipv6.equal(type, unicast).mayBeUndetermined());
        assertTrue(ipv6.equal(type.and(new byte[] {3, 0, 0, 0}), local).mayBeUndetermined(), "of other types, too");
        assertTrue(ipv4.equal(type, local).mayBeUndetermined(), "routes that are not known");
    }

    @Test
    void anInterfaceThatIsKnownToBeThere() {
        PacketBytes route = PacketBytes.of(PacketField.NOT_ZERO, 0, 4);
        assertTrue(ipv4.equal(route, new byte[4]).isNever());
        assertTrue(ipv4.equal(route, new byte[] {2, 0, 0, 0}).mayBeUndetermined());
        assertTrue(ipv4.equal(PacketBytes.unknown(4), new byte[4]).mayBeUndetermined());
    }

    /** Fields whose values are known, and constants, masked and inverted at random. */
    private PacketBytes bytes() {
        PacketBytes all = some();
        for (int i = random.nextInt(3); i > 0; i--) {
            all = all.then(some());
        }
        return all;
    }

    private PacketBytes some() {
        PacketField field = List.of(
                        PacketField.UNKNOWN,
                        PacketField.SOURCE_ADDRESS,
                        PacketField.SOURCE_PORT,
                        PacketField.DESTINATION_ADDRESS,
                        PacketField.DESTINATION_PORT,
                        PacketField.MARK)
                .get(random.nextInt(6));
        if (field == PacketField.UNKNOWN) {
            return PacketBytes.constant((byte) random.nextInt(256));
        }
        int size = field(field).length;
        int from = random.nextInt(size);
        int length = 1 + random.nextInt(size - from);
        PacketBytes bytes = PacketBytes.of(field, from, length);
        byte[] operand = new byte[length];
        // Few holes: more are undetermined.
        for (int i = 0; i < length; i++) {
            operand[i] = (byte) ~(1 << random.nextInt(9));
        }
        PacketBytes masked = random.nextBoolean() ? bytes : bytes.and(operand);
        return random.nextBoolean() ? masked : masked.xor(operand);
    }

    private byte[] near(byte[] value) {
        byte[] near = value.clone();
        near[random.nextInt(near.length)] += (byte) (random.nextInt(5) - 2);
        return near;
    }

    private static byte[] field(PacketField field) {
        return switch (field) {
            case SOURCE_ADDRESS -> SOURCE;
            case SOURCE_PORT -> SOURCE_PORT;
            case DESTINATION_ADDRESS -> DESTINATION;
            case DESTINATION_PORT -> PORT;
            case MARK -> MARK;
            default -> throw new IllegalArgumentException(field.name());
        };
    }

    /** The symbolic bytes in that packet. */
    private static byte[] value(PacketBytes bytes) {
        byte[] value = new byte[bytes.length()];
        for (int i = 0; i < value.length; i++) {
            int known = bytes.isConstant(i) ? 0 : field(bytes.field(i))[bytes.index(i)] & bytes.mask(i);
            value[i] = (byte) (known ^ bytes.xor(i));
        }
        return value;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static int number(byte[] two) {
        return (two[0] & 0xff) << 8 | (two[1] & 0xff);
    }
}
