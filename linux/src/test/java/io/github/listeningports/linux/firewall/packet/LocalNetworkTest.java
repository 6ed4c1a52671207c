package io.github.listeningports.linux.firewall.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Protocol;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is known of a host's network, and of what packets hold of it. */
class LocalNetworkTest {

    private static final NetworkLink LO = new NetworkLink(1, "lo", 772, 0, "", 0, 0, 9, true, false, false);
    private static final NetworkLink ETH = new NetworkLink(2, "eth0", 1, 0x0102, "", 5, 0, 1, true, false, false);
    private static final NetworkLink BRIDGE = new NetworkLink(3, "br0", 1, 0, "bridge", 0, 0, 0, true, false, false);
    private static final NetworkLink VRF = new NetworkLink(5, "red", 1, 0, "vrf", 0, 0, 1, true, false, false);

    private static final LocalNetwork NETWORK = network(List.of(LO, ETH, BRIDGE, VRF));

    private static LocalNetwork network(List<NetworkLink> links) {
        return new LocalNetwork(
                links,
                List.of(),
                IntervalSet.of(0xc0000202L),
                IntervalSet.range(0x20010db8L << 32, 2, 0x20010db8L << 32, 2),
                List.of(IntervalSet.of(4)),
                List.of(IntervalSet.of(6)),
                List.of(IntervalSet.of(8)),
                List.of(IntervalSet.of(10)),
                IntervalSet.of(14),
                IntervalSet.of(16),
                IntervalSet.of(24),
                IntervalSet.of(26),
                IntervalSet.of(0xc00002ffL).union(IntervalSet.of(0xc0000202L)),
                IntervalSet.of(2),
                IntervalSet.of(3),
                new NetworkSysctls(Switch.ON, Switch.OFF),
                List.of("tc"),
                ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void eachFamilyHasItsOwn() {
        assertEquals(IntervalSet.of(0xc0000202L), NETWORK.addresses(false));
        assertEquals(IntervalSet.range(0x20010db8L << 32, 2, 0x20010db8L << 32, 2), NETWORK.addresses(true));
        assertEquals("{14} {16}", NETWORK.vrfOnly(false) + " " + NETWORK.vrfOnly(true));
        IntervalSet first = IntervalSet.of(0);
        assertEquals("{8} {10}", NETWORK.taken(first, false) + " " + NETWORK.taken(first, true));
        assertEquals(IntervalSet.EMPTY, NETWORK.taken(IntervalSet.range(0, 1), false));
        assertTrue(NETWORK.takes());
        assertEquals("{24} {26}", NETWORK.unrouted(false) + " " + NETWORK.unrouted(true));
        assertEquals("[{4}] [{6}]", NETWORK.routed(false) + " " + NETWORK.routed(true));
        assertEquals("{2} {3}", NETWORK.withoutAddress(false) + " " + NETWORK.withoutAddress(true));
        assertFalse(NETWORK.otherHosts(false).contains(0, 0xc0000202L));
        assertTrue(NETWORK.otherHosts(false).contains(0, 0xc0000203L));
        assertEquals(Switch.ON, NETWORK.sysctls().l3mdevAccept(Protocol.TCP));
        assertEquals(Switch.OFF, NETWORK.sysctls().l3mdevAccept(Protocol.UDP));
    }

    @Test
    void multicastAndBroadcast() {
        assertTrue(NETWORK.isBroadcast(IntervalSet.of(0xc00002ffL)));
        assertFalse(NETWORK.isBroadcast(IntervalSet.of(0xc0000202L)), "an address of its own");
        assertFalse(NETWORK.isBroadcast(IntervalSet.of(0xc0000203L)));
        assertFalse(NETWORK.isBroadcast(IntervalSet.range(0xc00002feL, 0xc00002ffL)));
        assertTrue(NETWORK.isMulticastOrBroadcast(IntervalSet.of(0xe0000001L), false));
        assertTrue(NETWORK.isMulticastOrBroadcast(IntervalSet.of(0xc00002ffL), false));
        assertFalse(NETWORK.isMulticastOrBroadcast(IntervalSet.of(0xc00002ffL), true), "a number of IPv6");
        assertTrue(NETWORK.isMulticastOrBroadcast(IntervalSet.range(0xff02L << 48, 1, 0xff02L << 48, 1), true));
        PacketKind ipv6 = new PacketKind(true, true, PacketKind.Destination.ANY);
        Step.Dnat redirect = (Step.Dnat) DestinationNat.toInterface(ipv6, NETWORK, OptionalInt.of(80), false);
        assertEquals(Optional.of(NETWORK.addresses(true)), redirect.address());
        assertEquals(IntervalSet.of(3), redirect.dropped());
    }

    @Test
    void whetherIpvlansTakePackets() {
        assertTrue(NETWORK.takes());
        assertFalse(LocalNetwork.NONE.takes());
    }

    /** Packets of IPv6 pass both. */
    @Test
    void ipv6BehindALowerInterface() {
        NetworkLink with = new NetworkLink(7, "x0", 1, 0, "ipvlan", 0, 2, 1, true, false, false);
        NetworkLink without = new NetworkLink(8, "x1", 1, 0, "ipvlan", 0, 2, 1, false, false, false);
        assertTrue(with.hiddenBy(ETH).ipv6());
        assertFalse(with.hiddenBy(without).ipv6());
        assertFalse(without.hiddenBy(ETH).ipv6());
        assertTrue(with.hiddenBy(ETH).behindLower());
    }

    /** Its own addresses, and those that no other host has. */
    @Test
    void addressesThatMayBeHere() throws UnknownHostException {
        for (String here : List.of("192.0.2.2", "127.0.0.1", "224.0.0.1", "0.0.0.0", "2001:db8::2", "::1", "ff02::1")) {
            assertTrue(NETWORK.mayBeHere(InetAddress.getByName(here).getAddress()), here);
        }
        for (String elsewhere : List.of("192.0.2.3", "8.8.8.8", "2001:db8::3", "::2")) {
            assertFalse(NETWORK.mayBeHere(InetAddress.getByName(elsewhere).getAddress()), elsewhere);
        }
    }

    @Test
    void interfacesByNameAndKind() {
        assertEquals(IntervalSet.of(1), NETWORK.named("eth0"));
        assertEquals(IntervalSet.of(0), NETWORK.named("lo"));
        assertEquals(IntervalSet.EMPTY, NETWORK.named("eth1"));
        assertEquals("{0-1, 3}", NETWORK.having(NetworkLink::isUp).toString());
        assertEquals("{0}", NETWORK.having(NetworkLink::isLoopback).toString());
        assertEquals("{3}", NETWORK.having(NetworkLink::isVrf).toString());
        assertEquals("{1}", NETWORK.having(NETWORK::isVrfPort).toString());
        assertTrue(NETWORK.hasBridge());
        assertFalse(NETWORK.hasBridgeRules());
        LocalNetwork behind = NETWORK.behindBridges();
        assertTrue(behind.hasBridgeRules());
        assertEquals(List.of("tc", "bridge rules"), behind.unexaminedIngress());
        LocalNetwork without = network(List.of(LO, ETH));
        assertFalse(without.hasBridge());
        assertSame(without, without.behindBridges());
    }

    /** A port of a bridge whose other end is here, or a VRF beside such an interface. */
    @Test
    void packetsThatMayGoOutAndComeBack() {
        NetworkLink port = new NetworkLink(8, "v0", 1, 0, "veth", 5, 9, 1, true, false, false);
        NetworkLink single = new NetworkLink(8, "v0", 1, 0, "macvlan", 0, 2, 1, true, false, false);
        NetworkLink gone = new NetworkLink(8, "v0", 1, 0, "veth", 5, 0, 1, true, false, false);
        NetworkLink above = new NetworkLink(8, "x0", 1, 0, "vlan", 5, 2, 1, true, false, false);
        assertFalse(network(List.of(ETH, BRIDGE, gone, above, single)).mayReturn());
        assertTrue(network(List.of(ETH, BRIDGE, port)).mayReturn());
        assertFalse(network(List.of(ETH, VRF, gone, above)).mayReturn());
        assertTrue(network(List.of(ETH, VRF, single)).mayReturn());
        assertTrue(ETH.isHardware());
        assertFalse(BRIDGE.isHardware());
        assertEquals(
                List.of("tc", "rules for what is forwarded or goes out"),
                NETWORK.behindForwarding().unexaminedIngress());
        assertEquals(
                "tc, rules for what is forwarded or goes out, bridge rules",
                NETWORK.behindForwarding().behindBridges().unexaminedInShort());
        assertEquals(
                "tc, bridge rules, bridge rules and 1 more",
                NETWORK.behindBridges().behindBridges().behindBridges().unexaminedInShort());
    }

    @Test
    void networksAreEqualIfAllOfThemIs() {
        LocalNetwork same = network(
                List.of(LO, new NetworkLink(2, "eth0", 1, 0x0102, "", 5, 0, 1, true, false, false), BRIDGE, VRF));
        assertEquals(NETWORK, same);
        assertEquals(NETWORK.hashCode(), same.hashCode());
        Set<LocalNetwork> different = new HashSet<>(List.of(
                NETWORK,
                NETWORK.behindBridges(),
                network(List.of(LO, ETH, BRIDGE)),
                network(List.of(
                        LO, new NetworkLink(2, "eth0", 1, 0x0102, "", 5, 0, 1, true, true, false), BRIDGE, VRF))));
        assertEquals(4, different.size());
        assertNotEquals(NETWORK, null);
        assertNotEquals(ETH, null);
    }

    @Test
    void fieldsOfAnInterfaceInBothByteOrders() {
        int[] little = {0xff02, 0xff01, 0xff00, 0xff00};
        for (int i = 0; i < 4; i++) {
            assertEquals(little[i], ETH.known(PacketField.INTERFACE_GROUP, i, ByteOrder.LITTLE_ENDIAN));
            assertEquals(little[3 - i], ETH.known(PacketField.INTERFACE_GROUP, i, ByteOrder.BIG_ENDIAN));
        }
        assertEquals(0xff03, LO.known(PacketField.INTERFACE_TYPE, 0, ByteOrder.BIG_ENDIAN));
        assertEquals(0xff04, LO.known(PacketField.INTERFACE_TYPE, 0, ByteOrder.LITTLE_ENDIAN));
        assertEquals(0xff00 | 'h', ETH.known(PacketField.INTERFACE_NAME, 2, ByteOrder.BIG_ENDIAN));
        assertEquals(0xff00, ETH.known(PacketField.INTERFACE_NAME, 4, ByteOrder.BIG_ENDIAN));
        assertEquals(0, NetworkLink.ANY.known(PacketField.INTERFACE_INDEX, 0, ByteOrder.BIG_ENDIAN));
    }

    /** The value in bits 0 to 7, its known bits in bits 8 to 15. */
    @Test
    void bytesOfMarksAndStates() {
        assertEquals(0xff78, variable(PacketField.MARK, 0x12345678, 0, ByteOrder.LITTLE_ENDIAN));
        assertEquals(0xff12, variable(PacketField.MARK, 0x12345678, 0, ByteOrder.BIG_ENDIAN));
        assertEquals(0xff56, variable(PacketField.CONNECTION_MARK, 0x12345678, 2, ByteOrder.BIG_ENDIAN));
        assertEquals(0, variable(PacketField.MARK, PacketSet.UNKNOWN, 0, ByteOrder.LITTLE_ENDIAN));
        assertEquals(0, variable(PacketField.SOURCE_PORT, 5, 0, ByteOrder.LITTLE_ENDIAN), "no variable");
        assertEquals(0x7f20, variable(PacketField.CONNECTION_STATUS, 0x20, 0, ByteOrder.LITTLE_ENDIAN));
        assertEquals(0x0200, variable(PacketField.CONNECTION_STATUS, 0x20, 1, ByteOrder.LITTLE_ENDIAN));
        assertEquals(0x7f20, variable(PacketField.CONNECTION_STATUS, 0x20, 3, ByteOrder.BIG_ENDIAN));
        assertEquals(0xff01, variable(PacketField.ROUTE_BY_MARK, 0, 0, ByteOrder.LITTLE_ENDIAN));
        assertEquals(0xff00, variable(PacketField.ROUTE_BY_MARK, 0, 1, ByteOrder.LITTLE_ENDIAN));
        assertEquals(0, variable(PacketField.ROUTE_BY_MARK, 5, 0, ByteOrder.LITTLE_ENDIAN));
        assertEquals(0xff01, variable(PacketField.NO_TEMPLATE, PacketSet.NEW, 0, ByteOrder.LITTLE_ENDIAN));
        assertEquals(0, variable(PacketField.NO_TEMPLATE, PacketSet.TEMPLATE, 0, ByteOrder.LITTLE_ENDIAN));
    }

    private static int variable(PacketField field, long value, int index, ByteOrder order) {
        return KnownBytes.ofVariable(field, value, index, order);
    }
}
