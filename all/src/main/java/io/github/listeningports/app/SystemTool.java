package io.github.listeningports.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A tool of the operating system whose output helps to judge ours.
 *
 * @param parser finds the listeners in its output; empty if it is only shown
 * @param seesAll whether it lists the sockets of all users without special rights
 * @param isRaw whether it prints the kernel's tables in binary: they are shown in hexadecimal
 */
record SystemTool(
        List<String> command, Optional<Function<String, List<ToolListener>>> parser, boolean seesAll, boolean isRaw) {

    private static final String SOCKETFILTERFW = "/usr/libexec/ApplicationFirewall/socketfilterfw";

    /** Prints the tables of GetExtendedTcpTable and GetExtendedUdpTable (OWNER_MODULE, both families) in hexadecimal. Without double quotes, which are hard to pass. */
    private static final String WINDOWS_TABLES = String.join(
            " ",
            "$d = '[DllImport(' + [char]34 + 'iphlpapi.dll' + [char]34 + ')]",
            "public static extern uint GetExtended{0}Table(byte[] t, ref int n, bool o, int f, int c, int r);';",
            "Add-Type -Namespace Lp -Name Api -MemberDefinition ($d.Replace('{0}','Tcp') + $d.Replace('{0}','Udp'));",
            "foreach ($f in 2, 23) { foreach ($p in 'Tcp', 'Udp') { $n = 4MB; $t = New-Object byte[] $n;",
            "if ($p -eq 'Tcp') { $e = [Lp.Api]::GetExtendedTcpTable($t, [ref]$n, $false, $f, 6, 0) }",
            "else { $e = [Lp.Api]::GetExtendedUdpTable($t, [ref]$n, $false, $f, 2, 0) };",
            "'{0} family {1}: error {2}, {3} bytes' -f $p, $f, $e, $n;",
            "if ($e -eq 0) { [BitConverter]::ToString($t, 0, $n).Replace('-', '') } } }");

    SystemTool {
        command = List.copyOf(command);
    }

    /** The tools of a system. Each may be absent. */
    static List<SystemTool> of(String system) {
        if (system.equals("Mac OS X")) {
            return mac();
        }
        return system.startsWith("Windows") ? windows() : linux();
    }

    private static List<SystemTool> linux() {
        return List.of(
                listing(ToolOutputParser::ss, true, "ss", "-Htuln"),
                shown("ss", "-Htulnp"),
                shown("uname", "-a"),
                shown("id"),
                shown("cat", "/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6"));
    }

    private static List<SystemTool> windows() {
        return List.of(
                listing(ToolOutputParser::windowsNetstat, true, "netstat", "-ano"),
                powershell("Get-NetTCPConnection -State Listen | Sort-Object LocalPort"
                        + " | Format-Table -AutoSize LocalAddress, LocalPort, OwningProcess"),
                powershell("Get-NetUDPEndpoint | Sort-Object LocalPort"
                        + " | Format-Table -AutoSize LocalAddress, LocalPort, OwningProcess"),
                powershell(
                        "Get-NetFirewallProfile -PolicyStore ActiveStore | Format-List Name, Enabled, DefaultInboundAction,"
                                + " AllowInboundRules, NotifyOnListen"),
                shown("cmd", "/c", "ver"),
                shown("whoami", "/groups"),
                shown("tasklist", "/svc"),
                powershell(WINDOWS_TABLES));
    }

    /** What docs/first-run-macos.md explains, one by one. */
    private static List<SystemTool> mac() {
        return List.of(
                listing(ToolOutputParser::macNetstat, true, "netstat", "-anvl"),
                listing(ToolOutputParser::lsof, false, "lsof", "-nP", "-i"),
                shown("sw_vers"),
                shown("uname", "-a"),
                shown("id"),
                shown("csrutil", "status"),
                shown(SOCKETFILTERFW, "--getglobalstate"),
                shown(SOCKETFILTERFW, "--getblockall"),
                shown(SOCKETFILTERFW, "--listapps"),
                shown(SOCKETFILTERFW, "--getallowsigned"),
                shown(SOCKETFILTERFW, "--getstealthmode"),
                shown("pfctl", "-s", "info"),
                shown("pfctl", "-s", "rules"),
                shown("skywalkctl", "flow"),
                shown("sysctl", "net.inet.tcp.pcbcount", "net.inet.udp.pcbcount"),
                raw("sysctl", "-b", "net.inet.tcp.pcblist_n"),
                raw("sysctl", "-b", "net.inet.tcp.pcblist_n"),
                raw("sysctl", "-b", "net.inet.tcp.pcblist_n"),
                raw("sysctl", "-b", "net.inet.udp.pcblist_n"));
    }

    private static SystemTool listing(Function<String, List<ToolListener>> parser, boolean seesAll, String... command) {
        return new SystemTool(List.of(command), Optional.of(parser), seesAll, false);
    }

    private static SystemTool shown(String... command) {
        return new SystemTool(List.of(command), Optional.empty(), true, false);
    }

    private static SystemTool raw(String... command) {
        return new SystemTool(List.of(command), Optional.empty(), true, true);
    }

    private static SystemTool powershell(String script) {
        return shown("powershell", "-NoProfile", "-NonInteractive", "-Command", script);
    }

    /** Whether nothing can be replaced in its output: addresses are in binary or hexadecimal. */
    boolean isHex() {
        return isRaw || command.contains(WINDOWS_TABLES) || command.contains("/proc/net/tcp");
    }

    /** The command as one would type it; a script only by its beginning. */
    String title() {
        String text = String.join(" ", command);
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }
}
