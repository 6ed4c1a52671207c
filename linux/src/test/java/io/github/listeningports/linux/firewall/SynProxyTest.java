package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.InternetExposure;
import io.github.listeningports.PortSnapshot;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Connections that SYNPROXY answers for, of which the rules let those to one port pass and not those to another. */
class SynProxyTest {

    @BeforeAll
    static void needsNamespacesAndTools() {
        PacketLab.needs();
        PacketLab.needsNft();
        PacketLab.needsLegacyTables();
    }

    @Test
    void whetherTheConnectionIsOpenedIsACondition() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,80", "tcp,0.0.0.0,443", "tcp,0.0.0.0,8080"))) {
            Ruleset.named("styles/syn-proxy.sh legacy").load(lab);
            PortSnapshot snapshot = FirewallTruth.look(lab);
            List<List<Boolean>> arrived = lab.send(1500);
            assertEquals(List.of(true), arrived.get(0).stream().distinct().toList());
            assertEquals(List.of(false), arrived.get(2).stream().distinct().toList());
            for (int port : List.of(80, 8080)) {
                FirewallStatus status = snapshot.onPort(port).get(0).firewall();
                assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
                assertEquals(InternetExposure.CONDITIONAL, status.internetExposure(), status::toString);
                assertTrue(status.reason().contains("SYNPROXY"), status::toString);
            }
        }
    }

    @Test
    void whatIsDroppedBeforeItIsNotReachedByIt() {
        try (PacketLab lab = PacketLab.open(List.of("tcp,0.0.0.0,443"))) {
            Ruleset.named("styles/syn-proxy.sh legacy").load(lab);
            FirewallStatus status = FirewallTruth.look(lab).onPort(443).get(0).firewall();
            for (PacketTry packet : PacketTry.to("tcp,0.0.0.0,443")) {
                FirewallVerdict expected =
                        packet.interfaceName().equals("a0") ? FirewallVerdict.BLOCKED : FirewallVerdict.RESTRICTED;
                assertEquals(expected, status.verdictFrom(packet.source(), packet.interfaceName()));
            }
        }
    }
}
