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
        return Files.notExists(root.resolve("1/stat"))
                && mountInfo()
                        .map(mounts -> MountInfoParser.hidesProcesses(mounts, root.toString()))
                        .orElse(false);
    }

    /** Why processes are invisible, and the remedy. */
    String hidden() {
        return root + " is mounted with hidepid, so other users' processes are invisible: " + remedy();
    }

    /** Whether it shows nothing but processes (subset=pid). */
    boolean showsProcessesOnly() {
        return mountInfo()
                .map(mounts -> MountInfoParser.showsProcessesOnly(mounts, root.toString()))
                .orElse(false);
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
        return status().map(ProcessStatusParser::lacksToSeeOthers)
                .filter(List::isEmpty)
                .isPresent();
    }

    /** What to do to see other users' processes: root lacks capabilities in a container, and has nothing to gain from running as root. */
    String remedy() {
        Optional<List<String>> lacking = status().filter(
                        each -> ProcessStatusParser.effectiveUid(each).equals(Optional.of("0")))
                .map(ProcessStatusParser::lacksToSeeOthers)
                .filter(each -> !each.isEmpty());
        return lacking.map(each -> "this process is root, but lacks " + String.join(" and ", each)
                        + ": grant it (in a container, for example --cap-add="
                        + each.get(0).substring("CAP_".length()) + ")")
                .orElse(RIGHTS);
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
        return files.readIfPossible(root.resolve("thread-self").resolve(name))
                .or(() -> files.readIfPossible(root.resolve("self").resolve(name)));
    }
}
