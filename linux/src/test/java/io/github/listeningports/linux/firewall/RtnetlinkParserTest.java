package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.kernel.AttributesBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages as rtnl_fill_ifinfo, inet_fill_ifaddr, inet6_fill_ifaddr, fib_dump_info and tc_fill_qdisc of the kernel write them (linux/if_link.h, linux/if_addr.h, linux/rtnetlink.h):
 * which interfaces take packets of other hosts, and for which addresses. {@link FirewallReadingTest} reads real ones.
 */
class RtnetlinkParserTest {

    private static final int UP = 1;
    private static final int LOOPBACK = 8;

    private static final int IFLA_LINK = 5;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_XDP = 43;

    private static final int HOST = 254; // RT_SCOPE_HOST
    private static final int LINK = 253; // RT_SCOPE_LINK
    private static final int SITE = 200; // RT_SCOPE_SITE

    private static final int UNICAST = 1; // RTN_UNICAST
    private static final int LOCAL = 2; // RTN_LOCAL
    private static final int BROADCAST = 3; // RTN_BROADCAST

    private static final NetworkSysctls SYSCTLS = new NetworkSysctls(Switch.ON, Switch.OFF);

    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private RtnetlinkParser parser = new RtnetlinkParser(order);

    private void beOf(ByteOrder machine) {
        order = machine;
        parser = new RtnetlinkParser(machine);
    }

    private AttributesBuilder attributes() {
        return new AttributesBuilder(order);
    }

    /** ifinfomsg. */
    private void link(int index, int type, int flags, AttributesBuilder attributes) {
        ByteBuffer header = ByteBuffer.allocate(RtnetlinkParser.LINK_HEADER).order(order);
        header.putShort(2, (short) type).putInt(4, index).putInt(8, flags);
        parser.take(RtnetlinkParser.RTM_NEWLINK, header.array(), attributes.build());
    }

    private AttributesBuilder named(String name) {
        return attributes().text(3, name); // IFLA_IFNAME
    }

    private AttributesBuilder ofKind(String name, String kind) {
        return named(name).nested(IFLA_LINKINFO, attributes().text(1, kind)); // IFLA_INFO_KIND
    }

    private void up(int index, String name) {
        link(index, 1, UP, named(name));
    }

    /** ifaddrmsg. */
    private void address(int index, int prefix, int flags, int scope, AttributesBuilder attributes, boolean v6) {
        ByteBuffer header = ByteBuffer.allocate(RtnetlinkParser.ADDRESS_HEADER).order(order);
        header.put(0, (byte) (v6 ? 10 : 2)).put(1, (byte) prefix).put(2, (byte) flags);
        header.put(3, (byte) scope).putInt(4, index);
        parser.take(RtnetlinkParser.RTM_NEWADDR, header.array(), attributes.build());
    }

    /** One that has a route: IFA_F_PERMANENT is 0x80; of IPv4, IFA_LOCAL and IFA_ADDRESS are the same. */
    private void address(int index, String address, int prefix) {
        byte[] bytes = bytes(address);
        boolean v6 = bytes.length == 16;
        AttributesBuilder attributes = attributes().value(1, bytes);
        address(index, prefix, 0x80, 0, v6 ? attributes : attributes.value(2, bytes), v6);
    }

    private void addressOfScope(int index, String address, int scope) {
        address(index, 64, 0x80, scope, attributes().value(1, bytes(address)), true);
    }

    /** rtmsg; RTA_DST is 1, RTA_OIF 4. */
    private void route(int type, int table, String first, int prefix, int link) {
        byte[] bytes = bytes(first);
        byte[] header = new byte[RtnetlinkParser.ROUTE_HEADER];
        header[0] = (byte) (bytes.length == 16 ? 10 : 2);
        header[1] = (byte) prefix;
        header[4] = (byte) table;
        header[7] = (byte) type;
        parser.take(
                RtnetlinkParser.RTM_NEWROUTE,
                header,
                attributes().value(1, bytes).number(4, link).build());
    }

    private void route(int type, String first, int prefix, int link) {
        route(type, 255, first, prefix, link);
    }

    /** tcmsg; TCA_KIND is 1. */
    private void qdisc(int index, String kind) {
        ByteBuffer header = ByteBuffer.allocate(TcFilters.HEADER).order(order);
        header.putInt(4, index);
        parser.take(
                RtnetlinkParser.RTM_NEWQDISC,
                header.array(),
                attributes().text(1, kind).build());
    }

