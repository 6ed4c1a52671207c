package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallOutcome;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import java.net.Inet6Address;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interface with disable_ipv6, or whose MTU is too small for IPv6, takes no IPv6 packets, though the machine has IPv6 addresses. */
class WithoutIpv6Test {

    private static final List<String> LISTENERS =
            List.of("tcp,::,22,v6only", "udp,::,7001", "tcp,::,7002,b0", "tcp,::,7003,a0");

    @BeforeAll
    static void needsNamespaces() {
        PacketLab.needs();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sysctl -qw net.ipv6.conf.a0.disable_ipv6=1", "ip link set a0 mtu 1000"})
    void takesNone(String script) {
        try (PacketLab lab = PacketLab.open(LISTENERS)) {
            lab.run("sh", "-ec", script);
            FirewallTruth.Comparison seen = FirewallTruth.compare(LISTENERS, lab, 2, "a0");
            for (int i = 0; i < LISTENERS.size(); i++) {
                check(LISTENERS.get(i), seen.statuses().get(i), seen.arrived().get(i));
            }
        }
    }

    private static void check(String listener, FirewallStatus status, List<Boolean> arrived) {
        assertEquals(FirewallVerdict.ALLOWED, status.verdict(), listener);
        List<List<String>> interfaces = status.outcomes().stream()
                .filter(each -> each.family() == AddressFamily.IPV6)
                .map(FirewallOutcome::interfaces)
                .toList();
        assertEquals(listener.endsWith("a0") ? List.of() : List.of(List.of("b0")), interfaces, listener);
        List<PacketTry> tries = PacketTry.to(listener);
        boolean any = false;
        for (int i = 0; i < tries.size(); i++) {
            boolean byA0 = tries.get(i).source() instanceof Inet6Address
                    && tries.get(i).interfaceName().equals("a0");
            assertFalse(byA0 && arrived.get(i), listener + " " + tries.get(i));
            any |= arrived.get(i);
        }
        assertTrue(any, listener);
    }
}
