package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Dimension;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which packets rules about interfaces hold for where some are parts of a VRF; many kernels that tests run on have none. */
class VrfTest {

    private static final LocalNetwork NETWORK = new NetworkBuilder()
            .link(2, "a0")
            .link(3, "blue", "vrf")
            .link(4, "b0", "", 3)
            .build();

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
                        out);
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
