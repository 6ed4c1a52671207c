package io.github.listeningports;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The differences between two snapshots; listeners are matched by their id. */
final class SnapshotComparison {

    private SnapshotComparison() {}

    /** @param missedSome whether the later snapshot may lack listeners, so that absence does not mean closed */
    static List<PortChange> changes(List<ListeningPort> earlier, List<ListeningPort> later, boolean missedSome) {
        if (earlier == later) {
            return List.of(); // those of a source to which nothing happened
        }
        // A list for each id: sockets that the system gives no instance can share one.
        Map<ListenerId, List<ListeningPort>> unmatched = new HashMap<>();
        for (ListeningPort port : earlier) {
            unmatched.computeIfAbsent(port.id(), id -> new ArrayList<>(1)).add(port);
        }
        // Those of the same owners first, or one that shares its id could take their place.
        List<Optional<ListeningPort>> unchanged = new ArrayList<>(later.size());
        for (ListeningPort port : later) {
            unchanged.add(take(unmatched.get(port.id()), before -> haveSameOwners(before, port)));
        }
        List<PortChange> changes = new ArrayList<>();
        for (int i = 0; i < unchanged.size(); i++) {
            ListeningPort port = later.get(i);
            addChanges(changes, port, unchanged.get(i).or(() -> take(unmatched.get(port.id()), any -> true)));
        }
        if (!missedSome) {
            changes.addAll(0, closed(unmatched.values()));
        }
        return List.copyOf(changes);
    }

    private static void addChanges(List<PortChange> changes, ListeningPort port, Optional<ListeningPort> before) {
        if (before.isEmpty()) {
            changes.add(new PortChange(PortChange.Kind.OPENED, port, before));
            return;
        }
        // An owner that was hidden and now is seen, or the other way round, is no other owner.
        boolean known = !before.get().owners().isEmpty() && !port.owners().isEmpty();
        if (known && !haveSameOwners(before.get(), port)) {
            changes.add(new PortChange(PortChange.Kind.OWNERS_CHANGED, port, before));
        }
        if (FirewallComparison.differ(before.get().firewall(), port.firewall())) {
            changes.add(new PortChange(PortChange.Kind.FIREWALL_CHANGED, port, before));
        }
    }

    /** Removes the first that fits. */
    private static Optional<ListeningPort> take(
            @Nullable List<ListeningPort> candidates, Predicate<ListeningPort> fits) {
        if (candidates != null) {
            for (int i = 0; i < candidates.size(); i++) {
                if (fits.test(candidates.get(i))) {
                    return Optional.of(candidates.remove(i));
                }
            }
        }
        return Optional.empty();
    }

    private static List<PortChange> closed(Collection<List<ListeningPort>> unmatched) {
        return unmatched.stream()
                .flatMap(List::stream)
                .sorted(PortOrder.OF_SNAPSHOTS)
                .map(port -> new PortChange(PortChange.Kind.CLOSED, port, Optional.of(port)))
                .toList();
    }

    private static boolean haveSameOwners(ListeningPort before, ListeningPort now) {
        // Of nearly all listeners, at each look of a watch.
        if (before.owners().equals(now.owners())) {
            return true;
        }
        if (before.owners().size() != now.owners().size()) {
            return false;
        }
        Map<Long, ProcessInfo> byPid = before.owners().stream()
                .collect(Collectors.toMap(ProcessInfo::pid, owner -> owner, (first, second) -> first));
        return now.owners().stream().allMatch(owner -> {
            ProcessInfo earlier = byPid.get(owner.pid());
            return earlier != null && owner.isSameProcessAs(earlier);
        });
    }
}
