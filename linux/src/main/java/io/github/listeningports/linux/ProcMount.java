package io.github.listeningports.linux;

import io.github.listeningports.linux.kernel.MountInfoParser;
import io.github.listeningports.linux.kernel.MountInfoParser.Mount;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How much a proc(5) shows: how it is mounted, and what this process may see of others. */
final class ProcMount {

    private static final String RIGHTS = "run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH";

    private final Path root;
    private final ProcFiles files;

    ProcMount(Path root, ProcFiles files) {
        this.root = root;
        this.files = files;
    }

    /** Whether hidepid hides processes from this one: process 1 is invisible then. */
    boolean hidesProcesses() {
        if (!Files.notExists(root.resolve("1/stat"))) {
            return false;
        }
        Optional<byte[]> mounts = mountInfo();
        return mounts.isPresent() && MountInfoParser.hidesProcesses(mounts.get(), root.toString());
    }

    /** Why processes are invisible, and the remedy. */
    String hidden() {
        return root + " is mounted with hidepid, so other users' processes are invisible: " + remedy();
    }

    /** Whether it shows nothing but processes (subset=pid). */
    boolean showsProcessesOnly() {
        Optional<byte[]> mounts = mountInfo();
        return mounts.isPresent() && MountInfoParser.showsProcessesOnly(mounts.get(), root.toString());
    }

    /** The network namespaces that are mounted somewhere, as by ip-netns(8). */
    List<Mount> networkNamespaces() {
        return networkNamespaces(isDefault() ? mountInfo() : files.readIfPossible(root.resolve("1/mountinfo")));
    }

    /** Those that are mounted in the mount namespace of a process. Any user may fill a mount namespace of his own with them (100,000, fs.mount-max), under long names. */
    List<Mount> networkNamespaces(Path process) {
        return networkNamespaces(Optional.of(ProcFiles.linesWith(" - nsfs ", process.resolve("mountinfo"))));
    }

    private static List<Mount> networkNamespaces(Optional<byte[]> mountInfo) {
        return mountInfo.stream()
                .flatMap(mounts -> MountInfoParser.mounts(mounts).stream())
                .filter(mount -> mount.type().equals("nsfs") && mount.root().startsWith(Descriptors.NETWORK_NAMESPACE))
                .toList();
    }

    /** Whether this process has every right to inspect others in its user namespace. */
    boolean maySeeOthers() {
        Optional<byte[]> status = status();
        return status.isPresent()
                && ProcessStatusParser.lacksToSeeOthers(status.get()).isEmpty();
    }

    /** What to do to see other users' processes: root lacks capabilities in a container, and has nothing to gain from running as root. */
    String remedy() {
        Optional<byte[]> status = status();
        boolean isRoot = status.isPresent()
                && ProcessStatusParser.effectiveUid(status.get()).equals(Optional.of("0"));
        List<String> lacking = isRoot ? ProcessStatusParser.lacksToSeeOthers(status.get()) : List.of();
        return lacking.isEmpty()
                ? RIGHTS
                : "this process is root, but lacks " + String.join(" and ", lacking)
                        + ": grant it (in a container, for example --cap-add="
                        + lacking.get(0).substring("CAP_".length()) + ")";
    }

    private boolean isDefault() {
        return root.equals(ProcFiles.DEFAULT_ROOT);
    }

    private Optional<byte[]> status() {
        return own("status");
    }

    private Optional<byte[]> mountInfo() {
        return own("mountinfo");
    }

    /** A file of this thread. Another /proc shows this process only if it shows its pid namespace. */
    private Optional<byte[]> own(String name) {
        Optional<byte[]> ofThread =
                files.readIfPossible(root.resolve("thread-self").resolve(name));
        return ofThread.isPresent()
                ? ofThread
                : files.readIfPossible(root.resolve("self").resolve(name));
    }
}
