package io.github.listeningports.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Recorded outputs of the systems' tools. */
class ToolOutputParserTest {

    /** iproute2 6.1 on Debian 12: two loopback listeners, dual-stack, IPv6 only, one bound to an interface, one IPv4-mapped. */
    static final String SS = """
            udp   UNCONN 0      0              127.0.0.53%lo:53         0.0.0.0:*
            udp   UNCONN 0      0      [fe80::5054:ff:fe12:3456]%eth0:546  [::]:*
            udp   UNCONN 0      0                   0.0.0.0%eth0:68     0.0.0.0:*
            tcp   LISTEN 0      511                    127.0.0.1:9229   0.0.0.0:*    users:(("node",pid=1355,fd=22))
            tcp   LISTEN 0      128                         [::]:22        [::]:*
            tcp   LISTEN 0      50                             *:8080         *:*    users:(("java",pid=77,fd=9))
            tcp   LISTEN 0      50            [::ffff:127.0.0.1]:8081         *:*
            tcp   ESTAB  0      0                    192.0.2.7:41000 192.0.2.9:443
            """;

    /** Windows 11 and 10, in English and German, as published in questions on Stack Overflow and Microsoft's support pages; addresses replaced. */
    static final String WINDOWS = """

            Active Connections

              Proto  Local Address          Foreign Address        State           PID
              TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1044
              TCP    127.0.0.1:49669        0.0.0.0:0              ABH\u00d6REN         6012
              TCP    192.0.2.7:49700        192.0.2.9:443          HERGESTELLT     4088
              TCP    [::]:135               [::]:0                 LISTENING       1044
              TCP    [fe80::1cd2:53ff:fe11:2233%5]:139  [::]:0     LISTENING       4
              UDP    0.0.0.0:5353           *:*                                    2360
              UDP    [::1]:1900             *:*                                    5204
            """;

    /** macOS 10.14 (node-netstat#26), 15 (systeminformation#951, with -l) and 26 (pid-port#14), as published in these issues; addresses replaced. */
    static final String MAC_NETSTAT = """
            Active Internet connections (including servers)
            Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)     rhiwat shiwat    pid   epid  state    options
            tcp4       0      0  192.0.2.191.52044      198.51.100.35.443      ESTABLISHED 131072 131860   9811      0 0x0102 0x00000008
            tcp4       0      0  127.0.0.1.631          *.*                    LISTEN      131072 131072    512      0 0x0100 0x00000106
            tcp46      0      0  *.8809                 *.*                    LISTEN      131072 131072   2903      0 00100 00000106 00000000023c645f 00000080 00000900      2      0 000004
            tcp6       0      0  fe80::aede:48ff:fe00:1122%en5.49152  *.*      LISTEN            0            0  131072  131072  Autodesk Fusion:22712  00100 00000106 000000000025c5ff 00000080 04000800      1      0 000000
            tcp6       0      0  fe80::aede:48ff:.49153 *.*                    LISTEN            0            0  131072  131072  launchd:1  00100 00000106 000000000025c5ff 00000080 04000800      1      0 000000
            udp4       0      0  *.5353                 *.*                                      786896   9216    200      0 00100 00000000
            udp6       0      0  *.5353                 *.*                                      786896   9216    200      0 00100 00000000
            udp4       0      0  *.*                    *.*                                      786896   9216    350      0 00100 00000000
            udp4       0      0  192.0.2.7.60000        192.0.2.1.53                             786896   9216    350      0 00102 00000000
            Active LOCAL (UNIX) domain sockets
            d8f3a9c1 stream      0      0                0 d8f3a9c0                0                0 /var/run/mDNSResponder
            """;

