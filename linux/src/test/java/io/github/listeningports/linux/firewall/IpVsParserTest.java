package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.firewall.IpVsService.RealServer;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.NetworkSysctls.Switch;
import io.github.listeningports.linux.firewall.packet.Patience;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** /proc/net/ip_vs, and what virtual servers mean for listeners. */
class IpVsParserTest {

    private static final String TITLES = """
            IP Virtual Server version 1.2.1 (size=4096)
            Prot LocalAddress:Port Scheduler Flags
              -> RemoteAddress:Port Forward Weight ActiveConn InActConn
            """;

    /** Written after net/netfilter/ipvs/ip_vs_ctl.c. */
    static final String TABLE = TITLES + """
            TCP  0A4D0101:0050 wlc
              -> 0A4D0101:0016      Masq    1      0          0
              -> 0A4D0202:0050      Route   1      0          0
            UDP  [fd00:0077:0001:0000:0000:0000:0000:0001]:0000 rr persistent 300 00000080
            FWM  00000007 rr ops
            """;

    private static IntervalSet address(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        return IntervalSet.between(address, address);
    }

    @Test
    void virtualServers() {
        IntervalSet six = address(0xfd, 0, 0, 0x77, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        assertEquals(
                Optional.of(List.of(
                        new IpVsService(
                                "TCP 10.77.1.1:80",
                                6,
                                false,
                                address(10, 77, 1, 1),
                                80,
                                OptionalInt.empty(),
                                List.of(new RealServer(false, address(10, 77, 1, 1), 22)),
                                Switch.UNKNOWN),
                        new IpVsService(
                                "UDP [fd00:77:1:0:0:0:0:1]:0",
                                17,
                                true,
                                six,
                                0,
                                OptionalInt.empty(),
                                List.of(),
                                Switch.UNKNOWN),
                        new IpVsService(
                                "FWM 7",
                                0,
                                false,
                                IntervalSet.EMPTY,
                                0,
                                OptionalInt.of(7),
                                List.of(),
                                Switch.UNKNOWN))),
                IpVsParser.parse(TABLE));
        assertEquals(Optional.of(List.of()), IpVsParser.parse(TITLES));
    }

    @Test
    void anotherFormatIsNotNone() {
        assertEquals(Optional.empty(), IpVsParser.parse(""));
        assertEquals(Optional.empty(), IpVsParser.parse(TITLES + "TCP  0A4D01:0050 rr \n"));
        assertEquals(Optional.empty(), IpVsParser.parse(TITLES + "TCP  0A4D0101-0050 rr \n"));
        assertEquals(Optional.empty(), IpVsParser.parse(TITLES + "  -> 0A4D0101:0050 Masq 1 0 0\n"));
    }

    private static FirewallStatus status(FirewallListener listener) {
        return status(listener, TABLE, Switch.OFF);
    }

    private static FirewallStatus status(FirewallListener listener, String table, Switch dropsStrays) {
        LocalNetwork network = new NetworkBuilder()
                .link(2, "a0")
                .ipv4(address(10, 77, 1, 1).union(address(10, 77, 2, 1)))
                .build();
        List<IpVsService> services = IpVsParser.parse(table).orElseThrow().stream()
                .map(each -> each.droppingStrays(dropsStrays))
                .toList();
        List<BaseChain> chains =
                IpVsCompiler.compile(network, services).stream().toList();
        return FirewallEvaluator.of(chains, network, services, new Patience()).status(listener, false);
    }

    @Test
    void aVirtualServerConcernsItsOwnAddressPortAndProtocol() {
        FirewallStatus all =
                status(new FirewallListenerBuilder(80).address("0.0.0.0").build());
        assertEquals(FirewallVerdict.RESTRICTED, all.verdict(), all::reason);
        assertEquals(true, all.reason().contains("IPVS virtual server TCP 10.77.1.1:80"), all::reason);
        for (FirewallListener other : List.of(
                new FirewallListenerBuilder(80).address("10.77.2.1").build(),
                new FirewallListenerBuilder(443).address("0.0.0.0").build(),
                new FirewallListenerBuilder(80)
                        .protocol(Protocol.UDP)
                        .address("0.0.0.0")
                        .build())) {
            assertEquals(FirewallVerdict.ALLOWED, status(other).verdict(), () -> other + " " + status(other));
        }
    }

    @Test
    void whatARealServerSendsFromItsPortMayBeDropped() {
        String elsewhere = TABLE.replace("0A4D0101:0016", "0A4D0202:0016");
        for (Switch drops : Switch.values()) {
            for (Protocol protocol : Protocol.values()) {
                FirewallListener listener = new FirewallListenerBuilder(443)
                        .protocol(protocol)
                        .address("0.0.0.0")
                        .build();
                FirewallStatus status = status(listener, elsewhere, drops);
                boolean some = drops != Switch.OFF && protocol == Protocol.TCP;
                FirewallVerdict expected = some ? FirewallVerdict.RESTRICTED : FirewallVerdict.ALLOWED;
                assertEquals(expected, status.verdict(), status::reason);
                assertEquals(some, status.reason().contains("real servers of IPVS"), status::reason);
            }
        }
    }
}
