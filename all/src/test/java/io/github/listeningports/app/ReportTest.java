package io.github.listeningports.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPorts;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.lab.Machine;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report of this machine, and of others by what their tools printed. */
class ReportTest {

    private static final List<SystemTool> LINUX = SystemTool.of("Linux");

    /** Ours and ss agree on this machine's real sockets, of every form. */
    @Test
    void thisMachine() throws Exception {
        Machine.needs(Machine.isLinux(), "Linux and its ss; this is " + System.getProperty("os.name"));
        Machine.needs("ss");
        try (ServerSocket all = new ServerSocket(0);
                ServerSocket one = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 2}))) {
            Report report = new Report(ListeningPorts::snapshot, ToolReader::read, LINUX);
            String text = report.write("1.2.3", false);

            assertFalse(report.isDifferent(), report::summary);
            assertEquals("none\n", report.summary());
            assertTrue(text.contains("\n== Differences between ours and the tools' listeners\nnone\n"), text);
            for (String part : List.of(
                    "listening-ports 1.2.3, ",
                    "== Ours: ports()",
                    "== Ours: owners()",
                    "== Ours: standard()",
                    "== Ours: detailed()",
                    "== Compared with ss -Htuln",
                    "== cat /proc/net/tcp",
                    "127.0.0.2:" + one.getLocalPort() + " ",
                    ":" + all.getLocalPort() + " ")) {
                assertTrue(text.contains(part), () -> part + " is not in " + text);
            }
        }
    }

    /** What we do not list although the tool does, and the other way round. */
    @Test
    void aDifferenceIsFound() {
        PortSnapshot ours = Snapshots.of(Snapshots.tcp(80), Snapshots.tcp(81));
        Report report = new Report(
                request -> ours,
                tool -> new ToolReader.Output(
                        "tcp LISTEN 0 1 127.0.0.1:80 0.0.0.0:*\ntcp LISTEN 0 1 127.0.0.1:82 0.0.0.0:*\n", "status 0"),
                LINUX);
        String text = report.write("1", false);

        assertTrue(report.isDifferent());
        assertEquals(
                "ss -Htuln: only the tool lists tcp 127.0.0.1:82\nss -Htuln: only we list tcp 127.0.0.1:81 ?\n",
                report.summary());
        assertTrue(text.contains("listeners\n" + report.summary()), text);
    }

    /** A Mac, by the formats that ToolOutputParserTest records: netstat lists everybody's sockets, lsof only one's own. */
    @Test
    void aMac() {
        String netstat = """
                tcp4       0      0  127.0.0.1.80           *.*                    LISTEN      131072 131072    512      0 0x0100 0x00000106
                udp4       0      0  *.5353                 *.*                                786896   9216    200      0 00100 00000000
                udp6       0      0  *.5353                 *.*                                786896   9216    200      0 00100 00000000
                """;
        String lsof = "java 812 me 12u IPv6 0x1f2e 0t0 TCP 127.0.0.1:80 (LISTEN)\n";

        assertEquals("none\n", macReport(netstat, lsof).summary());
        assertEquals(
                "lsof -nP -i: only the tool lists tcp 127.0.0.1:81\n",
                macReport(netstat, lsof + "java 812 me 12u IPv6 0x1f2e 0t0 TCP 127.0.0.1:81 (LISTEN)\n")
                        .summary());
        assertEquals(
                "netstat -anvl: only we list udp [::]:5353 ?\n",
                macReport(
                                netstat.replace("*.5353", "*.5354")
                                        .replace("udp4", "ip4")
                                        .replace("udp6", "ip6"),
                                lsof)
                        .summary());
        String both = """
                netstat -anvl: only the tool lists udp 0.0.0.0:5354
                netstat -anvl: only the tool lists udp [0:0:0:0:0:0:0:0]:5354
                netstat -anvl: only we list udp [::]:5353 ?
                """;
        assertEquals(both, macReport(netstat.replace("*.5353", "*.5354"), lsof).summary());
    }

    private static Report macReport(String netstat, String lsof) {
        PortSnapshot ours = Snapshots.of(Snapshots.tcp(80), Snapshots.udpEverywhere(5353));
        Report report = new Report(
                request -> ours,
                tool -> new ToolReader.Output(
                        tool.title().startsWith("netstat")
                                ? netstat
                                : tool.title().startsWith("lsof") ? lsof : "",
                        ""),
                SystemTool.of("Mac OS X"));
        report.write("1", false);
        return report;
    }

    /** Windows lists a dual-stack socket twice. */
    @Test
    void aWindows() {
        String netstat = """
                  TCP    127.0.0.1:80           0.0.0.0:0              LISTENING       1044
                  UDP    0.0.0.0:5353           *:*                                    2360
                  UDP    [::]:5353              *:*                                    2360
                """;
        Report report = new Report(
                request -> Snapshots.of(Snapshots.tcp(80), Snapshots.udpEverywhere(5353)),
                tool -> new ToolReader.Output(tool.title().startsWith("netstat") ? netstat : "", ""),
                SystemTool.of("Windows 11"));
        report.write("1", false);

        assertEquals("none\n", report.summary());
    }

    /** No tool, or output that lists nothing: a comparison that did not take place is no agreement. */
    @ParameterizedTest
    @ValueSource(strings = {"Linux", "Mac OS X", "Windows 11"})
    void nothingToCompareWith(String system) {
        Report report = new Report(
                request -> Snapshots.of(Snapshots.tcp(80)),
                tool -> new ToolReader.Output("", "cannot be run"),
                SystemTool.of(system));
        report.write("1", false);

        assertTrue(report.isDifferent());
        assertEquals("nothing could be compared: no tool listed a listener\n", report.summary());
    }

    /** Without our own tables, the tools' output is all the more needed. */
    @Test
    void whereWeCannotLookTheToolsAreShown() {
        Report report = new Report(
                request -> {
                    throw new ListeningPortsException("native access is denied");
                },
                tool -> new ToolReader.Output("tcp LISTEN 0 1 127.0.0.1:80 0.0.0.0:*\n", "status 0"),
                LINUX);
        String text = report.write("1", false);

        assertTrue(report.isFailed());
        assertEquals("native access is denied\n", report.summary());
        assertTrue(text.contains("127.0.0.1:80 0.0.0.0:*"), text);
        assertTrue(text.contains("at io.github.listeningports.app.ReportTest"), text);
    }

    @Test
    void anonymous() {
        List<String> run = new ArrayList<>();
        Report report = new Report(
                request -> Snapshots.of(Snapshots.tcp(80, Snapshots.process(7, "java", "jane"))),
                tool -> {
                    run.add(tool.title());
                    return new ToolReader.Output(
                            tool.title().startsWith("uname")
                                    ? "Linux mybox 6.18"
                                    : "tcp LISTEN 0 1 127.0.0.1:80 0.0.0.0:*\ntcp LISTEN 0 1 10.1.2.3:80 0.0.0.0:*\n",
                            "status 0");
                },
                LINUX);
        String text = report.write("1", true);

        for (String secret : List.of("jane", "mybox", "10.1.2.3")) {
            assertFalse(text.contains(secret), () -> secret + " is in " + text);
        }
        assertTrue(text.contains("192.0.2.1:80"), text);
        assertTrue(text.contains("left out"), text);
        assertTrue(run.stream().noneMatch(title -> title.startsWith("cat /proc/net")), run::toString);
    }

    /** Whatever the tool does: one that is not there, one that fails, one that prints bytes. */
    @Test
    void toolsAreRun() {
        Machine.needs(Machine.isLinux(), "a POSIX shell; this is " + System.getProperty("os.name"));

        assertEquals(
                new ToolReader.Output("a\nb\n", "status 3, 4 bytes"),
                read(false, "sh", "-c", "echo a; echo b >&2; exit 3"));
        assertEquals(new ToolReader.Output("00ff10\n", "status 0, 3 bytes"), read(true, "printf", "\\0\\377\\020"));
        assertTrue(read(false, "no-such-tool").ending().startsWith("cannot be run: "));
        // It gets no input to wait for.
        assertEquals(new ToolReader.Output("", "status 0, 0 bytes"), read(false, "cat"));
    }

    private static ToolReader.Output read(boolean raw, String... command) {
        return ToolReader.read(new SystemTool(List.of(command), Optional.empty(), true, raw));
    }
}
