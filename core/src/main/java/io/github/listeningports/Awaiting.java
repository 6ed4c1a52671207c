package io.github.listeningports;

import io.github.listeningports.SnapshotRequest.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Waits for a listener. Each look reads what the request asks for; owners and details only of listeners that could be the one, and that have not been looked at within a second. */
final class Awaiting {

    /** A socket can be handed over to another process, and a condition be fulfilled later. */
    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final AwaitRequest request;
    private final ListeningPortSource source;
    private final Map<ListenerId, Long> examined = new HashMap<>();

    /** The wait is over: here is the listener, or it cannot come any more. */
    private record End(Optional<ListeningPort> found) {}

    private Awaiting(AwaitRequest request, ListeningPortSource source) {
        this.request = request;
        this.source = source;
    }

    static ListeningPort await(AwaitRequest request, Duration timeout) throws InterruptedException {
        try (GuardedSource source = GuardedSource.open(request.provider(), request.snapshots())) {
            Awaiting awaiting = new Awaiting(request, source);
            Optional<End> end = Polling.until(timeout, awaiting::look);
            return end.flatMap(End::found).orElseGet(() -> awaiting.lookWhy(timeout, end.isPresent()));
        }
    }

    private Optional<End> look() {
        // Before the look: what the process opened before it exited was there to be seen.
        boolean exited =
                request.process().isPresent() && !request.process().get().isAlive();
        Optional<ListeningPort> found = find(source.snapshot());
        return found.isPresent() || exited ? Optional.of(new End(found)) : Optional.empty();
    }

    private Optional<ListeningPort> find(PortSnapshot now) {
        List<ListeningPort> toExamine = new ArrayList<>();
        for (ListeningPort port : now) {
            if (needsExamination(port)) {
                toExamine.add(port);
            } else if (fits(port)) {
                return Optional.of(port);
            }
        }
        return examine(toExamine);
    }

    private boolean needsExamination(ListeningPort port) {
        boolean process = request.process().isPresent() && isReached(port);
        boolean family = !request.snapshots().asksForDetails()
                && request.client()
                        .filter(client -> ClientReach.isUnsure(port, client))
                        .isPresent();
        return process || family;
    }

    /** Not from the open source, which may find the owner of a new socket some seconds late. */
    private Optional<ListeningPort> examine(List<ListeningPort> candidates) {
        long now = System.nanoTime();
        examined.keySet().retainAll(candidates.stream().map(ListeningPort::id).collect(Collectors.toSet()));
        List<ListeningPort> due = candidates.stream()
                .filter(each -> now - examined.getOrDefault(each.id(), now - AGAIN_NANOS) >= AGAIN_NANOS)
                .toList();
        if (due.isEmpty()) {
            return Optional.empty();
        }
        boolean unsure = due.stream()
                .anyMatch(each -> request.client()
                        .filter(client -> ClientReach.isUnsure(each, client))
                        .isPresent());
        int[] ports = due.stream().mapToInt(ListeningPort::port).distinct().toArray();
        PortSnapshot close = GuardedSource.look(
                request.provider(), closer(request.snapshots(), unsure).withPorts(ports));
        due.forEach(each -> examined.put(each.id(), System.nanoTime()));
        return close.ports().stream().filter(this::fits).findFirst();
    }

    private static SnapshotRequest closer(SnapshotRequest from, boolean detailed) {
        if (!detailed || from.asksForDetails()) {
            return from.atLeast(Level.OWNERS);
        }
        // The firewall that comes with the details is not asked for.
        return (from.asksForFirewall() ? from : from.withFirewallTimeout(Duration.ZERO)).atLeast(Level.DETAILED);
    }

    private boolean fits(ListeningPort port) {
        return isReached(port)
                && request.process().map(awaited -> awaited.holds(port)).orElse(true)
                && request.isFulfilledBy(port);
    }

    private boolean isReached(ListeningPort port) {
        return request.client()
                .map(client -> ClientReach.whyNot(port, client).isEmpty())
                .orElse(true);
    }

    /** One more look, with owners, for the exception. It may even find the listener. */
    private ListeningPort lookWhy(Duration timeout, boolean exited) {
        Optional<InetAddress> client4 = request.client().filter(Inet4Address.class::isInstance);
        SnapshotRequest why = closer(request.snapshots(), client4.isPresent());
        PortSnapshot now =
                GuardedSource.look(request.provider(), request.process().isPresent() ? why.withAllPorts() : why);
        for (ListeningPort port : now) {
            if (request.snapshots().asksForPort(port.port()) && fits(port)) {
                return port;
            }
        }
        throw new AwaitReport(request, now).exception(timeout, exited);
    }
}
