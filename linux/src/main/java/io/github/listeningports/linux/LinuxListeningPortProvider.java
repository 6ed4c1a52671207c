package io.github.listeningports.linux;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Listening ports of Linux, in two tiers that agree on every field that both give.
 *
 * <p>The pure tier reads proc(5). It is complete for sockets, owners and processes, and loads no native code. The native tier asks sock_diag(7) for the sockets,
 * through JNA; it alone tells {@code backlog}, {@code cookie}, {@code boundInterface}, {@code multipath}, and {@code acceptsIpv4} of a socket on {@code ::}. It knows
 * the own network namespace only; other ones are read from /proc. Owners and processes come from /proc in both.
 *
 * <p>The system property {@code listeningports.native}, read when a source is opened, chooses: {@code never}, {@code always}, or by default {@code auto}. Then
 * native code is loaded only where the JVM prints no warning for it (before JDK 24, or where native access is enabled for JNA), and only for
 * {@link SnapshotRequest#detailed()}, for the firewall where it may be looked at, or for an open source that has spent more time on reading /proc than loading costs. Where it cannot be loaded, or the
 * kernel does not answer, the pure tier serves, and if what is missing was asked for, a diagnostic says why.
 *
 * <p>The firewall's verdict takes CAP_NET_ADMIN, CAP_DAC_READ_SEARCH and native code; with the right to it, native code is loaded for it as for details. It follows the first packet of
 * another host through ingress, prerouting and input, in nf_tables and in legacy ip_tables and ip6_tables. What has a say beside the rules is not examined, and where
 * it is seen the verdict depends on it: rules of bridges, XDP, tc and tcx at ingress, BPF programs of control groups, of netfilter and of sk_lookup, virtual servers of
 * IPVS. Where it cannot be told whether there are BPF programs (that takes CAP_SYS_ADMIN, and for control groups CAP_DAC_READ_SEARCH and a cgroup2 that is mounted),
 * what the rules let in is {@code UNKNOWN}. Not seen at all: security modules, BPF programs of routes, filters that a process sets on its own socket, and whether
 * 127.0.0.0/8 is routed in other namespaces. Other namespaces' rules are not read.
 *
 * <p>An open source remembers owners. A new process, and a process whose number of descriptors moved (told since Linux 6.2; before, everything is read each
 * time), is read at once. What does not move that number is seen at most 5 seconds late where a socket has no known owner (told by a diagnostic), and at most 60
 * seconds late where a further process came to hold a socket, or an owner changed its name, user or control group.
 *
 * <p>Without privilege the ports of all users are seen, and the owners of the caller's own sockets. The owners of other users' sockets
 * take root, or CAP_SYS_PTRACE with CAP_DAC_READ_SEARCH (capabilities(7)).
 */
public final class LinuxListeningPortProvider implements ListeningPortProvider {

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public Optional<String> whyUnsupported() {
        String system = System.getProperty("os.name");
        return "Linux".equals(system) ? Optional.empty() : Optional.of("this is " + system + ", not Linux");
    }

    @Override
    public ListeningPortSource open(SnapshotRequest request) {
        return new LinuxSource(
                request.withProcRoot(withoutDetours(request.procRoot())),
                ByteOrder.nativeOrder(),
                NativeTier.Mode.ofProperty(),
                System::nanoTime);
    }

    /** Whatever way leads to /proc, it is this system's own, and its namespace that of the caller. */
    private static Path withoutDetours(Path root) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            return root.toAbsolutePath().normalize(); // the tables will tell what is wrong with it
        }
    }
}
