package io.github.listeningports.linux.firewall.ipset;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.FuzzTarget;
import io.github.listeningports.linux.firewall.FirewallRecording;
import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.kernel.NetlinkFixtures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as the messages that list a set: no exception on the way to a condition. */
class IpSetFuzzTest {

    private static final int SEQUENCE_AT = 8;

    static List<FuzzTarget> targets() {
        return List.of(new FuzzTarget("ipset", seeds(), IpSetFuzzTest::set));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    private static List<byte[]> seeds() {
        return FirewallRecording.datagrams("ipset-linux-6.18-x86_64.hex", "ipset").stream()
                .filter(each -> each.bytes().limit() > 20) // that of the end
                .map(each -> each.bytes().putInt(SEQUENCE_AT, 1).array())
                .toList();
    }

    private static void set(byte[] bytes) {
        IpSetParser parser = new IpSetParser();
        NetlinkFixtures.parser(1, 4, parser::take).parse(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        parser.set().ifPresent(set -> {
            assertTrue(set.members().size() <= bytes.length / 4);
            assertFalse(set.parts().isEmpty());
            IpSets sets = new IpSets(Map.of(1, set.name(), 2, "other"), Map.of(set.name(), set), Set.of());
            for (boolean ipv6 : new boolean[] {false, true}) {
                PacketKind kind = new PacketKind(ipv6, true, PacketKind.Destination.OWN);
                IpSetCompiler compiler =
                        new IpSetCompiler(kind, new ByteComparison(LocalNetwork.NONE, ipv6), sets, new Patience());
                for (int dimensions = 1; dimensions <= 3; dimensions++) {
                    for (int sources : new int[] {0, 2, -1}) {
                        compiler.matches(new IpSetUse(1, dimensions, sources, sources < 0, dimensions == 2));
                    }
                }
            }
        });
    }
}
