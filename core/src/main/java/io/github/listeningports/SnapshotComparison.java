package io.github.listeningports;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The differences between two snapshots; listeners are matched by their id. */
final class SnapshotComparison {

    private SnapshotComparison() {}

    static List<PortChange> changes(PortSnapshot earlier, PortSnapshot later) {
        // A queue for each id: sockets that the system gives no instance can share one.
        Map<ListenerId, Deque<ListeningPort>> unmatched = new HashMap<>();
        for (ListeningPort port : earlier) {
            unmatched.computeIfAbsent(port.id(), id -> new ArrayDeque<>()).add(port);
        }
        List<PortChange> changes = new ArrayList<>();
        for (ListeningPort port : later) {
            Deque<ListeningPort> candidates = unmatched.get(port.id());
            ListeningPort before = candidates == null ? null : candidates.poll();
            if (before == null) {
                changes.add(new PortChange(PortChange.Kind.OPENED, port, Optional.empty()));
            } else {
                if (!haveSameOwners(before, port)) {
                    changes.add(new PortChange(PortChange.Kind.OWNERS_CHANGED, port, Optional.of(before)));
                }
                if (!before.firewall().equals(port.firewall())) {
                    changes.add(new PortChange(PortChange.Kind.FIREWALL_CHANGED, port, Optional.of(before)));
                }
            }
        }
        if (!later.missedSome()) {
            changes.addAll(0, closed(unmatched.values()));
        }
        return List.copyOf(changes);
    }

    private static List<PortChange> closed(Collection<Deque<ListeningPort>> unmatched) {
        return unmatched.stream()
                .flatMap(Deque::stream)
                .sorted(PortSnapshot.ORDER)
                .map(port -> new PortChange(PortChange.Kind.CLOSED, port, Optional.of(port)))
                .toList();
    }

    private static boolean haveSameOwners(ListeningPort before, ListeningPort now) {
        return before.owners().size() == now.owners().size()
                && now.owners().stream()
                        .allMatch(owner -> before.owners().stream().anyMatch(owner::isSameProcessAs));
    }
}
