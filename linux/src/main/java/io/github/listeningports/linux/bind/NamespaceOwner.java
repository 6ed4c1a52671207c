package io.github.listeningports.linux.bind;

import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.kernel.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether this thread's capabilities count in its network namespace: only if the user namespace that owns it is the thread's own, or inside it (user_namespaces(7), ns_capable). Root of {@code unshare -Ur} has
 * every capability, and none of them in the network namespace that it shares with the host.
 */
final class NamespaceOwner {

    /** The user namespace that the kernel starts with: include/linux/proc_ns.h PROC_USER_INIT_INO. */
    private static final String INITIAL = "user:[4026531837]";

    /** How a user is shown who does not exist in this user namespace (proc_sys_kernel(5), overflowuid). */
    private static final int OVERFLOW_UID = 65534;

    /** linux/nsfs.h: refused with EPERM unless the owner is the thread's own user namespace or inside it (kernel/user_namespace.c ns_get_owner). */
    private static final int NS_GET_USERNS = 0xb701;

    private static final int EPERM = 1;

    private static final Path SELF = ProcFiles.DEFAULT_ROOT.resolve("thread-self");

    private final NativeTier nativeTier;

    NamespaceOwner(NativeTier nativeTier) {
        this.nativeTier = nativeTier;
    }

    /** Absent if unknown. */
    Optional<Boolean> capabilitiesCount() {
        if (ProcFiles.link(SELF.resolve("ns/user")).equals(Optional.of(INITIAL))) {
            return Optional.of(true);
        }
        return nativeTier.whyNot().isEmpty() ? ask(nativeTier.libc()).or(this::byOwnerOfFiles) : byOwnerOfFiles();
    }

    private static Optional<Boolean> ask(LibC libc) {
        return SystemCalls.of(libc, System.getProperty("os.arch")).flatMap(calls -> {
            try {
                int namespace = calls.open(SELF.resolve("ns/net"));
                try {
                    calls.close(calls.ioctl(namespace, NS_GET_USERNS));
                    return Optional.of(true);
                } finally {
                    calls.close(namespace);
                }
            } catch (IOException e) {
                return LibC.error(e) == EPERM ? Optional.of(false) : Optional.empty();
            }
        });
    }

    /** Files of /proc/sys/net belong to root of that user namespace (net/sysctl_net.c net_ctl_set_ownership). If root of this one is the same user, it may be this one or not. */
    private Optional<Boolean> byOwnerOfFiles() {
        try {
            Object owner = Files.getAttribute(ProcFiles.DEFAULT_ROOT.resolve("sys/net/ipv4/ip_forward"), "unix:uid");
            return owner.equals(OVERFLOW_UID) ? Optional.of(false) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
