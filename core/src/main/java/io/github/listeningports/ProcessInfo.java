package io.github.listeningports;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A process that holds a listening socket, as it was when the snapshot was taken.
 *
 * <p>Only the pid is always present: everything else may be hidden for another user's process.
 *
 * @param pid the process id, in this program's pid namespace; with another {@link SnapshotRequest#withProcRoot proc root}, in the pid namespace that
 *     that /proc was mounted for
 * @param parentPid the process id of the parent; absent if no parent is visible
 * @param name the process name: on Linux the command name (proc_pid_comm(5)), completed from the file name of the executable or of the
 *     first argument where the kernel truncated it to 15 bytes. A process chooses it freely: it can contain control characters; bytes that
 *     are not UTF-8 are replaced by U+FFFD. {@link #displayName()} is safe to print
 * @param executable the path of the running file, as text, because it can be in another mount namespace or deleted ("... (deleted)"); on
 *     Linux absent for another user's process without privilege
 * @param program the program that an interpreter or virtual machine runs; absent if the executable is none, or the command line does not name it surely. Requires the
 *     rights that the executable requires on Linux, and those that the command line requires elsewhere
 * @param user the (effective) user; on Linux without a name in a container, whose users have other names than the host's, and in another user namespace (user_namespaces(7)) unless
 *     the user has the same id there
 * @param startedAt the start time, in the system's resolution (10 ms on Linux, where setting the clock shifts it for all processes)
 * @param startKey identifies the process on this machine, whatever the clock does: two keys are equal only if they are of the same process. Opaque: only equality has
 *     a meaning. On Linux from what the kernel counts from boot; absent where the start time serves as well (Windows, macOS)
 * @param services its names in this system's service manager, not in that of a container or guest: the systemd unit (Linux, from {@code /proc/PID/cgroup}), Windows services, the launchd job; empty if there is none
 * @param containerId its container or guest, from {@code /proc/PID/cgroup} (Linux): the id, 64 hexadecimal digits, with Docker, containerd, CRI-O and Podman; the name or
 *     number with LXC, LXD, systemd-nspawn, libvirt and Proxmox, also for the process that runs a virtual machine; absent outside a container, and usually if this program runs in the same container (cgroup_namespaces(7))
 * @param commandLine the program and its arguments; only if requested ({@link SnapshotRequest#withCommandLines()}), because it can
 *     contain secrets
 * @param startedBy what started it, as far as the system itself records that: on Linux the control group (systemd unit, container, login session, cron), on macOS the launchd job, on
 *     Windows the service. Absent where nothing is recorded, as for most processes on macOS and Windows, and without systemd and containers on Linux: see {@link #ancestors()}
 * @param ancestors the processes above it, the parent first, init or the like last; only if requested ({@link SnapshotRequest#withAncestors()}). They are the parents that are there now:
 *     when a parent ends, init or the nearest subreaper (prctl(2)) adopts the child on Linux, launchd on macOS, nobody on Windows. The list ends, too, at the edge of the
 *     pid namespace, and where a parent is hidden from this user
 * @param workingDirectory as text, because it can be in another mount namespace, or deleted ("... (deleted)"); only if requested ({@link SnapshotRequest#withWorkingDirectories()}).
 *     Requires the rights that the executable requires; absent on Windows, which does not report it
 * @param container the container that the process runs in; or that it forwards published ports to (docker-proxy, rootlessport, conmon and the like on Linux): then {@link #containerId()} is absent.
 *     Name and image only if requested ({@link SnapshotRequest#withContainerNames()})
 * @param ownPidNamespace whether the pid surely is one of this JVM's pid namespace (pid_namespaces(7)), as {@link #handle()} requires: on Linux not if
 *     {@link SnapshotRequest#withProcRoot} names the /proc of a host or another machine; always on Windows and macOS
 */
public record ProcessInfo(
        long pid,
        OptionalLong parentPid,
        Optional<String> name,
        Optional<String> executable,
        Optional<Program> program,
        Optional<ProcessUser> user,
        Optional<Instant> startedAt,
        Optional<String> startKey,
        List<String> services,
        Optional<String> containerId,
        Optional<List<String>> commandLine,
        boolean ownPidNamespace,
        Optional<Starter> startedBy,
        List<Ancestor> ancestors,
        Optional<String> workingDirectory,
        Optional<ContainerInfo> container) {

    /** The JDK and the providers know start times to 10 ms at least. */
    private static final Duration START_TOLERANCE = Duration.ofMillis(10);

    public ProcessInfo {
        if (pid < 0) {
            throw new IllegalArgumentException("pid must not be negative, but is " + pid);
        }
        Objects.requireNonNull(parentPid, "parentPid");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(executable, "executable");
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(startKey, "startKey");
        services = List.copyOf(services);
        Objects.requireNonNull(containerId, "containerId");
        commandLine = commandLine.isPresent() ? Optional.of(List.copyOf(commandLine.get())) : Optional.empty();
        Objects.requireNonNull(startedBy, "startedBy");
        ancestors = List.copyOf(ancestors);
        Objects.requireNonNull(workingDirectory, "workingDirectory");
        if (container.isEmpty() && containerId.isPresent()) {
            container = Optional.of(ContainerInfo.of(containerId.get()));
        }
    }

    /** A builder that has only the pid set. */
    public static Builder builder(long pid) {
        return new Builder(pid);
    }

    /** A builder with all components of this one, to change some. */
    public Builder toBuilder() {
        Builder copy = new Builder(pid);
        copy.parentPid = parentPid;
        copy.name = name;
        copy.executable = executable;
        copy.program = program;
        copy.user = user;
        copy.startedAt = startedAt;
        copy.startKey = startKey;
        copy.services = services;
        copy.containerId = containerId;
        copy.commandLine = commandLine;
        copy.ownPidNamespace = ownPidNamespace;
        copy.startedBy = startedBy;
        copy.ancestors = ancestors;
        copy.workingDirectory = workingDirectory;
        copy.container = container;
        return copy;
    }

    /** The name, safe to print: control characters are escaped, an unknown name is {@code ?}. */
    public String displayName() {
        return HarmlessText.of(name.orElse("?"));
    }

    /**
     * The running process, to wait for or to end; empty unless it surely is this one: the pid must be of this JVM's pid namespace and the JDK must report the same start time. Once
     * obtained, the handle never refers to another process.
     *
     * <p>Empty, too, if the process has ended, if either start time is unknown, or on Linux if the clock was set after this JVM first used {@link ProcessHandle}, whose start times then
     * differ.
     */
    public Optional<ProcessHandle> handle() {
        return ownPidNamespace && startedAt.isPresent()
                ? ProcessHandle.of(pid).filter(this::startedTogether)
                : Optional.empty();
    }

    private boolean startedTogether(ProcessHandle process) {
        Optional<Duration> difference = process.info()
                .startInstant()
                .flatMap(start ->
                        startedAt.map(known -> Duration.between(known, start).abs()));
        return difference.isPresent() && difference.get().compareTo(START_TOLERANCE) <= 0;
    }

    /** Whether both have the same pid, and the same start key or, where there is none, start time; name and user can change. */
    boolean isSameProcessAs(ProcessInfo other) {
        boolean keyed = startKey.isPresent() && other.startKey.isPresent();
        return pid == other.pid && (keyed ? startKey.equals(other.startKey) : startedAt.equals(other.startedAt));
    }

    @Override
    public boolean equals(Object other) {
        // Not generated: each look compares it, and the first generated one of a JVM takes 20 ms.
        return this == other
                || (other instanceof ProcessInfo that
                        && pid == that.pid
                        && parentPid.equals(that.parentPid)
                        && name.equals(that.name)
                        && executable.equals(that.executable)
                        && program.equals(that.program)
                        && user.equals(that.user)
                        && startedAt.equals(that.startedAt)
                        && startKey.equals(that.startKey)
                        && services.equals(that.services)
                        && containerId.equals(that.containerId)
                        && commandLine.equals(that.commandLine)
                        && ownPidNamespace == that.ownPidNamespace
                        && startedBy.equals(that.startedBy)
                        && ancestors.equals(that.ancestors)
                        && workingDirectory.equals(that.workingDirectory)
                        && container.equals(that.container));
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                pid,
                parentPid,
                name,
                executable,
                program,
                user,
                startedAt,
                startKey,
                services,
                containerId,
                commandLine,
                ownPidNamespace,
                startedBy,
                ancestors,
                workingDirectory,
                container);
    }

    /** {@code postgres (812)}, or {@code orders.jar (java 977)} if the program is known; safe to print, and without the command line. */
    @Override
    public String toString() {
        return program.map(known -> known.displayName() + " (" + known.kind() + " " + pid + ")")
                .orElseGet(() -> displayName() + " (" + pid + ")");
    }

    /** Builds a {@link ProcessInfo}: each method sets the component of the same name; unset components are absent. */
    public static final class Builder {
        private final long pid;
        private OptionalLong parentPid = OptionalLong.empty();
        private Optional<String> name = Optional.empty();
        private Optional<String> executable = Optional.empty();
        private Optional<Program> program = Optional.empty();
        private Optional<ProcessUser> user = Optional.empty();
        private Optional<Instant> startedAt = Optional.empty();
        private Optional<String> startKey = Optional.empty();
        private List<String> services = List.of();
        private Optional<String> containerId = Optional.empty();
        private Optional<List<String>> commandLine = Optional.empty();
        private boolean ownPidNamespace;
        private Optional<Starter> startedBy = Optional.empty();
        private List<Ancestor> ancestors = List.of();
        private Optional<String> workingDirectory = Optional.empty();
        private Optional<ContainerInfo> container = Optional.empty();

        private Builder(long pid) {
            this.pid = pid;
        }

        public Builder parentPid(long value) {
            parentPid = OptionalLong.of(value);
            return this;
        }

        public Builder name(String value) {
            name = Optional.of(value);
            return this;
        }

        public Builder executable(String value) {
            executable = Optional.of(value);
            return this;
        }

        public Builder program(Program value) {
            program = Optional.of(value);
            return this;
        }

        public Builder user(ProcessUser value) {
            user = Optional.of(value);
            return this;
        }

        public Builder startedAt(Instant value) {
            startedAt = Optional.of(value);
            return this;
        }

        public Builder startKey(String value) {
            startKey = Optional.of(value);
            return this;
        }

        public Builder services(List<String> value) {
            services = value;
            return this;
        }

        public Builder containerId(String value) {
            containerId = Optional.of(value);
            return this;
        }

        public Builder commandLine(List<String> value) {
            commandLine = Optional.of(value);
            return this;
        }

        /** By default false: unknown. */
        public Builder ownPidNamespace(boolean value) {
            ownPidNamespace = value;
            return this;
        }

        public Builder startedBy(Starter value) {
            startedBy = Optional.of(value);
            return this;
        }

        public Builder ancestors(List<Ancestor> value) {
            ancestors = value;
            return this;
        }

        public Builder workingDirectory(String value) {
            workingDirectory = Optional.of(value);
            return this;
        }

        /** By default that of the {@link #containerId}. */
        public Builder container(ContainerInfo value) {
            container = Optional.of(value);
            return this;
        }

        public ProcessInfo build() {
            return new ProcessInfo(
                    pid,
                    parentPid,
                    name,
                    executable,
                    program,
                    user,
                    startedAt,
                    startKey,
                    services,
                    containerId,
                    commandLine,
                    ownPidNamespace,
                    startedBy,
                    ancestors,
                    workingDirectory,
                    container);
        }
    }
}
