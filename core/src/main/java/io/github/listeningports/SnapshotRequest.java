package io.github.listeningports;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a snapshot includes. You pay only for what you request: start from {@link #ports()}, {@link #owners()}, {@link #standard()} or
 * {@link #detailed()}, each of which includes the one before, and narrow or extend it.
 *
 * <pre>{@code
 * SnapshotRequest.owners().withProtocols(Protocol.TCP).withPorts(8080)
 * }</pre>
 *
 * @param level the amount of information about each port
 * @param protocols the protocols; never empty
 * @param portNumbers the ports, each 1 to 65535; empty for all
 * @param allNetworkNamespaces whether to include every network namespace rather than only the own one (Linux)
 * @param commandLines whether to include {@link ProcessInfo#commandLine()}
 * @param connectionCounts whether to include {@link SocketDetails#connections()}
 * @param firewallTimeout how long to wait for the firewall
 * @param procRoot where proc(5) is mounted (Linux)
 */
public record SnapshotRequest(
        Level level,
        Set<Protocol> protocols,
        Set<Integer> portNumbers,
        boolean allNetworkNamespaces,
        boolean commandLines,
        boolean connectionCounts,
        Duration firewallTimeout,
        Path procRoot) {

    /** The system property with the default of {@link #procRoot()}. */
    private static final String PROC_ROOT_PROPERTY = "listeningports.proc";

    private static final Duration DEFAULT_FIREWALL_TIMEOUT = Duration.ofSeconds(2);

    /** The amount of information about each port; each level includes the ones before. */
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

    public SnapshotRequest {
        Objects.requireNonNull(level, "level");
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("no protocol requested: name TCP, UDP or both");
        }
        protocols = Collections.unmodifiableSet(EnumSet.copyOf(protocols));
        portNumbers.forEach(SnapshotRequest::requirePort);
        portNumbers = Collections.unmodifiableSet(new TreeSet<>(portNumbers));
        if (firewallTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "the firewall's timeout must not be negative, but is " + firewallTimeout);
        }
        Objects.requireNonNull(procRoot, "procRoot");
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

    /** Everything except command lines, connection counts and other network namespaces, which are requested separately. */
    public static SnapshotRequest detailed() {
        return of(Level.DETAILED);
    }

    /** Only these protocols; replaces earlier ones. */
    public SnapshotRequest withProtocols(Protocol first, Protocol... others) {
        return new SnapshotRequest(
                level,
                EnumSet.of(first, others),
                portNumbers,
                allNetworkNamespaces,
                commandLines,
                connectionCounts,
                firewallTimeout,
                procRoot);
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
        return new SnapshotRequest(
                level,
                protocols,
                Set.copyOf(Arrays.stream(numbers).boxed().toList()),
                allNetworkNamespaces,
                commandLines,
                connectionCounts,
                firewallTimeout,
                procRoot);
    }

    /**
     * Every network namespace with a visible process or thread (Linux); {@link SocketDetails#networkNamespace()} labels each port. By default only
     * this process's namespace is included, so that a container's ports are not taken for the host's. A namespace without a process is not
     * visible: a diagnostic names those that are mounted, as by {@code ip netns}, or that a process holds open, and reports hidden processes. For these, the descriptors of all
     * processes are read, as for owners. No effect on other systems.
     */
    public SnapshotRequest withAllNetworkNamespaces() {
        return new SnapshotRequest(
                level, protocols, portNumbers, true, commandLines, connectionCounts, firewallTimeout, procRoot);
    }

    /**
     * Also the command line of each owner. It can contain secrets: handle it with care. On Linux, those of processes that are stuck delay a snapshot by at most one second,
     * and are absent.
     */
    public SnapshotRequest withCommandLines() {
        return new SnapshotRequest(
                level, protocols, portNumbers, allNetworkNamespaces, true, connectionCounts, firewallTimeout, procRoot);
    }

    /** Also the number of established connections of each TCP listener; it requires reading every connection. */
    public SnapshotRequest withConnectionCounts() {
        return new SnapshotRequest(
                level, protocols, portNumbers, allNetworkNamespaces, commandLines, true, firewallTimeout, procRoot);
    }

    /**
     * How long to wait for the firewall where querying it can take long; 2 seconds by default. A diagnostic reports a timeout.
     *
     * @throws IllegalArgumentException if the timeout is negative
     */
    public SnapshotRequest withFirewallTimeout(Duration timeout) {
        return new SnapshotRequest(
                level, protocols, portNumbers, allNetworkNamespaces, commandLines, connectionCounts, timeout, procRoot);
    }

    /**
     * Where proc(5) is mounted (Linux); by default the system property {@code listeningports.proc}, or {@code /proc}. For containers that
     * monitor their host ({@code /host/proc}): with a root other than {@code /proc}, the default network namespace is that of its process 1,
     * the host's. Pids are those of the pid namespace that this /proc was mounted for. {@code /proc/PID/root/proc} is the /proc of a container, not this one.
     */
    public SnapshotRequest withProcRoot(Path root) {
        return new SnapshotRequest(
                level,
                protocols,
                portNumbers,
                allNetworkNamespaces,
                commandLines,
                connectionCounts,
                firewallTimeout,
                root);
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

    private static SnapshotRequest of(Level level) {
        return new SnapshotRequest(
                level,
                EnumSet.allOf(Protocol.class),
                Set.of(),
                false,
                false,
                false,
                DEFAULT_FIREWALL_TIMEOUT,
                defaultProcRoot());
    }

    /** A blank property counts as unset. */
    private static Path defaultProcRoot() {
        String root = System.getProperty(PROC_ROOT_PROPERTY, "");
        return Path.of(root.isBlank() ? "/proc" : root);
    }
}
