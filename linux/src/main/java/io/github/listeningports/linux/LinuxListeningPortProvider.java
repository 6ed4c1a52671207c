package io.github.listeningports.linux;

import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Listening ports of Linux, in two tiers that agree on every field that both provide.
 *
 * <p>The pure tier reads proc(5). It is complete for sockets, owners and processes, and loads no native code. The native tier reads the sockets from
 * sock_diag(7), through JNA; only it provides {@code backlog}, {@code cookie}, {@code boundInterface}, {@code multipath}, and {@code acceptsIpv4} of a socket
 * on {@code ::}. It covers only this process's own network namespace; others are read from /proc. Owners and processes come from /proc in both tiers.
 *
 * <p>The system property {@code listeningports.native}, read when a source is opened, selects {@code never}, {@code always}, or {@code auto}, the default. With
 * {@code auto}, native code is loaded only where the JVM prints no warning for it (before JDK 24, or where native access is enabled for JNA), and only for
 * {@link SnapshotRequest#detailed()}, for the firewall if the process may read its rules, or for an open source that has spent more time on reading /proc than
 * loading costs. Where it cannot be loaded, or the kernel does not answer, the pure tier serves, and a diagnostic explains which requested data is missing and
 * why.
 *
 * <p>The firewall's verdict requires CAP_NET_ADMIN, CAP_DAC_READ_SEARCH and native code; a process with these capabilities loads native code for it as for
 * details. The verdict follows the first packet from another host through ingress, prerouting and input, in nf_tables and in legacy ip_tables and ip6_tables.
 * So do IPsec policies and the virtual servers of IPVS.
 * Other hooks are not examined, and where one is detected the verdict depends on it: bridge rules, XDP, tc and tcx, flows of Open vSwitch, BPF programs of control groups, netfilter and sk_lookup. If BPF programs cannot be listed (that requires CAP_SYS_ADMIN, and for control groups CAP_DAC_READ_SEARCH
 * and a mounted cgroup2), what the rules allow is {@code UNKNOWN}. Not detected at all: security modules, BPF programs of routes, filters that a process sets
 * on its own socket. What cannot be read from /proc (hidden by subset=pid, or masked) is {@code UNKNOWN}, never off.
 *
 * <p>An open source remembers owners. New processes, and processes whose number of descriptors changed (available since Linux 6.2; before, everything is read
 * each time), are read at once. Changes that leave this number unchanged are seen late: if a socket has no known owner, once 50 times as long has passed as reading
 * everything took, at most 5 seconds (a diagnostic reports it); at most 60 seconds if another process came to hold a socket, or an owner changed its name, user or
 * control group.
 *
 * <p>No snapshot waits for another process's file system or memory lock for long. A command line, needed on request and where the kernel cut a name that the executable
 * does not complete, can hang with the process: all of them together delay a snapshot by at most one second, those that hang are missing, and a diagnostic names their
 * processes. While a read hangs it is not repeated; it keeps one daemon thread, and at most 16 hang in a JVM. Of {@link SnapshotRequest#withTimeout}, they get at most half.
 *
 * <p>Without privilege, the ports of all users are visible, and the owners of the caller's own sockets. The owners of other users' sockets require root, or
 * CAP_SYS_PTRACE with CAP_DAC_READ_SEARCH (capabilities(7)).
 */
public final class LinuxListeningPortProvider implements ListeningPortProvider {

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public Optional<String> whyUnsupported() {
        String system = System.getProperty("os.name");
        if ("Dalvik".equals(System.getProperty("java.vm.name"))) {
            return Optional.of(
                    "this is Android, which denies apps the tables of /proc/net and other apps' processes; an app knows"
                            + " its own sockets");
        }
        return "Linux".equals(system) ? Optional.empty() : Optional.of("this is " + system + ", not Linux");
    }

    @Override
    public ListeningPortSource open(SnapshotRequest request) {
        Path root = withoutDetours(request.procRoot());
        return new LinuxSource(
                root.equals(request.procRoot()) ? request : request.withProcRoot(root),
                ByteOrder.nativeOrder(),
                NativeTier.Mode.ofProperty(),
                new SystemClock());
    }

    @Override
    public BindReport explainBind(BindRequest request) {
        try (BindLook look = new BindLook(NativeTier.Mode.ofProperty())) {
            return look.explain(request);
        }
    }

    /**
     * Resolves links, so that any path to /proc counts as this system's own, with the caller's namespace. The target's name is no path from here if the way leads
     * through another mount namespace: /proc/PID/root/proc is named "/proc", but it is the /proc of PID.
     */
    private static Path withoutDetours(Path root) {
        try {
            Path real = root.toRealPath();
            return real.equals(root) || isSameFileSystem(root, real) ? real : root.toAbsolutePath();
        } catch (IOException e) {
            return root.toAbsolutePath().normalize(); // reading the tables will report what is wrong with it
        }
    }

    /** The inode is 1 in every proc(5), the device differs. */
    private static boolean isSameFileSystem(Path root, Path real) throws IOException {
        return Files.getAttribute(root, "unix:dev").equals(Files.getAttribute(real, "unix:dev"));
    }
}
