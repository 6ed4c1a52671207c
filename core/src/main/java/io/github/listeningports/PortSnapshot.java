package io.github.listeningports;

import io.github.listeningports.Diagnostic.Kind;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The listening ports of a machine at one time.
 *
 * <p>A snapshot is not atomic; no operating system offers that. It takes milliseconds, with owners up to a second on a machine with very many open files. A socket
 * that opens or closes meanwhile may be listed or not; one that closes between reading the tables and finding owners is listed without an owner; an owner that exits
 * meanwhile is omitted. A socket open throughout is listed, unless a diagnostic says otherwise ({@link #isComplete()}), and every owner listed held the socket
 * during the snapshot. On macOS without root the owner may merely be the last process that used the socket; a diagnostic says so.
 *
 * @param takenAt when the snapshot began
 * @param ports the listeners, ordered by protocol, port and address
 * @param diagnostics what could not be seen, and why; empty if nothing is missing
 */
public record PortSnapshot(Instant takenAt, List<ListeningPort> ports, List<Diagnostic> diagnostics)
        implements Iterable<ListeningPort> {

    public PortSnapshot {
        Objects.requireNonNull(takenAt, "takenAt");
        ports = PortOrder.ordered(List.copyOf(ports));
        diagnostics = List.copyOf(diagnostics);
    }

    /** Iterates over {@link #ports()}; the iterator does not support removal. */
    @Override
    public Iterator<ListeningPort> iterator() {
        return ports.iterator();
    }

    /**
     * The listeners on a port number, of either protocol; empty if there is none.
     *
     * <p>A port without a listener can still be in use: a TCP socket that is bound but not listening, or an endpoint of a connection, even one that is closing
     * ({@code TIME_WAIT}), can prevent another socket from binding to it. Such sockets are not listed.
     *
     * @throws IllegalArgumentException if the port is not in 1 to 65535
     */
    public List<ListeningPort> onPort(int port) {
        SnapshotRequest.requirePort(port);
        return ports.stream().filter(each -> each.port() == port).toList();
    }

    /**
     * The listeners of one protocol on a port number; empty if there is none.
     *
     * @throws IllegalArgumentException if the port is not in 1 to 65535
     */
    public List<ListeningPort> onPort(Protocol protocol, int port) {
        Objects.requireNonNull(protocol, "protocol");
        return onPort(port).stream().filter(each -> each.protocol() == protocol).toList();
    }

    /** The listeners a process holds, alone or shared; empty if there are none, or if owners were not requested or are not visible. */
    public List<ListeningPort> ownedBy(long pid) {
        return ports.stream()
                .filter(each -> each.owners().stream().anyMatch(owner -> owner.pid() == pid))
                .toList();
    }

    /**
     * The listeners of which an owner has this name: {@link ProcessInfo#name()}, that of its {@link ProcessInfo#program()}, or the file name of its {@link ProcessInfo#executable()}. Exactly, and case counts:
     * {@code postgres}, {@code orders.jar}, {@code com.example.Main}, {@code java}, {@code svchost.exe}. A process chooses its own name: do not trust it for more than a look.
     *
     * @return empty if there are none, or if owners were not requested or are not visible
     */
    public List<ListeningPort> ownedByProgram(String name) {
        Objects.requireNonNull(name, "name");
        return ownedByOne(owner -> OwnerNames.isNamed(owner, name));
    }

    /**
     * The listeners of which an owner runs as this user: {@link ProcessUser#id()} or {@link ProcessUser#name()}, exactly.
     *
     * @return empty if there are none, or if owners were not requested or are not visible
     */
    public List<ListeningPort> ownedByUser(String idOrName) {
        Objects.requireNonNull(idOrName, "idOrName");
        return ownedByOne(owner -> owner.user()
                .filter(user -> user.id().equals(idOrName) || user.name().equals(Optional.of(idOrName)))
                .isPresent());
    }

    /**
     * The listeners of which an owner belongs to this service ({@link ProcessInfo#services()}): a systemd unit, with or without {@code .service}, a Windows service, a launchd job.
     *
     * @return empty if there are none, or if owners were not requested or are not visible
     */
    public List<ListeningPort> ownedByService(String name) {
        Objects.requireNonNull(name, "name");
        return ownedByOne(owner -> OwnerNames.isOfService(owner, name));
    }

    /**
     * The listeners of which an owner runs in this container or guest: {@link ProcessInfo#containerId()}, or its first 12 or more digits, as {@code docker ps} prints them. What Docker publishes is held by
     * {@code docker-proxy}, outside of the container.
     *
     * @return empty if there are none, or if owners were not requested or are not visible
     */
    public List<ListeningPort> ownedByContainer(String id) {
        Objects.requireNonNull(id, "id");
        return ownedByOne(owner -> OwnerNames.isOfContainer(owner, id));
    }

    private List<ListeningPort> ownedByOne(Predicate<ProcessInfo> fits) {
        return ports.stream()
                .filter(each -> each.owners().stream().anyMatch(fits))
                .toList();
    }

    /**
     * The listeners that another host may reach, of the Internet or a nearer one, as far as this host's firewall decides: all but those of which it is known that no host does
     * ({@link FirewallVerdict#BLOCKED}, {@link FirewallVerdict#REDIRECTED}, {@link FirewallVerdict#NOT_EXPOSED}). Those that nothing is known of are included: their verdict is {@link FirewallVerdict#UNKNOWN}, as it is of all but
     * loopback listeners unless the firewall was requested ({@link SnapshotRequest#standard()}).
     */
    public List<ListeningPort> exposed() {
        return ports.stream().filter(each -> isExposed(each.firewall())).toList();
    }

    private static boolean isExposed(FirewallStatus firewall) {
        boolean nearby = switch (firewall.verdict()) {
            case ALLOWED, RESTRICTED, UNKNOWN -> true;
            case BLOCKED, REDIRECTED, NOT_EXPOSED -> false;
        };
        return nearby || firewall.internetExposure() != InternetExposure.NO;
    }

    /**
     * Whether the list of ports is complete, as far as can be known. Hidden owners and missing details do not make it incomplete.
     */
    public boolean isComplete() {
        return diagnostics.stream().noneMatch(each -> switch (each.kind()) {
            case PORTS_MISSING, TABLE_UNSETTLED, ROW_MALFORMED -> true;
            case OWNER_HIDDEN, DETAIL_MISSING, FIREWALL_UNKNOWN, PROVIDER_FAILED -> false;
        });
    }

    /**
     * What changed between an earlier snapshot and this one, both of the same request. Queue lengths, counters and process names are
     * not compared. Owners are compared by pid and start time; owners becoming known or unknown is not a change.
     *
     * <p>If this snapshot missed rows ({@link Kind#PORTS_MISSING}, {@link Kind#ROW_MALFORMED}), no listener is reported as closed: it may
     * merely not have been seen. If the earlier one did, a listener reported as opened may have existed before.
     *
     * @return closed listeners first, then the others in the order of {@link #ports()}; a listener whose owners and firewall both changed
     *     appears twice
     */
    public List<PortChange> changesSince(PortSnapshot earlier) {
        return SnapshotComparison.changes(earlier.ports, ports, missedSome());
    }

    /** Whether a table, or a row of one, could not be read: an absent listener is then not necessarily closed. */
    private boolean missedSome() {
        return diagnostics.stream()
                .anyMatch(each -> each.kind() == Kind.PORTS_MISSING || each.kind() == Kind.ROW_MALFORMED);
    }

    @Override
    public String toString() {
        return "PortSnapshot[" + takenAt + ", " + (isComplete() ? "complete" : "not complete") + ", ports=" + ports
                + ", diagnostics=" + diagnostics + "]";
    }
}
