package io.github.listeningports.windows;

import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import io.github.listeningports.windows.api.IpHelper;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.firewall.FirewallTarget;
import java.util.Optional;

/**
 * Listening ports of Windows, from GetExtendedTcpTable and GetExtendedUdpTable, through JNA. There is no other way without running a program: where native code is
 * denied, {@code open} throws an exception that names the option to start Java with. JDK 24 and later print one warning where it is neither enabled nor denied.
 *
 * <p>Any user sees all ports, with the pid, name, parent, executable and start time of each owner. The user and the command line of other users' and system processes
 * require an administrator and {@link SnapshotRequest#withDebugPrivilege}; protected processes may hide theirs even then.
 *
 * <p>Windows lists a dual-stack socket in the tables of both families, as 0.0.0.0 and as ::. Both rows are one {@code ListeningPort} here, on {@code ::}, with
 * {@code acceptsIpv4} true and the connections of both families; a socket that is on {@code ::} alone accepts IPv6 only. The rows are paired by port, process and
 * creation time: two sockets of one process, one for each family, that were bound in the same tick of the clock are one, too.
 *
 * <p>Windows names one process per socket: its creator. If the creator has ended and another process inherited the socket, no owner is reported, and a diagnostic names the
 * pid and those of its children that still run. A reused pid is recognised by the creation times of socket and process, also after the clock was set back, as far as
 * that shows. Pid 4, "System", is the kernel: file sharing (port 445), and every port that http.sys serves for a program (IIS, WinRM). The UDP table has no remote
 * address, so it includes connected sockets.
 *
 * <p>A table that cannot be read becomes a diagnostic; ids, creation times and pairs that an open source knows are kept meanwhile.
 *
 * <p>The user is a security identifier, with a name where this machine can resolve it alone; no domain controller is queried. An open source remembers the
 * processes that still run; a service that starts in one of them is seen at most 60 seconds late.
 *
 * <p>The firewall's verdict is computed from the rules of Windows Firewall in the registry, which any user may read, and the active profiles. These are queried through
 * COM at most once in five seconds, with the limit of {@link SnapshotRequest#withFirewallTimeout}, on a thread that ends with the answer; a process has at most one
 * such thread. Rules in memory only (the dynamic store), third-party firewalls, other filters of the Windows Filtering Platform (WFP), and anything between the hosts are
 * not examined; where a third-party firewall is registered, or that cannot be found out, every verdict is UNKNOWN. Without administrator rights the tokens of other users'
 * processes are unknown, except that the services of Windows are in no package: any verdict that allows is then UNKNOWN, because the program may run in an AppContainer.
 *
 * <p>Port ranges that Windows reserves ({@code netsh interface ipv4 show excludedportrange}) are not reported: no documented function returns them.
 */
public final class WindowsListeningPortProvider implements ListeningPortProvider {

    private final String ipHelperLibrary;
    private final FirewallTarget firewall;

    public WindowsListeningPortProvider() {
        this(IpHelper.LIBRARY, FirewallTarget.WINDOWS);
    }

    /** @param ipHelperLibrary the path of a library to use instead of iphlpapi.dll */
    WindowsListeningPortProvider(String ipHelperLibrary) {
        this(ipHelperLibrary, FirewallTarget.WINDOWS);
    }

    /** @param firewall what to query instead of Windows Firewall */
    WindowsListeningPortProvider(FirewallTarget firewall) {
        this(IpHelper.LIBRARY, firewall);
    }

    WindowsListeningPortProvider(String ipHelperLibrary, FirewallTarget firewall) {
        this.ipHelperLibrary = ipHelperLibrary;
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
        return new WindowsSource(request, code(), firewall, System::nanoTime);
    }

    private NativeCode code() {
        NativeCode code = NativeCode.get();
        return ipHelperLibrary.equals(IpHelper.LIBRARY) ? code : code.withIpHelper(ipHelperLibrary);
    }

    /**
     * From the sockets in any state and the addresses of this machine. Ranges of ports that Windows keeps for others are in no documented function, nor are TCP sockets that are bound and do nothing, so
     * the answer is REFUSED or UNKNOWN, never BINDABLE. The options of other sockets are not reported either. What a JVM binds is meant: with SO_EXCLUSIVEADDRUSE, unless
     * {@code -Dsun.net.useExclusiveBind=false}.
     */
    @Override
    public BindReport explainBind(BindRequest request) {
        return new BindLook(code(), request).explain();
    }
}