    private LocalNetwork network() {
        return parser.network((link, outbound) -> false, SYSCTLS);
    }

    private static List<String> names(List<NetworkLink> links) {
        return links.stream().map(NetworkLink::name).toList();
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static IntervalSet range(String first, String last) {
        return IntervalSet.between(bytes(first), bytes(last));
    }

    private static IntervalSet set(String... addresses) {
        IntervalSet all = IntervalSet.EMPTY;
        for (String each : addresses) {
            all = all.union(range(each, each));
        }
        return all;
    }

    /** Of 32 bits each, from DEVCONF_FORWARDING, 0, to disable_ipv6, 26, which is the last. */
    private AttributesBuilder settings(int disabled, int count) {
        ByteBuffer values = ByteBuffer.allocate(Integer.BYTES * count).order(order);
        IntStream.range(0, count).forEach(i -> values.putInt(i == 26 ? disabled : 1));
        return attributes().value(2, values.array()); // IFLA_INET6_CONF
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyFieldOfAnInterface(boolean bigEndian) {
        beOf(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        AttributesBuilder xdp = attributes().value(2, (byte) 2); // IFLA_XDP_ATTACHED: XDP_ATTACHED_SKB
        link(
                0x01020304,
                0xfffe, // ARPHRD_NONE
                UP | 0x10040,
                ofKind("wg0", "wireguard")
                        .number(IFLA_GROUP, 7)
                        .number(IFLA_MASTER, 0)
                        .number(IFLA_LINK, 9)
                        .nested(IFLA_AF_SPEC, attributes().nested(2, attributes()))
                        .nested(IFLA_XDP, xdp));

        LocalNetwork network = network();
        assertEquals(
                List.of(new NetworkLink(
                        0x01020304, "wg0", 0xfffe, 7, "wireguard", 0, 9, UP | 0x10040, false, true, false)),
                network.interfaces());
        assertEquals(List.of(), network.silent());
        assertEquals(List.of("an XDP program on wg0"), network.unexaminedIngress());
        assertEquals(SYSCTLS, network.sysctls());
        assertEquals(order, network.byteOrder());
    }

    /** Where nothing is said of families, as by a kernel that is older than that, it may. */
    @ParameterizedTest
    @CsvSource({"0, 27, true", "1, 27, false", "0, 60, true", "256, 60, false", "0, 26, false", "0, 0, false"})
    void whetherIpv6IsDisabled(int disabled, int settings, boolean takes) {
        for (ByteOrder machine : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            beOf(machine);
            AttributesBuilder families = attributes().nested(2, attributes()).nested(10, settings(disabled, settings));
            link(2, 1, UP, named("a0").nested(IFLA_AF_SPEC, families));
            link(3, 1, UP, named("b0").nested(IFLA_AF_SPEC, attributes().nested(10, settings(disabled, settings))));
            up(4, "old");

            assertEquals(
                    List.of(takes, takes, true),
                    network().interfaces().stream().map(NetworkLink::ipv6).toList());
        }
    }

    @Test
    void packetsComeInByInterfacesThatAreUp() {
        link(1, 772, UP | LOOPBACK, named("lo"));
        up(2, "a0");
        link(3, 1, 0x1002, named("down"));
        assertEquals(List.of("a0"), names(network().interfaces()));
        assertEquals(List.of("down"), names(network().silent()));
    }

    /** Those of the ports come in by the master, those of a VRF's by the port (Documentation/networking/vrf.rst). */
    @Test
    void portsOfABridgeAndOfAVrf() {
        up(2, "a0");
        link(3, 1, UP, ofKind("br0", "bridge"));
        link(4, 1, UP, named("port").number(IFLA_MASTER, 3));
        link(5, 1, 0, ofKind("blue", "vrf"));
        link(6, 1, UP, named("inside").number(IFLA_MASTER, 5));
        link(7, 1, UP, named("ofAnother").number(IFLA_MASTER, 99));

        assertEquals(List.of("a0", "br0", "blue", "inside"), names(network().interfaces()));
        assertEquals(List.of("port", "ofAnother"), names(network().silent()));
    }

    @Test
    void withoutAnyInterfaceThereMayBeOne() {
        assertEquals(List.of(NetworkLink.ANY), network().interfaces());
        link(5, 1, UP, ofKind("blue", "vrf"));
        assertEquals(List.of("blue", ""), names(network().interfaces()), "packets come in by none of a VRF itself");
        assertEquals(IntervalSet.of(0), network().withoutIpv4(), "of the unknown one nothing is known");
    }

    @Test
    void programsOfXdpAndFiltersOfTc() {
        AttributesBuilder none = attributes().value(2, (byte) 0); // XDP_ATTACHED_NONE
        AttributesBuilder attached = attributes().value(2, (byte) 1); // XDP_ATTACHED_DRV
        link(1, 772, UP | LOOPBACK, named("lo").nested(IFLA_XDP, attached));
        link(2, 1, UP, named("a0").nested(IFLA_XDP, none));
        link(3, 1, UP, named("b0").nested(IFLA_XDP, attached));
        link(4, 1, 0, named("down").nested(IFLA_XDP, attached));
        up(5, "c0");
        up(6, "d0");
        up(7, "e0");
        qdisc(1, "clsact");
        qdisc(2, "noqueue");
        qdisc(4, "clsact");
        qdisc(5, "ingress");
        qdisc(6, "clsact");
        qdisc(7, "netem");

        assertEquals(
                List.of("an XDP program on b0", "tc at the ingress of c0", "tc at the ingress of d0"),
                network().unexaminedIngress());
        assertEquals(
                List.of(
                        "tc at the ingress of a0",
                        "an XDP program on b0",
                        "tc at the ingress of b0",
                        "tc at the ingress of c0",
                        "tc at the ingress of d0",
                        "tc at the ingress of e0"),
                parser.network((link, outbound) -> true, SYSCTLS).unexaminedIngress());
    }

    @Test
    void qdiscsForWhatGoesOutAndMayComeBack() {
        link(1, 772, UP | LOOPBACK, ofKind("lo", "x"));
        link(3, 1, UP, ofKind("br0", "bridge"));
        link(4, 1, UP, ofKind("v0", "veth").number(IFLA_MASTER, 3).number(5, 5));
        link(5, 1, 0, ofKind("v1", "veth").number(5, 4));
        up(6, "a0");
        for (int index = 1; index < 7; index++) {
            qdisc(index, index == 3 ? "fq" : "netem");
        }
        assertEquals(List.of("tc at the egress of v0"), network().unexaminedIngress());
        assertEquals(List.of("lo", "br0", "v0", "v1", "a0"), names(parser.links()));
    }

    /** IFLA_LINK is 5: the other end of the pair is here. */
    @Test
    void programsForWhatGoesOutAndMayComeBack() {
        link(2, 1, UP, named("a0"));
        link(3, 1, UP, ofKind("br0", "bridge"));
        link(4, 1, UP, ofKind("v0", "veth").number(IFLA_MASTER, 3));
        link(5, 1, UP, ofKind("v1", "veth").number(5, 4));
        assertEquals(
                List.of(), parser.network((link, outbound) -> outbound, SYSCTLS).unexaminedIngress());

        link(6, 1, UP, ofKind("w0", "veth").number(5, 7).number(IFLA_MASTER, 3));
        assertEquals(
                List.of("br0", "v0", "v1", "w0"),
                parser.network((link, outbound) -> outbound, SYSCTLS).unexaminedIngress().stream()
                        .map(each -> each.replace("tc at the egress of ", ""))
                        .toList());
    }

    @Test
    void whereTheMachineIsBigEndian() {
        beOf(ByteOrder.BIG_ENDIAN);
        up(2, "a0");
        up(3, "b0");
        qdisc(3, "ingress");
        address(3, "192.0.2.1", 32);
        route(LOCAL, "192.0.2.1", 32, 3);

        assertEquals(List.of("tc at the ingress of b0"), network().unexaminedIngress());
        assertEquals(IntervalSet.of(0), network().withoutIpv4());
        assertEquals(List.of(IntervalSet.EMPTY, set("192.0.2.1")), network().routed4());
    }

    @Test
    void addressesOfBothFamilies() {
        up(2, "a0");
        address(2, "127.0.0.1", 8);
        address(2, "::1", 128);
        assertEquals(IntervalSet.EMPTY, network().ipv4());
        assertEquals(IntervalSet.EMPTY, network().ipv6());
        assertEquals(List.of(2, 10), parser.families());

        address(2, "192.0.2.1", 32);
        address(2, "126.255.255.255", 32);
        address(2, "2001:db8::1", 64);
        address(2, "::2", 64);
        assertEquals(set("192.0.2.1", "126.255.255.255"), network().ipv4());
        assertEquals(set("2001:db8::1", "::2"), network().ipv6());
    }

    @Test
    void theFamiliesInTheOrderOfTheirAddresses() {
        assertEquals(List.of(), parser.families());
        address(2, "fe80::1", 64);
        assertEquals(List.of(10), parser.families());
        address(2, "192.0.2.1", 24);
        address(2, "fe80::2", 64);
        assertEquals(List.of(10, 2), parser.families());
    }

    /** IFA_ADDRESS is the peer's, IFA_LOCAL the own one. */
    @Test
    void theAddressesOfAPointToPointLink() {
        up(2, "ppp0");
        AttributesBuilder both = attributes().value(1, bytes("198.51.100.9")).value(2, bytes("192.0.2.1"));
        address(2, 24, 0x80, 0, both, false);
        AttributesBuilder both6 = attributes().value(1, bytes("2001:db8::9")).value(2, bytes("2001:db8::1"));
        address(2, 128, 0x80, 0, both6, true);

        assertEquals(set("192.0.2.1"), network().ipv4());
        assertEquals(set("2001:db8::1"), network().ipv6());
        assertEquals(set("255.255.255.255", "198.51.100.255"), network().broadcasts());
    }

    @Test
    void anAddressOfAnotherLengthIsNone() {
        up(2, "a0");
        address(2, 24, 0x80, 0, attributes().value(1, bytes("2001:db8::1")), false);
        address(2, 24, 0x80, 0, attributes().value(1, bytes("192.0.2.1")), true);
        address(2, 24, 0x80, 0, attributes(), false);

        assertEquals(IntervalSet.EMPTY, network().ipv4());
        assertEquals(IntervalSet.EMPTY, network().ipv6());
        assertEquals(List.of(), parser.families());
        assertEquals(set("255.255.255.255"), network().broadcasts());
    }

    /** fib_add_ifaddr: the last address of a network of 30 bits or less. IFA_BROADCAST is 4. */
    @Test
    void broadcastAddresses() {
        up(2, "a0");
        address(2, "127.0.0.1", 8);
        address(2, "192.0.2.5", 24);
        address(2, "198.51.100.5", 30);
        address(2, "203.0.113.4", 31);
        address(2, "203.0.113.9", 32);
        AttributesBuilder own = attributes().value(1, bytes("10.1.2.3")).value(2, bytes("10.1.2.3"));
        address(2, 8, 0x80, 0, own.value(4, bytes("10.1.2.127")), false);
        address(2, 8, 0x80, 0, attributes().value(2, bytes("10.1.2.4")).value(4, new byte[3]), false);

        assertEquals(
                set("255.255.255.255", "192.0.2.255", "198.51.100.7", "10.255.255.255", "10.1.2.127"),
                network().broadcasts());
    }

    /** An interface without an IPv4 address drops none of them, but has no route for them; link-local addresses of IPv6 do not count. */
    @Test
    void interfacesWithoutAnAddress() {
        up(2, "a0");
        up(3, "b0");
        up(4, "c0");
        address(3, "192.0.2.1", 24);
        addressOfScope(2, "2001:db8::1", 0);
        addressOfScope(3, "fe80::1", LINK);
        addressOfScope(4, "fec0::1", SITE);
        addressOfScope(3, "::2", HOST);

        assertEquals(IntervalSet.of(0).union(IntervalSet.of(2)), network().withoutIpv4());
        assertEquals(IntervalSet.of(1), network().withoutIpv6());
    }

    @Test
    void theRequestForTheLocalRoutes() {
        assertArrayEquals(new byte[] {10, 0, 0, 0, (byte) 255, 0, 0, 0, 0, 0, 0, 0}, RtnetlinkParser.localRoutes(10));
    }

    /** A number above 255 fits into the attribute only. */
    @Test
    void theRequestForTheRoutesOfATable() {
        ByteBuffer request =
                ByteBuffer.wrap(RtnetlinkParser.routes(2, LOCAL, 1000)).order(ByteOrder.nativeOrder());
        assertEquals(20, request.capacity());
        assertEquals("2 0 2", request.get(0) + " " + request.get(4) + " " + request.get(7));
        assertEquals(
                "8 15 1000", request.getShort(12) + " " + request.getShort(14) + " " + request.getInt(16)); // RTA_TABLE
    }

    /** A local route assigns whole networks, which no interface has. */
    @Test
    void localRoutes() {
        up(2, "a0");
        address(2, "192.0.2.1", 24);
        route(LOCAL, "192.0.2.1", 32, 2);
        route(LOCAL, "198.51.100.0", 25, 2);
        route(LOCAL, "127.0.0.0", 8, 1);
        route(LOCAL, "::1", 128, 1);
        route(LOCAL, "2001:db8::", 61, 2);
        route(BROADCAST, "192.0.2.255", 32, 2);
        route(LOCAL, 254, "203.0.113.0", 24, 2); // of the table main

        assertEquals(
                set("192.0.2.1").union(range("198.51.100.0", "198.51.100.127")),
                network().ipv4());
        assertEquals(
                range("2001:db8::", "2001:db8:0:7:ffff:ffff:ffff:ffff"),
                network().ipv6());
        assertEquals(List.of(), parser.unexamined());
    }

    @Test
    void theInterfaceOfALocalRoute() {
        up(2, "a0");
        up(3, "b0");
        route(LOCAL, "192.0.2.1", 32, 2);
        route(LOCAL, "198.51.100.1", 32, 3);
        route(LOCAL, "198.51.100.3", 32, 3);
        assertEquals(
                List.of(set("192.0.2.1"), set("198.51.100.1", "198.51.100.3")),
                network().routed4());
        assertEquals(List.of(), network().routed6(), "there are none");

        route(LOCAL, "2001:db8::1", 128, 2);
        assertEquals(List.of(set("2001:db8::1"), IntervalSet.EMPTY), network().routed6());
        route(LOCAL, "192.0.2.1", 32, 3);
        assertEquals(List.of(), network().routed4(), "both have it");
        assertEquals(2, network().routed6().size());
    }

    @Test
    void theInterfaceOfALocalRouteIsUnknownBesideAVrf() {
        up(2, "a0");
        route(LOCAL, "192.0.2.1", 32, 2);
        assertEquals(List.of(set("192.0.2.1")), network().routed4());
        link(5, 1, UP, ofKind("blue", "vrf"));
        assertEquals(List.of(), network().routed4());
    }

    @Test
    void addressesOfAVrf() {
        up(2, "a0");
        AttributesBuilder blue =
                attributes().text(1, "vrf").nested(2, attributes().number(1, 10)); // IFLA_VRF_TABLE
        link(5, 1, UP, named("blue").nested(IFLA_LINKINFO, blue));
        link(6, 1, UP, named("inside").number(IFLA_MASTER, 5));
        address(2, "192.0.2.1", 32);
        address(6, "192.0.2.1", 32);
        address(6, "198.51.100.1", 32);
        address(5, "198.51.100.2", 32);
        address(6, "127.0.0.2", 8);
        address(6, "2001:db8::1", 64);
        address(2, "2001:db8::2", 64);

        assertEquals(List.of(10), parser.addressRoutes().tablesOfVrfs());
        assertEquals(set("198.51.100.1", "198.51.100.2"), network().vrfOnly4());
        assertEquals(set("2001:db8::1"), network().vrfOnly6());
        route(LOCAL, "192.0.2.1", 32, 2);
        route(LOCAL, 10, "192.0.2.1", 32, 6);
        route(LOCAL, 10, "198.51.100.1", 32, 6);
        route(LOCAL, 10, "2001:db8::1", 128, 6);
        parser.addressRoutes().hasAll();
        assertEquals(set("198.51.100.2"), network().unrouted(false));
        assertEquals(set("2001:db8::2"), network().unrouted(true), "a VRF's are in its own table");
        assertEquals(List.of(), hooks());

        route(LOCAL, "198.51.100.2", 32, 5);
        assertEquals(IntervalSet.EMPTY, network().unrouted(false));
        assertEquals(
                List.of(
                        "the routing tables, where this machine's address 198.51.100.2 has a route of another table or of a"
                                + " wider network, not one of its own"),
                hooks());
    }

    /** Of either family, until they are there. */
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1"})
    void theRoutesOfAllTablesAreWantedForAnAddressWithoutOne(String address) {
        up(2, "a0");
        address(2, "198.51.100.1", 32);
        address(2, "2001:db8::2", 128);
        route(LOCAL, "198.51.100.1", 32, 2);
        route(LOCAL, "2001:db8::2", 128, 2);
        assertFalse(parser.addressRoutes().wantsAll());
        address(2, address, 32);
        assertTrue(parser.addressRoutes().wantsAll());
        parser.addressRoutes().hasAll();
        assertFalse(parser.addressRoutes().wantsAll());
    }

    /** One that is configured (IFA_BROADCAST is 4) has a route of its own. */
    @Test
    void aBroadcastAddressOfItsOwnWithoutItsRoute() {
        up(2, "a0");
        byte[] own = bytes("192.0.2.1");
        address(2, 32, 0x80, 0, attributes().value(1, own).value(2, own).value(4, bytes("192.0.2.77")), false);
        route(LOCAL, "192.0.2.1", 32, 2);
        parser.addressRoutes().hasAll();
        assertEquals(set("192.0.2.77"), network().unrouted(false));
        route(BROADCAST, "192.0.2.77", 32, 2);
        assertEquals(IntervalSet.EMPTY, network().unrouted(false));
        assertEquals(List.of(), hooks(), "a route of its own");
    }

    /** The table main is one with the local one, until a routing rule is added; a route of the same network comes behind the local one. */
    @Test
    void aRouteOfTheTableMainThatIsNarrowerThanALocalOne() {
        up(2, "a0");
        route(LOCAL, "192.0.2.1", 32, 2);
        assertFalse(parser.wantsMain());
        route(LOCAL, "2001:db8::", 32, 2);
        assertFalse(parser.wantsMain(), "IPv6 tables are never one");
        route(LOCAL, "198.51.0.0", 16, 1);
        assertTrue(parser.wantsMain());
        route(1, 254, "0.0.0.0", 0, 2);
        route(1, 254, "192.0.2.1", 32, 2);
        route(1, 254, "198.51.0.0", 16, 2);
        route(LOCAL, 254, "198.51.7.0", 24, 2);
        route(1, 100, "198.51.8.0", 24, 2);
        route(1, 254, "2001:db8:1::", 48, 2);
        assertEquals(List.of(), hooks());

        route(1, 254, "198.51.100.0", 24, 2);
        route(6, 254, "198.51.100.1", 32, 0);
        assertEquals(
                List.of(
                        "the main routing table, whose route to 198.51.100.0/24 comes before a local one that is wider"),
                hooks(),
                "one of them is named");
    }

    /** Of two routes to one address the first counts, and the kernel lists them in this order. */
    @Test
    void anAddressThatIsOneOfBroadcast() {
        up(2, "a0");
        route(LOCAL, "192.0.2.255", 32, 2);
        route(BROADCAST, "192.0.2.255", 32, 2);
        route(BROADCAST, "198.51.100.0", 24, 2);
        route(LOCAL, "198.51.100.0", 24, 2);
        route(BROADCAST, 100, "203.0.113.255", 32, 2);
        route(LOCAL, "203.0.113.255", 32, 2);
        assertEquals(List.of(), hooks());

        route(BROADCAST, "198.51.100.255", 32, 2);
        route(LOCAL, "198.51.100.255", 32, 2);
        assertEquals(
                List.of(
                        "the local routing table, where the route to the broadcast address 198.51.100.255 comes before that to"
                                + " this machine's address"),
                hooks());
    }

    /** Its internal port has the address; the flows decide what comes to it. */
    @Test
    void openVSwitch() {
        link(2, 1, UP, named("a0").number(IFLA_MASTER, 3));
        link(3, 1, 0, ofKind("ovs-system", "openvswitch"));
        link(4, 1, UP, ofKind("ovs0", "openvswitch"));
        assertEquals(List.of("the flows of Open vSwitch to ovs0"), network().unexaminedIngress());
    }

    /** Where a table leads to the network of an interface, too, a wider local route does not count; the local table of IPv6 is never one with another. */
    @Test
    void aLocalRouteThatIsWiderThanTheNetwork() {
        up(2, "a0");
        AttributesBuilder blue =
                attributes().text(1, "vrf").nested(2, attributes().number(1, 10)); // IFLA_VRF_TABLE
        link(5, 1, UP, named("blue").nested(IFLA_LINKINFO, blue));
        link(6, 1, UP, named("inside").number(IFLA_MASTER, 5));
        address(2, "192.0.2.1", 24);
        address(2, "198.51.100.1", 24);
        address(2, "2001:db8:1::1", 64);
        address(6, "2001:db8:2::1", 64);
        route(LOCAL, "192.0.2.0", 23, 2);
        route(LOCAL, "198.51.100.0", 24, 2);
        route(LOCAL, "2001:db8:1::", 48, 2);
        route(LOCAL, 10, "2001:db8:2::", 63, 6);
        route(BROADCAST, "192.0.2.255", 32, 2);
        route(BROADCAST, "198.51.100.255", 32, 2);
        assertTrue(parser.addressRoutes().wantsAll());
        parser.addressRoutes().hasAll();

        assertEquals(IntervalSet.EMPTY, network().unrouted(false), "nobody knows");
        assertEquals(2, hooks().size(), hooks()::toString);
        assertTrue(hooks().get(0).contains("this machine's address 192.0.2.1 has"), hooks()::toString);
        assertTrue(hooks().get(1).contains("this machine's address 2001:db8:2:0:0:0:0:1 has"), hooks()::toString);
    }

    private List<String> hooks() {
        return parser.unexamined().stream().map(UnexaminedHook::what).toList();
    }

    /** IFLA_INFO_DATA is 2, in it IFLA_IPVLAN_MODE 1, of 16 bits: IPVLAN_MODE_L2 is 0, L3 1, L3S 2. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ipvlanInModeL3s(boolean bigEndian) {
        beOf(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int mode = 0; mode < 3; mode++) {
            link(2 + mode, 1, UP, ofModeOf("ipvlan", "i" + mode, mode));
        }
        link(5, 1, UP, ofModeOf("macvlan", "m0", 2));
        link(6, 1, UP, ofKind("unknown", "ipvlan"));

        assertEquals(
                List.of(new UnexaminedHook(
                        "the rules that packets of i2 pass at its lower interface (ipvlan in mode l3s)", true, true)),
                parser.unexamined());
    }

    /** In mode l3s rules see the lower interface, by whose routes its packets are looked up. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theAddressesOfAnIpvlan(boolean l3s) {
        up(2, "a0");
        up(3, "b0");
        link(4, 1, UP, ofModeOf("ipvlan", "i0", l3s ? 2 : 0).number(5, 2));
        for (int index = 2; index < 5; index++) {
            address(index, "192.0.2." + index, 32);
            address(index, "2001:db8::" + index, 64);
            route(LOCAL, "192.0.2." + index, 32, index);
        }
        assertEquals(
                List.of(set("192.0.2.4"), IntervalSet.EMPTY, IntervalSet.EMPTY),
                network().taken4());
        assertEquals(
                List.of(set("2001:db8::4"), IntervalSet.EMPTY, IntervalSet.EMPTY),
                network().taken6());
        assertEquals(
                List.of(set("192.0.2.2"), set("192.0.2.3"), set(l3s ? "192.0.2.2" : "192.0.2.4")),
                network().routed4());
        assertEquals(List.of(), network().routed6(), "none was read");
    }

    private AttributesBuilder ofModeOf(String kind, String name, int mode) {
        byte[] value =
                ByteBuffer.allocate(2).order(order).putShort((short) mode).array();
        return named(name)
                .nested(
                        IFLA_LINKINFO,
                        attributes().text(1, kind).nested(2, attributes().value(1, value)));
    }

    /** RTN_BLACKHOLE is 6, RTN_UNREACHABLE 7, RTN_PROHIBIT 8, RTN_THROW 9, RTN_NAT 10; RTN_ANYCAST 4, RTN_MULTICAST 5. */
    @ParameterizedTest
    @CsvSource({"1, true", "3, false", "4, false", "5, false", "6, true", "7, true", "8, true", "9, true", "10, false"})
    void aRouteThatLeadsElsewhere(int type, boolean elsewhere) {
        up(2, "a0");
        route(LOCAL, "192.0.2.0", 24, 2);
        route(LOCAL, "2001:db8::", 32, 2);
        route(type, "192.0.2.64", 26, 2);
        route(type, "2001:db8:1::", 48, 2);

        assertEquals(
                elsewhere
                        ? List.of(
                                "the local routing table, whose route to 192.0.2.64/26 is not local",
                                "the local routing table, whose route to 2001:db8:1:0:0:0:0:0/48 is not local")
                        : List.of(),
                hooks());
        assertTrue(parser.unexamined().stream().allMatch(each -> each.seen() && !each.leads()));
    }

    @Test
    void aRouteThatIsLessSpecificThanTheLocalOne() {
        up(2, "a0");
        route(LOCAL, "192.0.2.64", 26, 2);
        route(UNICAST, "192.0.2.0", 24, 2);
        route(UNICAST, "198.51.100.1", 32, 2);
        route(UNICAST, "::", 0, 2);

        assertEquals(List.of(), parser.unexamined());
    }

    @Test
    void addressesWithoutALocalRoute() {
        up(2, "a0");
        link(3, 1, 0, named("down"));
        route(LOCAL, "192.0.2.0", 25, 2);
        address(2, "192.0.2.127", 24);
        address(2, "192.0.2.128", 24);
        address(2, "127.0.0.5", 8);
        address(3, "192.0.2.129", 24);
        address(4, "192.0.2.130", 24); // its interface vanished
        address(2, "2001:db8::1", 64);

        assertTrue(parser.addressRoutes().wantsAll());
        assertEquals(IntervalSet.EMPTY, network().unrouted(false), "not all routes were read");
        parser.addressRoutes().hasAll();
        assertFalse(parser.addressRoutes().wantsAll());
        assertEquals(
                set("192.0.2.128", "192.0.2.129", "192.0.2.255"),
                network().unrouted(false),
                "a broadcast address, too");
        assertEquals(set("2001:db8::1"), network().unrouted(true));
        assertEquals(List.of(), parser.unexamined());
    }

    @Test
    void addressesOfAnInterfaceThatIsDown() {
        link(3, 1, 0, named("down"));
        address(3, 64, 0xc0, 0, attributes().value(1, bytes("2001:db8::1")), true);
        address(3, "192.0.2.1", 24);
        route(LOCAL, "192.0.2.1", 32, 3);
        parser.addressRoutes().hasAll();
        assertEquals(set("2001:db8::1"), network().unrouted(true), "IPv6 takes the route away, and tests none");
        assertEquals(IntervalSet.EMPTY, network().unrouted(false), "that of a broadcast address comes with it");
    }

    /** Its packets are those of the lower interface first (net/ipv6/ip6_input.c ip6_rcv_core). */
    @Test
    void anIpvlanBehindOneWithoutIpv6() {
        AttributesBuilder on = attributes().nested(10, settings(0, 27));
        AttributesBuilder off = attributes().nested(10, settings(1, 27));
        link(2, 1, UP, named("on").nested(IFLA_AF_SPEC, on));
        link(3, 1, UP, named("off").nested(IFLA_AF_SPEC, off));
        for (int lower = 2; lower <= 3; lower++) {
            link(
                    2 + lower,
                    1,
                    UP,
                    ofModeOf("ipvlan", "l3s" + lower, 2).number(5, lower).nested(IFLA_AF_SPEC, on));
            link(
                    4 + lower,
                    1,
                    UP,
                    ofModeOf("ipvlan", "l3" + lower, 1).number(5, lower).nested(IFLA_AF_SPEC, on));
        }
        List<NetworkLink> without =
                network().interfaces().stream().filter(link -> !link.ipv6()).toList();
        assertEquals(List.of("off", "l3s3"), names(without));
    }

    /** IFA_F_TENTATIVE is 0x40, IFA_F_DADFAILED 8; IFA_F_OPTIMISTIC 4, IFA_F_DEPRECATED 0x20. */
    @ParameterizedTest
    @CsvSource({"0x40, false", "0xc0, false", "0x48, true", "0x08, true", "0x04, true", "0x20, true", "0x80, true"})
    void anAddressWhoseDuplicatesAreSought(String flags, boolean settled) {
        up(2, "a0");
        address(2, 64, Integer.decode(flags), 0, attributes().value(1, bytes("2001:db8::1")), true);

        parser.addressRoutes().hasAll();
        assertEquals(settled ? set("2001:db8::1") : IntervalSet.EMPTY, network().unrouted(true));
        assertEquals(set("2001:db8::1"), network().ipv6());
    }

    @Test
    void messagesOfOtherKinds() {
        parser.take(17, new byte[RtnetlinkParser.LINK_HEADER], named("gone").build()); // RTM_DELLINK
        assertEquals(List.of(NetworkLink.ANY), network().interfaces());
        assertEquals(List.of(), network().silent());
        assertFalse(network().hasBridge());
    }
}
