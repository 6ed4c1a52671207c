package io.github.listeningports.windows;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
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
 * <p>Port ranges that Windows keeps to itself ({@code netsh interface ipv4 show excludedportrange}) are not told: there is no documented function for them.
 */
public final class WindowsListeningPortProvider implements ListeningPortProvider {

    private final Optional<String> ipHelperLibrary;

    public WindowsListeningPortProvider() {
        ipHelperLibrary = Optional.empty();
    }

    /** @param ipHelperLibrary the path of a library in the place of iphlpapi.dll */
    WindowsListeningPortProvider(String ipHelperLibrary) {
        this.ipHelperLibrary = Optional.of(ipHelperLibrary);
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
                request, ipHelperLibrary.map(code::withIpHelper).orElse(code), System::nanoTime);
    }
}
