package io.github.listeningports;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a snapshot includes. You pay only for what you request: start from {@link #ports()}, {@link #owners()}, {@link #standard()} or
 * {@link #detailed()}, each of which includes the one before, and narrow or extend it.
 *
 * <pre>{@code
 * SnapshotRequest.owners().withProtocols(Protocol.TCP).withPorts(8080)
 * }</pre>
 *
 * <p>Immutable: each {@code with} method returns another request. Requests for the same are equal.
 */
public final class SnapshotRequest {

    /** The system property with the default of {@link #procRoot()}. */
    private static final String PROC_ROOT_PROPERTY = "listeningports.proc";

    /** The most threads that {@link #withParallelism} accepts. */
    private static final int MAX_PARALLELISM = 256;

    private static final Duration DEFAULT_FIREWALL_TIMEOUT = Duration.ofSeconds(2);

    /** The amount of information about each port; each level includes the ones before. More may be added, also between two. */
    public enum Level {
        /** Protocol, address, port, and the details that the socket table contains anyway. */
        PORTS,
        /** Also the processes that hold the socket. */
        OWNERS,
        /** Also the firewall's verdict. */
        STANDARD,
        /** Also all details of the socket that the system provides. */
        DETAILED
    }

    /** What no level includes. */
    private enum Extra {
        ALL_NETWORK_NAMESPACES,
        COMMAND_LINES,
        ANCESTORS,
        WORKING_DIRECTORIES,
        CONTAINER_NAMES,
        CONNECTION_COUNTS,
        DEBUG_PRIVILEGE
    }

    private final Level level;
    private final Set<Protocol> protocols;
    private final Set<Integer> portNumbers;
    private final Set<Extra> extras;
    private final Duration firewallTimeout;
    private final Optional<Duration> timeout;
    private final int parallelism;
    private final Optional<Executor> executor;
    private final Path procRoot;

    /** A request in the making. */
    private static final class Draft {
        private Level level;
        private Set<Protocol> protocols = EnumSet.allOf(Protocol.class);
        private Set<Integer> portNumbers = Set.of();
        private final Set<Extra> extras = EnumSet.noneOf(Extra.class);
        private Duration firewallTimeout = DEFAULT_FIREWALL_TIMEOUT;
        private Optional<Duration> timeout = Optional.empty();
        private int parallelism = 1;
        private Optional<Executor> executor = Optional.empty();
        private Path procRoot;

        Draft(Level level, Path procRoot) {
            this.level = level;
            this.procRoot = procRoot;
        }

        Draft(SnapshotRequest from) {
            this(from.level, from.procRoot);
            protocols = from.protocols;
            portNumbers = from.portNumbers;
            extras.addAll(from.extras);
            firewallTimeout = from.firewallTimeout;
            timeout = from.timeout;
            parallelism = from.parallelism;
            executor = from.executor;
        }
    }

    private SnapshotRequest(Draft draft) {
        level = draft.level;
        protocols = Collections.unmodifiableSet(EnumSet.copyOf(draft.protocols));
        portNumbers = Collections.unmodifiableSet(new TreeSet<>(draft.portNumbers));
        extras = Collections.unmodifiableSet(draft.extras);
        firewallTimeout = draft.firewallTimeout;
        timeout = draft.timeout;
        parallelism = draft.parallelism;
        executor = draft.executor;
        procRoot = draft.procRoot;
    }

    private SnapshotRequest with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new SnapshotRequest(draft);
    }

    private SnapshotRequest with(Extra extra) {
        return with(draft -> draft.extras.add(extra));
    }

    /** The ports without their owners: the cheapest request. */
    public static SnapshotRequest ports() {
        return of(Level.PORTS);
    }

    /** The ports and the processes that hold them. */
    public static SnapshotRequest owners() {
        return of(Level.OWNERS);
    }

    /** The ports, their owners and the firewall's verdict: the request of {@link ListeningPorts#snapshot()}. */
    public static SnapshotRequest standard() {
        return of(Level.STANDARD);
    }

    /** Everything but what is requested separately: command lines, ancestors, working directories, names of containers, connection counts and other network namespaces. */
    public static SnapshotRequest detailed() {
        return of(Level.DETAILED);
    }

    private static SnapshotRequest of(Level level) {
        return new SnapshotRequest(new Draft(level, defaultProcRoot()));
    }

    /** A blank property counts as unset. */
    private static Path defaultProcRoot() {
        String root = System.getProperty(PROC_ROOT_PROPERTY, "");
        return Path.of(root.isBlank() ? "/proc" : root);
    }

    /** The same at this level, or at its own if that includes more. */
    SnapshotRequest atLeast(Level minimum) {
        return level.compareTo(minimum) >= 0 ? this : with(draft -> draft.level = minimum);
    }

    /** The same for all ports. */
    SnapshotRequest withAllPorts() {
        return with(draft -> draft.portNumbers = Set.of());
    }

    /** Only these protocols; replaces earlier ones. */
    public SnapshotRequest withProtocols(Protocol first, Protocol... others) {
        return with(draft -> draft.protocols = EnumSet.of(first, others));
    }

    /**
     * Only these ports; replaces earlier ones.
     *
     * @throws IllegalArgumentException if there is none, or one is not in 1 to 65535
     */
    public SnapshotRequest withPorts(int... numbers) {
        if (numbers.length == 0) {
            throw new IllegalArgumentException("no port given: name at least one, or omit withPorts to see all");
        }
        Arrays.stream(numbers).forEach(SnapshotRequest::requirePort);
        Set<Integer> ports = Set.copyOf(Arrays.stream(numbers).boxed().toList());
        return with(draft -> draft.portNumbers = ports);
    }

    /**
     * Every network namespace with a visible process or thread (Linux); {@link SocketDetails#networkNamespace()} labels each port. By default only
     * this process's namespace is included, so that a container's ports are not taken for the host's. A namespace without a process is not
     * visible: a diagnostic names those that are mounted, as by {@code ip netns}, or that a process holds open, and reports hidden processes. For these, the descriptors of all
     * processes are read, as for owners. The firewall's verdict on a port of another namespace is that of the rules in there, and never {@code ALLOWED}: whether packets are forwarded to it is not
     * examined. No effect on other systems.
     */
    public SnapshotRequest withAllNetworkNamespaces() {
        return with(Extra.ALL_NETWORK_NAMESPACES);
    }

    /**
     * Also the command line of each owner. It can contain secrets: handle it with care. On Linux, those of processes that are stuck delay a snapshot by at most one second,
     * and are absent; so are those longer than 1 MiB.
     */
    public SnapshotRequest withCommandLines() {
        return with(Extra.COMMAND_LINES);
    }

    /**
     * Also the processes above each owner, the parents that are there now: {@link ProcessInfo#ancestors()}. They are read with each snapshot, also by an open source.
     */
    public SnapshotRequest withAncestors() {
        return with(Extra.ANCESTORS);
    }

    /** Also the working directory of each owner: {@link ProcessInfo#workingDirectory()}. It is read with each snapshot. Windows does not report it. */
    public SnapshotRequest withWorkingDirectories() {
        return with(Extra.WORKING_DIRECTORIES);
    }

    /**
     * Also name and image in {@link ProcessInfo#container()}, and the container behind a published port whose program does not name it (Linux). If an owner runs in, or
     * forwards to, a container of Docker or Podman, each snapshot asks their daemons for the list of containers, through the socket of their API: one request that changes nothing, to
     * {@code /var/run/docker.sock} and where {@code DOCKER_HOST} says, {@code /run/podman/podman.sock}, and those of the user whose process it is, below {@code /run/user}. Together they get 2
     * seconds; of an answer that is late, longer than 8 MiB or malformed, a diagnostic says so. Requires the right to use the socket: root, or a member of the group docker. No effect on other systems.
     */
    public SnapshotRequest withContainerNames() {
        return with(Extra.CONTAINER_NAMES);
    }

    /** Also the number of established connections of each TCP listener; it requires reading every connection. */
    public SnapshotRequest withConnectionCounts() {
        return with(Extra.CONNECTION_COUNTS);
    }

    /**
     * Also the owners' details that Windows shows with SeDebugPrivilege only, which administrators have and which is not enabled by itself: user and command line of
     * services and other users' processes. Each snapshot then reads the owners on a platform thread of its own, which impersonates this process with the privilege enabled, and ends: the token
     * of this process and the calling thread stay as they are, and a caller that impersonates somebody reads as this process does. Without the privilege they are read
     * as usual, and a diagnostic says why it could not be enabled. No effect on other systems.
     */
    public SnapshotRequest withDebugPrivilege() {
        return with(Extra.DEBUG_PRIVILEGE);
    }

    /**
     * How long the firewall may take; 2 seconds by default. Where that is not enough, the verdicts that were found by then stay, the others are
     * {@link FirewallVerdict#UNKNOWN}, and a diagnostic ({@link Diagnostic.Kind#FIREWALL_UNKNOWN}) says so. Zero leaves out what takes time.
     *
     * <p>On Linux the time counts from when the sockets and their owners are known, and is for everything: reading the rules, and finding the verdict for each listener, which takes longer than reading for
     * some large rulesets. The clock is looked at every few dozen rules; only one call of the kernel, which returns a whole table of iptables, is not interrupted. To load JNA, once a
     * process, is not part of it. On Windows and macOS it bounds the queries that can hang.
     *
     * @throws IllegalArgumentException if the timeout is negative
     */
    public SnapshotRequest withFirewallTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the firewall's timeout must not be negative, but is " + timeout);
        }
        return with(draft -> draft.firewallTimeout = timeout);
    }

    /**
     * How long each snapshot may take; by default as long as it takes. What was read by then is returned, and diagnostics report what was not: ports
     * ({@link Diagnostic.Kind#PORTS_MISSING}), owners ({@link Diagnostic.Kind#OWNER_HIDDEN}), details ({@link Diagnostic.Kind#DETAIL_MISSING}) or the firewall's verdict
     * ({@link Diagnostic.Kind#FIREWALL_UNKNOWN}). Sockets are read first, then their owners (macOS: with them), then the firewall, which gets what is left, but not more than
     * {@link #firewallTimeout()}. A source that stays open goes on next time where it ended.
     *
     * <p>The time counts from when the snapshot begins; a thread that shares a source first waits for the snapshots of others. It is checked between any two steps, and nothing that can hang is waited for
     * longer; a step that is under way is not interrupted, and what has been read is still put together. So a snapshot takes a little longer than this: usually milliseconds, and about 0.1 seconds more where
     * it loads native code.
     *
     * @throws IllegalArgumentException if the timeout is zero or negative
     */
    public SnapshotRequest withTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a snapshot's timeout must be positive, but is " + timeout
                    + ": within no time nothing can be read; omit withTimeout to wait as long as it takes");
        }
        return with(draft -> draft.timeout = Optional.of(timeout));
    }

    /**
     * How many threads read the owners, the calling one included; 1 by default. Worth it on a machine with thousands of descriptors, where reading the links in /proc/PID/fd is nearly all of the work: the
     * processes are shared out among the threads, and one process with many descriptors is too. Result, order and diagnostics are the same as with one thread. Each thread has buffers
     * of its own. Threads are started only where there is enough to read, so an open source, which reads what changed, hardly ever starts one.
     *
     * <p>They are platform daemon threads, and end before the snapshot returns. Where none can be started, the others do all of it. No effect on Windows and macOS, where a few calls of the system return all
     * owners.
     *
     * @param threads 1 to 256; {@code Runtime.getRuntime().availableProcessors()} for all processors
     * @throws IllegalArgumentException if it is not in 1 to 256
     */
    public SnapshotRequest withParallelism(int threads) {
        return with(threads, Optional.empty());
    }

    /**
     * The same with threads of an executor: each snapshot gives it at most one task less than that, and works along with those that it runs, on the calling thread. So an executor that is busy, rejects
     * tasks, or runs them in its caller makes a snapshot slower, and nothing else. A task that comes late finds nothing to do. The snapshot waits for the tasks that have begun.
     *
     * @param threads 1 to 256
     * @param executor of platform threads, best: each task makes system calls, which keep the carrier of a virtual thread. It may be called by any thread that takes a snapshot
     * @throws IllegalArgumentException if it is not in 1 to 256
     */
    public SnapshotRequest withParallelism(int threads, Executor executor) {
        return with(threads, Optional.of(executor));
    }

    private SnapshotRequest with(int threads, Optional<Executor> pool) {
        if (threads < 1 || threads > MAX_PARALLELISM) {
            throw new IllegalArgumentException("a snapshot is taken by 1 to " + MAX_PARALLELISM + " threads, not by "
                    + threads + ": 1 is the calling thread alone");
        }
        return with(draft -> {
            draft.parallelism = threads;
            draft.executor = pool;
        });
    }

    /**
     * Where proc(5) is mounted (Linux); by default the system property {@code listeningports.proc}, or {@code /proc}. For containers that
     * monitor their host ({@code /host/proc}): with a root other than {@code /proc}, the default network namespace is that of its process 1,
     * the host's. Pids are those of the pid namespace that this /proc was mounted for. {@code /proc/PID/root/proc} is the /proc of a container, not this one.
     */
    public SnapshotRequest withProcRoot(Path root) {
        Objects.requireNonNull(root, "root");
        return with(draft -> draft.procRoot = root);
    }

    /** The amount of information about each port. */
    public Level level() {
        return level;
    }

    /** The protocols; never empty. */
    public Set<Protocol> protocols() {
        return protocols;
    }

    /** The ports, each 1 to 65535; empty for all. */
    public Set<Integer> portNumbers() {
        return portNumbers;
    }

    /** Whether to include every network namespace rather than only the own one (Linux). */
    public boolean allNetworkNamespaces() {
        return extras.contains(Extra.ALL_NETWORK_NAMESPACES);
    }

    /** Whether to include {@link ProcessInfo#commandLine()}. */
    public boolean commandLines() {
        return extras.contains(Extra.COMMAND_LINES);
    }

    /** Whether to include {@link ProcessInfo#ancestors()}. */
    public boolean ancestors() {
        return extras.contains(Extra.ANCESTORS);
    }

    /** Whether to include {@link ProcessInfo#workingDirectory()}. */
    public boolean workingDirectories() {
        return extras.contains(Extra.WORKING_DIRECTORIES);
    }

    /** Whether to ask the daemons of Docker and Podman for the containers' names (Linux). */
    public boolean containerNames() {
        return extras.contains(Extra.CONTAINER_NAMES);
    }

    /** Whether to include {@link SocketDetails#connections()}. */
    public boolean connectionCounts() {
        return extras.contains(Extra.CONNECTION_COUNTS);
    }

    /** Whether to read owners with SeDebugPrivilege (Windows). */
    public boolean debugPrivilege() {
        return extras.contains(Extra.DEBUG_PRIVILEGE);
    }

    /** How long to wait for the firewall; zero or more. */
    public Duration firewallTimeout() {
        return firewallTimeout;
    }

    /** How long a snapshot may take, more than zero; empty if as long as it takes. */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /** How many threads read the owners, the calling one included (Linux); 1 or more. */
    public int parallelism() {
        return parallelism;
    }

    /** What runs the others of these threads; empty if they are started for each snapshot. */
    public Optional<Executor> executor() {
        return executor;
    }

    /** Where proc(5) is mounted (Linux). */
    public Path procRoot() {
        return procRoot;
    }

    /** Whether owners are requested. */
    public boolean asksForOwners() {
        return level.compareTo(Level.OWNERS) >= 0;
    }

    /** Whether the firewall's verdict is requested. */
    public boolean asksForFirewall() {
        return level.compareTo(Level.STANDARD) >= 0;
    }

    /** Whether all details of the socket are requested. */
    public boolean asksForDetails() {
        return level == Level.DETAILED;
    }

    /** Whether a port is among the requested ones. */
    public boolean asksForPort(int port) {
        return portNumbers.isEmpty() || portNumbers.contains(port);
    }

    static void requirePort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
        }
    }

    private List<Object> parts() {
        return List.of(
                level, protocols, portNumbers, extras, firewallTimeout, timeout, parallelism, executor, procRoot);
    }

    @Override
    @SuppressWarnings("NullAway") // no API of this module mentions @Nullable, whose module users need not have
    public boolean equals(Object other) {
        return other instanceof SnapshotRequest request && parts().equals(request.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** One line that names every part. */
    @Override
    public String toString() {
        return "SnapshotRequest[level=" + level + ", protocols=" + protocols + ", portNumbers=" + portNumbers
                + ", extras=" + extras + ", firewallTimeout=" + firewallTimeout + ", timeout="
                + timeout.map(Duration::toString).orElse("none") + ", parallelism=" + parallelism + ", executor="
                + executor.map(Object::toString).orElse("none") + ", procRoot=" + procRoot + "]";
    }
}
