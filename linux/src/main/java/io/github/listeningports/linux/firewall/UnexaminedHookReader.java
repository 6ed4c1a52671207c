package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.NetworkLink;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.MountInfoParser;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import io.github.listeningports.linux.kernel.SystemCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks for hooks beside the rules that can decide about packets: BPF programs of control groups (systemd's IPAddressDeny=), netfilter, sk_lookup and tcx; and IPVS
 * services that are hidden. The loaded program types are listed first: usually none of these is among them, and no further query is needed.
 */
final class UnexaminedHookReader {

    /** What the system calls for one interface or control group cost, in rules. */
    private static final int CALLS = 16;

    private final Path root;
    private final ProcFiles files;
    private final Optional<SystemCalls> calls;
    private final Optional<BpfReader> bpf;
    private final String architecture;
    private final Patience patience;
    private Set<Integer> types = Set.of();
    private Optional<String> whyTypesUnknown = Optional.empty();

    /**
     * A reader that knows nothing yet.
     *
     * @param architecture as in the system property os.arch
     * @param patience spent for each program, interface and control group
     */
    UnexaminedHookReader(Path root, ProcFiles files, LibC libc, String architecture, Patience patience) {
        this.patience = patience;
        this.root = root;
        this.files = files;
        this.architecture = architecture;
        calls = SystemCalls.of(libc, architecture);
        bpf = calls.isPresent() ? Optional.of(new BpfReader(calls.get())) : Optional.empty();
    }

    /** Lists the loaded program types again. */
    void refresh() {
        types = Set.of();
        whyTypesUnknown = bpf.isEmpty()
                ? Optional.of("the number of the system call bpf(2) is not known for " + architecture)
                : Optional.empty();
        if (bpf.isPresent()) {
            try {
                types = bpf.get().types(patience);
            } catch (IOException e) {
                whyTypesUnknown = whyNotListed(e);
            }
        }
    }

    /** Empty if the kernel has no bpf(2): then there are no programs. A filter of seccomp(2) may return the same error. */
    private Optional<String> whyNotListed(IOException failure) {
        return switch (LibC.error(failure)) {
            case BpfReader.EPERM -> Optional.of("listing them with bpf(2) requires CAP_SYS_ADMIN on the host");
            case BpfReader.EINVAL -> Optional.of("Linux before 4.13 does not list them");
            case BpfReader.ENOSYS ->
                isUnfiltered()
                        ? Optional.empty()
                        : Optional.of("bpf(2) is missing here, maybe by a filter of seccomp(2)");
            default -> Optional.of(String.valueOf(failure.getMessage()));
        };
    }

    private boolean isUnfiltered() {
        return files.readIfPossible(root.resolve("thread-self/status"))
                .map(ProcessStatusParser::isUnfiltered)
                .orElse(false);
    }

    /** Whether BPF programs process what comes in by an interface before netfilter does, or what goes out. */
    boolean atInterface(NetworkLink link, boolean outbound) {
        if (!types.contains(BpfReader.SCHED_CLS)) {
            return false;
        }
        patience.spend(CALLS);
        // Programs at either end of a netkit pair process what the other end sends.
        return link.kind().equals("netkit")
                || isAttached(link.index(), outbound ? BpfReader.AT_TCX_EGRESS : BpfReader.AT_TCX_INGRESS, 0);
    }

    private boolean isAttached(int target, int place, int flags) {
        try {
            return bpf.isPresent() && bpf.get().attached(target, place, flags) > 0;
        } catch (IOException e) {
            return true; // there may be one
        }
    }

    /** @param listeners the sockets to consider */
    UnexaminedHooks read(Path netDirectory, List<FirewallListener> listeners) {
        List<UnexaminedHook> everywhere = new ArrayList<>();
        if (new IpVsReader(files, new SysctlReader(root, files))
                .read(netDirectory)
                .isEmpty()) {
            everywhere.add(UnexaminedHook.seen("IPVS virtual servers, which are hidden"));
        }
        if (whyTypesUnknown.isPresent()) {
            everywhere.add(UnexaminedHook.unseen("BPF programs (" + whyTypesUnknown.get() + ")"));
            return new UnexaminedHooks(everywhere, Map.of(), List.of());
        }
        if (types.contains(BpfReader.NETFILTER)) {
            everywhere.add(UnexaminedHook.seen("a netfilter BPF program, in this or another namespace"));
        }
        if (types.contains(BpfReader.SK_LOOKUP) && choosesSockets()) {
            everywhere.add(new UnexaminedHook("an sk_lookup BPF program, which chooses the listener", true, true));
        }
        return types.contains(BpfReader.CGROUP_SKB)
                ? new UnexaminedHooks(
                        everywhere,
                        byCgroup(listeners),
                        List.of(UnexaminedHook.unseen(
                                "a BPF program of its control group, which the kernel does not report")))
                : new UnexaminedHooks(everywhere, Map.of(), List.of());
    }

    private boolean choosesSockets() {
        return calls.isPresent()
                && withOpen(
                                root.resolve("thread-self/ns/net"),
                                namespace -> isAttached(namespace, BpfReader.AT_SK_LOOKUP, 0))
                        .orElse(true);
    }

    private Map<Long, List<UnexaminedHook>> byCgroup(List<FirewallListener> listeners) {
        Set<Long> ids = listeners.stream()
                .flatMapToLong(listener -> listener.cgroup().stream())
                .boxed()
                .collect(Collectors.toSet());
        Map<Long, List<UnexaminedHook>> hooks = new HashMap<>();
        Optional<Path> mount = files.readIfPossible(root.resolve("thread-self/mountinfo"))
                .flatMap(MountInfoParser::cgroup2)
                .map(Path::of);
        boolean opened = mount.isPresent()
                && withOpen(mount.get(), descriptor -> {
                            ids.forEach(id -> hooks.put(id, ofCgroup(descriptor, id)));
                            return true;
                        })
                        .isPresent();
        if (!opened) {
            ids.forEach(id -> hooks.put(
                    id,
                    List.of(UnexaminedHook.unseen(
                            "a BPF program of its control group (unknown, as no cgroup2 is mounted here)"))));
        }
        return hooks;
    }

    private List<UnexaminedHook> ofCgroup(int mount, long id) {
        patience.spend(CALLS);
        SystemCalls system = calls.orElseThrow();
        int cgroup;
        try {
            cgroup = system.openById(mount, id);
        } catch (IOException e) {
            return List.of(UnexaminedHook.unseen("a BPF program of its control group, which cannot be opened ("
                    + e.getMessage() + "): that requires CAP_DAC_READ_SEARCH"));
        }
        try {
            return isAttached(cgroup, BpfReader.AT_CGROUP_INGRESS, BpfReader.EFFECTIVE)
                    ? List.of(UnexaminedHook.seen("a BPF program of its control group" + path(cgroup)))
                    : List.of();
        } finally {
            system.close(cgroup);
        }
    }

    private String path(int descriptor) {
        return ProcFiles.link(root.resolve("thread-self/fd/" + descriptor))
                .map(each -> " " + each)
                .orElse("");
    }

    /** An action on an open file descriptor. */
    private interface WithOpen {
        boolean apply(int descriptor);
    }

    private Optional<Boolean> withOpen(Path path, WithOpen what) {
        SystemCalls system = calls.orElseThrow();
        int descriptor;
        try {
            descriptor = system.open(path);
        } catch (IOException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(what.apply(descriptor));
        } finally {
            system.close(descriptor);
        }
    }
}
