package io.github.listeningports.linux.firewall;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Whether /proc/net/ip_vs lists a virtual server. */
class IpVsParserTest {

    /** Written after net/netfilter/ipvs/ip_vs_ctl.c. */
    @Test
    void virtualServers() {
        String titles = """
                IP Virtual Server version 1.2.1 (size=4096)
                Prot LocalAddress:Port Scheduler Flags
                  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
                """;
        assertFalse(IpVsParser.hasServers(titles));
        assertTrue(IpVsParser.hasServers(titles + "TCP  0A4D0101:0050 rr \n"));
        assertTrue(IpVsParser.hasServers(titles + "FWM  00000001 wlc \n"));
    }
}
