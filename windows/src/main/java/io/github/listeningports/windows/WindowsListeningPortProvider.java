package io.github.listeningports.windows;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.firewall.FirewallTarget;
import java.util.Optional;

/**
 * Listening ports of Windows, from GetExtendedTcpTable and GetExtendedUdpTable, through JNA. There is no other way without running a program: where native code is
 * denied, {@code open} throws an exception that names the option to start Java with. JDK 24 and later print one warning where it is neither enabled nor denied.
 *
 * <p>Any user sees all ports, with the pid, name and parent of each owner. Its executable, user and start time take, for the processes of others and of the system,
 * an administrator; of a protected process they may be hidden from that one too.
 *
 * <p>Windows names one process for each socket: the one that made it. Where that has ended and another one inherited the socket, no owner is told; a pid that was
 * given to another process meanwhile is told apart by the times of both. Pid 4, "System", is the kernel: file sharing (port 445), and every port that a program has
 * http.sys serve for it (IIS, WinRM). The table of UDP has no remote address, so connected sockets are in it too.
 *
 * <p>The user is told by its security identifier, and by name where this machine knows it by itself; no domain controller is asked. An open source remembers the
 * processes that still run; a service that starts in one of them is seen at most 60 seconds late.
 *
 * <p>The firewall's answer is worked out from the rules of Windows Firewall in the registry, which any user may read, and the profiles in force, for which Windows is
 * asked by COM, once in five seconds at most and as long as {@link SnapshotRequest#withFirewallTimeout} says, on a thread that ends with the answer: a process has at most
 * one. Rules in memory alone (the dynamic store), firewalls of other makers, other filters of the platform below (WFP), and what stands between the hosts are not seen.
 * Without an administrator's rights the programs and tokens of others are not known: what rules for programs do with their ports is UNKNOWN then, and so is what any rule
 * lets in to one, which may be in an AppContainer.
 *
 * <p>Port ranges that Windows keeps to itself ({@code netsh interface ipv4 show excludedportrange}) are not told: there is no documented function for them.
 */
public final class WindowsListeningPortProvider implements ListeningPortProvider {

    private final Optional<String> ipHelperLibrary;
    private final FirewallTarget firewall;

    public WindowsListeningPortProvider() {
        ipHelperLibrary = Optional.empty();
        firewall = FirewallTarget.WINDOWS;
    }

    /** @param ipHelperLibrary the path of a library in the place of iphlpapi.dll */
    WindowsListeningPortProvider(String ipHelperLibrary) {
        this.ipHelperLibrary = Optional.of(ipHelperLibrary);
        firewall = FirewallTarget.WINDOWS;
    }

    /** @param firewall what is asked in the place of Windows Firewall */
    WindowsListeningPortProvider(FirewallTarget firewall) {
        ipHelperLibrary = Optional.empty();
        this.firewall = firewall;
    }

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public Optional<String> whyUnsupported() {
        String system = System.getProperty("os.name", "unknown");
        return system.startsWith("Windows") ? Optional.empty() : Optional.of("this is " + system + ", not Windows");
    }

    @Override
    public ListeningPortSource open(SnapshotRequest request) {
        NativeCode code = NativeCode.get();
        return new WindowsSource(
                request, ipHelperLibrary.map(code::withIpHelper).orElse(code), firewall, System::nanoTime);
    }
}
