package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketKind.Destination;
import io.github.listeningports.linux.firewall.packet.Patience;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Without any chain, no packet has to be followed. */
class UnfilteredTest {

    private static final LocalNetwork NETWORK = new NetworkBuilder()
            .link(2, "eth0")
            .link(3, "wg0", "wireguard")
            .ipv4(IntervalSet.of(0xc0000202L))
            .ipv6(IntervalSet.range(0x20010db8L << 32, 2, 0x20010db8L << 32, 2))
            .build();

    @Test
    void theAnswersAreThoseOfFollowingEveryPacket() {
        ReachabilityAnalysis following = new ReachabilityAnalysis(List.of(), NETWORK, new Patience());
        Unfiltered unfiltered = new Unfiltered(NETWORK);
        List<ReachabilityQuestion> questions = questions().toList();
        assertEquals(64, questions.size());
        for (ReachabilityQuestion each : questions) {
            assertEquals(following.examine(each), unfiltered.examine(each), each::toString);
            assertEquals(FirewallVerdict.ALLOWED, unfiltered.examine(each).verdict());
            assertEquals(following.mayReceiveDiverted(each), unfiltered.mayReceiveDiverted(each));
        }
    }

    @Test
    void whatElseDecidesHasToBeFollowed() {
        assertFalse(Unfiltered.decides(
                new NetworkBuilder().link(2, "eth0").link(3, "red", "vrf").build()));
        assertFalse(Unfiltered.decides(
                new NetworkBuilder().link(2, "br0", "bridge").build().behindBridges()));
    }

    private static Stream<ReachabilityQuestion> questions() {
        return Stream.of(true, false)
                .flatMap(ipv6 -> Stream.of(Destination.values())
                        .flatMap(kind -> Stream.of(true, false)
                                .flatMap(tcp -> Stream.of(IntervalSet.of(0), IntervalSet.range(0, 1))
                                        .flatMap(interfaces -> Stream.of(22, 8080)
                                                .map(port -> new ReachabilityQuestion(
                                                        ipv6,
                                                        tcp,
                                                        kind,
                                                        NETWORK.otherHosts(ipv6),
                                                        NETWORK.addresses(ipv6),
                                                        NETWORK.addresses(ipv6),
                                                        port,
                                                        new InboundInterfaces(
                                                                interfaces, IntervalSet.EMPTY, false, "")))))));
    }
}
