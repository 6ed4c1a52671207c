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
 * What a snapshot is asked for. Only what is asked is paid for: start from {@link #ports()}, {@link #owners()}, {@link #standard()} or
 * {@link #detailed()}, each of which asks for everything that the one before asks for, and narrow or widen it.
 *
 * <pre>{@code
 * SnapshotRequest.owners().withProtocols(Protocol.TCP).withPorts(8080)
 * }</pre>
 *
 * @param level how much is asked of each port
 * @param protocols which protocols; never empty
 * @param portNumbers only these ports; empty: all of them
 * @param allNetworkNamespaces whether every network namespace is looked at, not just the own one (Linux)
 * @param commandLines whether {@link ProcessInfo#commandLine()} is asked for
 * @param connectionCounts whether {@link SocketDetails#connections()} is asked for
 * @param firewallTimeout how long the firewall may be waited for
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

    /** The system property that says where proc(5) is mounted, for requests that do not say it themselves. */
    private static final String PROC_ROOT_PROPERTY = "listeningports.proc";

    private static final Duration DEFAULT_FIREWALL_TIMEOUT = Duration.ofSeconds(2);

    /** How much is asked of each port; each level includes the ones before. */
    public enum Level {
        /** Protocol, address, port, and what comes with the socket's row for free. */
        PORTS,
        /** And the processes that hold it. */
        OWNERS,
        /** And the firewall's answer. */
        STANDARD,
        /** And all that the system tells of the socket. */
        DETAILED
    }

    public SnapshotRequest {
        Objects.requireNonNull(level, "level");
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("no protocol asked for: name TCP, UDP or both");
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

    /** The ports alone, without their owners: the cheapest request. */
    public static SnapshotRequest ports() {
        return of(Level.PORTS);
    }

    /** The ports and the processes that hold them. */
    public static SnapshotRequest owners() {
        return of(Level.OWNERS);
    }

    /** The ports, their owners and the firewall's answer: what {@link ListeningPorts#snapshot()} asks. */
    public static SnapshotRequest standard() {
        return of(Level.STANDARD);
    }

    /** Everything, but for what has a request of its own: command lines, connection counts and other network namespaces. */
    public static SnapshotRequest detailed() {
        return of(Level.DETAILED);
    }

    /** Only these protocols, whatever was named before. */
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
     * Only these ports, whatever was named before.
     *
     * @throws IllegalArgumentException if none is given, or one is not in 1 to 65535
     */
    public SnapshotRequest withPorts(int... numbers) {
        if (numbers.length == 0) {
            throw new IllegalArgumentException("no port given: name at least one, or leave withPorts out to see all");
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
     * Every network namespace that a visible process is in, each port labelled with its own ({@link SocketDetails#networkNamespace()}). By
     * default only this process's namespace is looked at, so that a container's ports are not taken for the host's. A namespace without a
     * process cannot be seen. Systems other than Linux have no such thing.
     */
    public SnapshotRequest withAllNetworkNamespaces() {
        return new SnapshotRequest(
                level, protocols, portNumbers, true, commandLines, connectionCounts, firewallTimeout, procRoot);
    }

    /** The command line of each owner too. It can hold secrets: be careful where it goes. */
    public SnapshotRequest withCommandLines() {
        return new SnapshotRequest(
                level, protocols, portNumbers, allNetworkNamespaces, true, connectionCounts, firewallTimeout, procRoot);
    }

    /** The number of established connections of each TCP listener too; it costs a look at every connection. */
    public SnapshotRequest withConnectionCounts() {
        return new SnapshotRequest(
                level, protocols, portNumbers, allNetworkNamespaces, commandLines, true, firewallTimeout, procRoot);
    }

    /**
     * How long the firewall may be waited for, where asking it can take long; 2 seconds unless said. Where it does not answer in time, a diagnostic says so.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public SnapshotRequest withFirewallTimeout(Duration timeout) {
        return new SnapshotRequest(
                level, protocols, portNumbers, allNetworkNamespaces, commandLines, connectionCounts, timeout, procRoot);
    }

    /**
     * Where proc(5) is mounted; {@code /proc} unless this or the system property {@code listeningports.proc} says otherwise. For containers
     * that watch their host ({@code /host/proc}). With any other root than {@code /proc}, the namespace looked at is that of process 1 below
     * it: the host's.
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

    /** Whether owners are asked for. */
    public boolean asksForOwners() {
        return level.compareTo(Level.OWNERS) >= 0;
    }

    /** Whether the firewall's answer is asked for. */
    public boolean asksForFirewall() {
        return level.compareTo(Level.STANDARD) >= 0;
    }

    /** Whether every detail of the socket is asked for. */
    public boolean asksForDetails() {
        return level == Level.DETAILED;
    }

    /** Whether a port is among those asked for. */
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

    /** Set to nothing is not set. */
    private static Path defaultProcRoot() {
        String root = System.getProperty(PROC_ROOT_PROPERTY, "");
        return Path.of(root.isBlank() ? "/proc" : root);
    }
}
