package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    private static List<ValueSet> split(String name) {
        byte[] text = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        List<PacketSet> in = new ArrayList<>();
        List<PacketSet> out = new ArrayList<>();
        new ByteComparison(NETWORK, false)
                .equal(PacketBytes.of(PacketField.INTERFACE_NAME, 0, text.length), text)
                .split(
                        PacketSet.of(
                                ValueSet.all(32),
                                ValueSet.all(16),
                                ValueSet.all(32),
                                ValueSet.of(22),
                                ValueSet.range(0, 2)),
                        in,
                        out);
        return List.of(interfaces(in), interfaces(out));
    }

    private static ValueSet interfaces(List<PacketSet> packets) {
        return packets.stream().map(each -> each.values(Dimension.INTERFACE)).reduce(ValueSet.EMPTY, ValueSet::union);
    }

    @Test
    void aRuleAboutOneOfBothMayHoldForEither() {
        assertEquals(List.of(ValueSet.range(1, 2), ValueSet.range(0, 2)), split("b0"));
        assertEquals(List.of(ValueSet.range(1, 2), ValueSet.range(0, 2)), split("blue"));
    }

    @Test
    void aRuleAboutAnotherOneIsSure() {
        assertEquals(List.of(ValueSet.of(0), ValueSet.range(1, 2)), split("a0"));
        assertEquals(List.of(ValueSet.EMPTY, ValueSet.range(0, 2)), split("lo"));
    }
}
