package io.github.listeningports;

import io.github.listeningports.Diagnostic.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the observer of a watch knows from the reports to it: the ports that are open to its knowledge, each with the owners that were last seen. Immutable.
 *
 * <p>It differs from the last snapshot where that could not see something. A port that a snapshot lacks because a table could not be read is still open here, and not opened anew when it is seen again; an owner that is hidden
 * for a while is still the one to compare with.
 */
final class ReportedPorts {

    /** So many looks in a row must lack a port to take it for closed, if each read tables that changed meanwhile. One such look unites several passes, so each may err by chance only. */
    private static final int CLOSED = 3;

    /** Where some ports can never be seen, no port is ever reported as closed: what is gone must not fill the memory. */
    private static final int MOST_UNSEEN = 10_000;

    /** Those of the last snapshot. */
    private final List<ListeningPort> seen;

    private final List<ListeningPort> open;

    /** Those of them that the last look lacked; longest ago first. */
    private final List<Unseen> unseen;

    /** The changes to report, and what is known after that. */
    record Step(List<PortChange> changes, ReportedPorts next) {}

    /**
     * A port that may be closed.
     *
     * @param doubts the sum of what each look that lacked it means
     */
    private record Unseen(ListeningPort port, int doubts) {}

    private ReportedPorts(List<ListeningPort> seen, List<ListeningPort> open, List<Unseen> unseen) {
        this.seen = seen;
        this.open = open;
        this.unseen = unseen;
    }

    static ReportedPorts none() {
        return new ReportedPorts(List.of(), List.of(), List.of());
    }

    static ReportedPorts of(PortSnapshot snapshot) {
        return new ReportedPorts(snapshot.ports(), snapshot.ports(), List.of());
    }

    Step after(PortSnapshot now) {
        if (now.ports() == seen && unseen.isEmpty()) {
            return new Step(List.of(), this);
        }
        List<PortChange> changes = SnapshotComparison.changes(open, now.ports(), false);
        List<Unseen> lacked = lacked(changes, weight(now));
        Set<ListeningPort> doubtful = identities(
                lacked.stream().filter(each -> each.doubts() < CLOSED).map(Unseen::port));
        List<PortChange> certain = changes.stream()
                .filter(each -> each.kind() != PortChange.Kind.CLOSED || !doubtful.contains(each.port()))
                .toList();
        List<Unseen> kept =
                lacked.stream().filter(each -> each.doubts() < CLOSED).toList();
        kept = kept.subList(Math.max(0, kept.size() - MOST_UNSEEN), kept.size());
        List<ListeningPort> nextOpen = withLastOwners(now.ports());
        kept.forEach(each -> nextOpen.add(each.port()));
        return new Step(certain, new ReportedPorts(now.ports(), nextOpen, kept));
    }

    /** What this look lacks, those that the look before lacked first. */
    private List<Unseen> lacked(List<PortChange> changes, int weight) {
        Set<ListeningPort> gone = identities(changes.stream()
                .filter(each -> each.kind() == PortChange.Kind.CLOSED)
                .map(PortChange::port));
        List<Unseen> lacked = new ArrayList<>();
        for (Unseen each : unseen) {
            if (gone.remove(each.port())) {
                lacked.add(new Unseen(each.port(), each.doubts() + weight));
            }
        }
        gone.forEach(each -> lacked.add(new Unseen(each, weight)));
        return lacked;
    }

    /** Sockets that the system gives no instance can be equal. */
    private static Set<ListeningPort> identities(Stream<ListeningPort> ports) {
        Set<ListeningPort> set = Collections.newSetFromMap(new IdentityHashMap<>());
        ports.forEach(set::add);
        return set;
    }

    /** What it means that a snapshot lacks a port. */
    private static int weight(PortSnapshot now) {
        Set<Kind> kinds = now.diagnostics().stream().map(Diagnostic::kind).collect(Collectors.toSet());
        if (kinds.contains(Kind.PORTS_MISSING) || kinds.contains(Kind.ROW_MALFORMED)) {
            return 0;
        }
        return kinds.contains(Kind.TABLE_UNSETTLED) ? 1 : CLOSED;
    }

    private List<ListeningPort> withLastOwners(List<ListeningPort> now) {
        if (now.stream().noneMatch(each -> each.owners().isEmpty())) {
            return new ArrayList<>(now);
        }
        Map<ListenerId, List<ListeningPort>> before = new HashMap<>();
        Map<ListenerId, Integer> count = new HashMap<>();
        for (ListeningPort each : open) {
            before.computeIfAbsent(each.id(), id -> new ArrayList<>(1)).add(each);
        }
        now.forEach(each -> count.merge(each.id(), 1, Integer::sum));
        List<ListeningPort> remembered = new ArrayList<>(now.size());
        for (ListeningPort each : now) {
            List<ListeningPort> same = before.getOrDefault(each.id(), List.of());
            // Sockets that the system gives no instance can share an id: then it is not known whose owners these were.
            boolean alone = same.size() == 1 && count.getOrDefault(each.id(), 0) == 1;
            remembered.add(
                    alone && each.owners().isEmpty()
                            ? withOwners(each, same.get(0).owners())
                            : each);
        }
        return remembered;
    }

    private static ListeningPort withOwners(ListeningPort port, List<ProcessInfo> owners) {
        return new ListeningPort(
                port.id(),
                port.protocol(),
                port.address(),
                port.scopeId(),
                port.port(),
                owners,
                port.firewall(),
                port.socket());
    }
}
