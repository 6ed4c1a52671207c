package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import io.github.listeningports.linux.firewall.packet.Patience;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A network of which one interface is a port of a VRF; many kernels that tests run on have none. {@link VrfPacketsTest} makes one. */
class VrfTest {

    private static final int VRF = 3;
    private static final int PORT_OF_VRF = 4;

    private static final LocalNetwork NETWORK = network(Switch.OFF);

    private static LocalNetwork network(Switch accept) {
        return new NetworkBuilder()
                .link(2, "a0")
                .link(VRF, "blue", "vrf")
                .link(PORT_OF_VRF, "b0", "", VRF)
                .sysctls(new NetworkSysctls(accept, accept))
                .build();
    }

    private static FirewallStatus status(LocalNetwork network, FirewallListenerBuilder listener) {
        return FirewallEvaluator.of(List.of(), network, new Patience()).status(listener.build(), false);
    }

    private static FirewallListenerBuilder listener() {
        return new FirewallListenerBuilder(22);
    }

    /** inet_sk_bound_dev_eq of include/net/inet_sock.h. */
    @Test
    void theVrfsPacketsComeToSocketsThatAreBoundToIt() {
        FirewallStatus unbound = status(NETWORK, listener());
        assertEquals(FirewallVerdict.RESTRICTED, unbound.verdict(), unbound::toString);
        assertTrue(
                unbound.reason()
                        .contains("dropped by b0 by the socket lookup: it is not bound to VRF blue, and"
                                + " net.ipv4.tcp_l3mdev_accept is 0"),
                unbound::toString);
        FirewallStatus udp = status(NETWORK, listener().protocol(Protocol.UDP));
        assertTrue(udp.reason().contains("net.ipv4.udp_l3mdev_accept is 0"), udp::toString);
        for (int index : List.of(2, VRF, PORT_OF_VRF)) {
            FirewallStatus bound = status(NETWORK, listener().boundTo(index));
            assertEquals(FirewallVerdict.ALLOWED, bound.verdict(), bound::toString);
        }
    }

    @Test
    void whereL3mdevAcceptIsOnOrUnknown() {
        FirewallStatus on = status(network(Switch.ON), listener());
        assertEquals(FirewallVerdict.ALLOWED, on.verdict(), on::toString);
        FirewallStatus unknown = status(network(Switch.UNKNOWN), listener());
        assertEquals(FirewallVerdict.RESTRICTED, unknown.verdict(), unknown::toString);
        assertTrue(unknown.reason().contains("net.ipv4.tcp_l3mdev_accept cannot be read"), unknown::toString);
    }

    @Test
    void withoutAnotherInterfaceNothingComesToAnUnboundSocket() {
        LocalNetwork all = new NetworkBuilder()
                .link(VRF, "blue", "vrf")
                .link(PORT_OF_VRF, "b0", "", VRF)
                .sysctls(new NetworkSysctls(Switch.OFF, Switch.OFF))
                .build();
        FirewallStatus unbound = status(all, listener());
        assertEquals(FirewallVerdict.BLOCKED, unbound.verdict(), unbound::toString);
        LocalNetwork empty =
                new NetworkBuilder().link(2, "a0").link(VRF, "blue", "vrf").build();
        FirewallStatus bound = status(empty, listener().boundTo(VRF));
        assertEquals(FirewallVerdict.NOT_EXPOSED, bound.verdict(), bound::toString);
    }

    @Test
    void withoutSockDiagTheBindingIsUnknownAndNothingIsAllowed() {
        for (LocalNetwork each : List.of(NETWORK, network(Switch.ON))) {
            FirewallStatus status = status(each, listener().ofUnknownBinding());
            assertEquals(FirewallVerdict.UNKNOWN, status.verdict(), status::toString);
            assertTrue(status.reason().contains("sock_diag"), status::toString);
        }
        FirewallStatus loopback =
                status(NETWORK, listener().address("127.0.0.1").ofUnknownBinding());
        assertEquals(FirewallVerdict.NOT_EXPOSED, loopback.verdict());
    }

    /** Which interfaces' packets may have it, and which may not. */
    private static List<IntervalSet> split(String name) {
        byte[] text = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        List<PacketSet> in = new ArrayList<>();
        List<PacketSet> out = new ArrayList<>();
        new ByteComparison(NETWORK, false)
                .equal(PacketBytes.of(PacketField.INTERFACE_NAME, 0, text.length), text)
                .split(
                        PacketSet.of(
                                IntervalSet.all(32),
                                IntervalSet.all(16),
                                IntervalSet.all(32),
                                IntervalSet.of(22),
                                IntervalSet.range(0, 2)),
                        in,
                        out,
                        new Patience());
        return List.of(interfaces(in), interfaces(out));
    }

    private static IntervalSet interfaces(List<PacketSet> packets) {
        return packets.stream()
                .map(each -> each.values(Dimension.INTERFACE))
                .reduce(IntervalSet.EMPTY, IntervalSet::union);
    }

    @Test
    void aRuleAboutOneOfBothMayHoldForEither() {
        assertEquals(List.of(IntervalSet.range(1, 2), IntervalSet.range(0, 2)), split("b0"));
        assertEquals(List.of(IntervalSet.range(1, 2), IntervalSet.range(0, 2)), split("blue"));
    }

    @Test
    void aRuleAboutAnotherOneIsSure() {
        assertEquals(List.of(IntervalSet.of(0), IntervalSet.range(1, 2)), split("a0"));
        assertEquals(List.of(IntervalSet.EMPTY, IntervalSet.range(0, 2)), split("lo"));
    }
}