    /** lsof 4.91 of macOS, as published by Apple's support communities; names replaced. */
    static final String LSOF = """
            COMMAND     PID   USER   FD   TYPE             DEVICE SIZE/OFF NODE NAME
            rapportd    512 runner    8u  IPv4 0x1f2e3d4c5b6a7988      0t0  TCP *:49152 (LISTEN)
            Google\\x20C 640 runner   25u  IPv6 0x1f2e3d4c5b6a7989      0t0  UDP *:5353
            java        812 runner   12u  IPv6 0x1f2e3d4c5b6a7990      0t0  TCP 127.0.0.1:8080 (LISTEN)
            java        812 runner   13u  IPv6 0x1f2e3d4c5b6a7991      0t0  TCP 127.0.0.1:8080->127.0.0.1:50000 (ESTABLISHED)
            java        812 runner   14u  IPv6 0x1f2e3d4c5b6a7992      0t0  TCP [::1]:9000 (LISTEN)
            identitys   600 runner   18u  IPv4 0x1f2e3d4c5b6a7993      0t0  UDP *:*
            java        812 runner   15u  IPv6 0x1f2e3d4c5b6a7994      0t0  TCP *:0 (CLOSED)
            """;

    private static List<String> texts(List<ToolListener> listeners) {
        return listeners.stream().map(ToolListener::toString).toList();
    }

    @Test
    void ss() {
        assertEquals(
                List.of(
                        "udp 127.0.0.53:53",
                        "udp [fe80:0:0:0:5054:ff:fe12:3456]:546",
                        "udp 0.0.0.0:68",
                        "tcp 127.0.0.1:9229",
                        "tcp [0:0:0:0:0:0:0:0]:22",
                        "tcp 0.0.0.0:8080",
                        "tcp [0:0:0:0:0:0:0:0]:8080",
                        "tcp 127.0.0.1:8081"),
                texts(ToolOutputParser.ss(SS)));
    }

    @Test
    void windowsNetstat() {
        assertEquals(
                List.of(
                        "tcp 0.0.0.0:135",
                        "tcp 127.0.0.1:49669",
                        "tcp [0:0:0:0:0:0:0:0]:135",
                        "tcp [fe80:0:0:0:1cd2:53ff:fe11:2233]:139",
                        "udp 0.0.0.0:5353",
                        "udp [0:0:0:0:0:0:0:1]:1900"),
                texts(ToolOutputParser.windowsNetstat(WINDOWS)));
    }

    @Test
    void macNetstat() {
        assertEquals(
                List.of(
                        "tcp 127.0.0.1:631",
                        "tcp 0.0.0.0:8809",
                        "tcp [0:0:0:0:0:0:0:0]:8809",
                        "tcp [fe80:0:0:0:aede:48ff:fe00:1122]:49152",
                        "tcp ?:49153",
                        "udp 0.0.0.0:5353",
                        "udp [0:0:0:0:0:0:0:0]:5353"),
                texts(ToolOutputParser.macNetstat(MAC_NETSTAT)));
    }

    @Test
    void lsof() {
        assertEquals(
                List.of(
                        "tcp 0.0.0.0:49152",
                        "udp [0:0:0:0:0:0:0:0]:5353",
                        "tcp 127.0.0.1:8080",
                        "tcp [0:0:0:0:0:0:0:1]:9000"),
                texts(ToolOutputParser.lsof(LSOF)));
    }

    /** Changed, cut and mixed: fewer rows or other ones, and no exception. */
    @Test
    void anyText() {
        Random random = new Random(9);
        List<String> outputs = List.of(SS, WINDOWS, MAC_NETSTAT, LSOF);
        String characters = " \n:.*[]%()-0123456789abcdefTCPUDPIv46\u0000\uffff";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(outputs.get(random.nextInt(outputs.size())));
            for (int change = random.nextInt(30); change > 0; change--) {
                text.setCharAt(random.nextInt(text.length()), characters.charAt(random.nextInt(characters.length())));
            }
            text.setLength(random.nextInt(text.length() + 1));
            ToolOutputParser.ss(text.toString());
            ToolOutputParser.windowsNetstat(text.toString());
            ToolOutputParser.macNetstat(text.toString());
            ToolOutputParser.lsof(text.toString());
        }
    }
}
