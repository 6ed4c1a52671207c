package io.github.listeningports;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A process that holds a listening socket, as it was when the snapshot was taken.
 *
 * <p>Nothing but the pid is sure to be there: a process of another user may hide the rest.
 *
 * @param pid the process id, as this program's own pid namespace numbers it
 * @param parentPid the process id of the parent; absent for one that has none in sight
 * @param name what people call the process: on Linux the command name (proc_pid_comm(5)), made whole from the executable's or the first
 *     argument's file name where the kernel cut it at 15 bytes. A process chooses it freely: it may hold control characters; bytes that
 *     are not UTF-8 are replaced by U+FFFD. {@link #displayName()} is safe to print
 * @param executable the file that runs, as text, for it may live in another mount namespace or be deleted ("... (deleted)"); on Linux
 *     absent for another user's process without privilege
 * @param user the (effective) user
 * @param startedAt when it started, to the precision of the system (10 ms on Linux, where setting the clock shifts it for all processes)
 * @param services what a service manager calls it: the systemd unit (Linux, from {@code /proc/PID/cgroup}), Windows services, a launchd job; empty if none does
 * @param containerId the 64 hexadecimal digits of the container that it runs in (Linux: Docker, containerd, CRI-O, Podman, from
 *     {@code /proc/PID/cgroup}); absent if it runs in none, and mostly if this program runs in
 *     the same one (cgroup_namespaces(7))
 * @param commandLine the arguments, the program first; only if asked for ({@link SnapshotRequest#withCommandLines()}), for it can hold
 *     secrets
 */
public record ProcessInfo(
        long pid,
        OptionalLong parentPid,
        Optional<String> name,
        Optional<String> executable,
        Optional<ProcessUser> user,
        Optional<Instant> startedAt,
        List<String> services,
        Optional<String> containerId,
        Optional<List<String>> commandLine) {

    public ProcessInfo {
        if (pid < 0) {
            throw new IllegalArgumentException("pid must not be negative, but is " + pid);
        }
        Objects.requireNonNull(parentPid, "parentPid");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(executable, "executable");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(startedAt, "startedAt");
        services = List.copyOf(services);
        Objects.requireNonNull(containerId, "containerId");
        commandLine = commandLine.map(List::copyOf);
    }

    /** A builder with the pid and nothing else. */
    public static Builder builder(long pid) {
        return new Builder(pid);
    }

    /** The name with control characters written as escapes, or {@code ?} where it is unknown: safe to print. */
    public String displayName() {
        return HarmlessText.of(name.orElse("?"));
    }

    /** Whether both are the same process, whatever its name or user is by now: the same pid, started at the same time. */
    boolean isSameProcessAs(ProcessInfo other) {
        return pid == other.pid && startedAt.equals(other.startedAt);
    }

    /** {@code postgres (812)}; safe to print, and without the command line. */
    @Override
    public String toString() {
        return displayName() + " (" + pid + ")";
    }

    /** Builds a {@link ProcessInfo}: each method sets the component of its name, and what is not set is absent. */
    public static final class Builder {
        private final long pid;
        private OptionalLong parentPid = OptionalLong.empty();
        private Optional<String> name = Optional.empty();
        private Optional<String> executable = Optional.empty();
        private Optional<ProcessUser> user = Optional.empty();
        private Optional<Instant> startedAt = Optional.empty();
        private List<String> services = List.of();
        private Optional<String> containerId = Optional.empty();
        private Optional<List<String>> commandLine = Optional.empty();

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

        public Builder user(ProcessUser value) {
            user = Optional.of(value);
            return this;
        }

        public Builder startedAt(Instant value) {
            startedAt = Optional.of(value);
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

        public ProcessInfo build() {
            return new ProcessInfo(
                    pid, parentPid, name, executable, user, startedAt, services, containerId, commandLine);
        }
    }
}
