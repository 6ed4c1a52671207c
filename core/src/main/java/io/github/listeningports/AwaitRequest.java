package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which listener {@link ListeningPorts#await(AwaitRequest, java.time.Duration)} waits for.
 *
 * <pre>{@code
 * Process server = new ProcessBuilder("java", "-jar", "orders.jar").start();
 * AwaitRequest.tcp(8080).withProcess(server)   // on this port, and opened by this process or one that it started
 * AwaitRequest.tcp().withProcess(server)       // on whichever port it chose
 * AwaitRequest.tcp(8080).withClient(address)   // not on 127.0.0.1 only, if the address is another host's
 * }</pre>
 *
 * <p>Immutable: each {@code with} method returns another request. Conditions add up. A request is equal to itself only.
 */
public final class AwaitRequest {

    private final SnapshotRequest snapshots;
    private final Optional<AwaitedProcess> process;
    private final Optional<InetAddress> client;
    private final Optional<Predicate<? super ListeningPort>> condition;
    private final Optional<ListeningPortProvider> provider;

    /** A request in the making. */
    private static final class Draft {
        private final SnapshotRequest snapshots;
        private Optional<AwaitedProcess> process = Optional.empty();
        private Optional<InetAddress> client = Optional.empty();
        private Optional<Predicate<? super ListeningPort>> condition = Optional.empty();
        private Optional<ListeningPortProvider> provider = Optional.empty();

        Draft(SnapshotRequest snapshots) {
            this.snapshots = Objects.requireNonNull(snapshots, "snapshots");
        }
    }

    private AwaitRequest(Draft draft) {
        snapshots = draft.snapshots;
        process = draft.process;
        client = draft.client;
        condition = draft.condition;
        provider = draft.provider;
    }

    private AwaitRequest with(Consumer<Draft> change) {
        Draft draft = new Draft(snapshots);
        draft.process = process;
        draft.client = client;
        draft.condition = condition;
        draft.provider = provider;
        change.accept(draft);
        return new AwaitRequest(draft);
    }

    /** A TCP listener on any port; to be narrowed, such as by {@link #withProcess(Process)}. */
    public static AwaitRequest tcp() {
        return of(SnapshotRequest.ports().withProtocols(Protocol.TCP));
    }

    /**
     * A TCP listener on this port.
     *
     * @throws IllegalArgumentException if the port is not in 1 to 65535
     */
    public static AwaitRequest tcp(int port) {
        return of(SnapshotRequest.ports().withProtocols(Protocol.TCP).withPorts(port));
    }

    /**
     * A UDP socket that is bound to this port and not connected.
     *
     * @throws IllegalArgumentException if the port is not in 1 to 65535
     */
    public static AwaitRequest udp(int port) {
        return of(SnapshotRequest.ports().withProtocols(Protocol.UDP).withPorts(port));
    }

    /**
     * A listener among those that snapshots of this request have, both protocols unless it names one. Choose what the returned listener and {@link #withCondition} need to know: each look costs what
     * such a snapshot costs from an open source.
     */
    public static AwaitRequest of(SnapshotRequest snapshots) {
        return new AwaitRequest(new Draft(snapshots));
    }

    /**
     * Only a listener that this process or a descendant holds. The wait ends early, with an {@link AwaitException}, when the process has exited.
     *
     * <p>A process is a descendant while its parents, up to the awaited process, run: what a daemon opens whose parents have exited does not count. The owners must be visible and be of this JVM's pid
     * namespace ({@link ProcessInfo#ownPidNamespace()}). They are read when a listener appears, and again once a second, because a socket can be handed over.
     */
    public AwaitRequest withProcess(ProcessHandle awaited) {
        AwaitedProcess added = AwaitedProcess.of(awaited);
        return with(draft -> draft.process = Optional.of(added));
    }

    /** The same for a child of this JVM; the exception then has its exit status. */
    public AwaitRequest withProcess(Process awaited) {
        AwaitedProcess added = AwaitedProcess.of(awaited);
        return with(draft -> draft.process = Optional.of(added));
    }

    /**
     * Only a listener on an address that a client with this address can reach: one on a loopback address only from a loopback address; one on another address of this host, or bound to one interface, not from
     * a loopback address; one on a link-local address only from such an address; one on {@code 0.0.0.0} only by IPv4. A socket on {@code ::} accepts IPv4, too, unless {@link SocketDetails#acceptsIpv4()} says that it does not; where that is
     * not known without, it is looked up as for {@link SnapshotRequest#detailed()}. Firewalls and routes are not considered; {@link FirewallStatus#verdictFrom(InetAddress)} is about them.
     *
     * @throws IllegalArgumentException if no client has this address: {@code 0.0.0.0}, {@code ::}, a multicast group
     */
    public AwaitRequest withClient(InetAddress address) {
        InetAddress checked = ClientReach.requireClient(address);
        return with(draft -> draft.client = Optional.of(checked));
    }

    /** Only a listener that fulfils this condition, too; replaces an earlier one. It is called by the thread that waits, maybe often for the same listener; what it throws ends the wait. */
    public AwaitRequest withCondition(Predicate<? super ListeningPort> fulfilled) {
        Objects.requireNonNull(fulfilled, "condition");
        return with(draft -> draft.condition = Optional.of(fulfilled));
    }

    /** Asks this provider rather than the chosen one, without checking whether it supports this operating system. */
    public AwaitRequest withProvider(ListeningPortProvider asked) {
        return with(draft -> draft.provider = Optional.of(asked));
    }

    SnapshotRequest snapshots() {
        return snapshots;
    }

    Optional<AwaitedProcess> process() {
        return process;
    }

    Optional<InetAddress> client() {
        return client;
    }

    Optional<ListeningPortProvider> provider() {
        return provider;
    }

    boolean isFulfilledBy(ListeningPort port) {
        return condition.isEmpty() || condition.get().test(port);
    }

    /** {@code tcp port 8080 of process 977 for clients like 10.0.0.9}. */
    @Override
    public String toString() {
        String protocols =
                snapshots.protocols().stream().map(Protocol::toString).collect(Collectors.joining(" or "));
        String ports = snapshots.portNumbers().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return protocols
                + (ports.isEmpty() ? " on any port" : " port " + ports)
                + process.map(of -> " of " + of).orElse("")
                + client.map(of -> " for clients like " + AddressText.of(of, OptionalInt.empty()))
                        .orElse("")
                + (condition.isPresent() ? " under a condition" : "");
    }
}
