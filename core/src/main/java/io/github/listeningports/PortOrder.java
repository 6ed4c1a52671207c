package io.github.listeningports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The order of listeners in a snapshot: by protocol, port, address (IPv4 first), scope, network namespace and instance. */
final class PortOrder implements Comparator<ListeningPort> {

    /** No comparators composed of lambdas: they would be seven classes, each made during the first snapshot of a JVM. */
    static final Comparator<ListeningPort> OF_SNAPSHOTS = new PortOrder();

    private PortOrder() {}

    @Override
    public int compare(ListeningPort first, ListeningPort second) {
        int byPort = first.protocol() == second.protocol()
                ? Integer.compare(first.port(), second.port())
                : first.protocol().compareTo(second.protocol());
        return byPort != 0 ? byPort : compareSockets(first, second);
    }

    /** The same in the order of snapshots: the very list if it is in that order, as is that of an earlier snapshot. */
    static List<ListeningPort> ordered(List<ListeningPort> immutable) {
        for (int i = 1; i < immutable.size(); i++) {
            if (OF_SNAPSHOTS.compare(immutable.get(i - 1), immutable.get(i)) > 0) {
                List<ListeningPort> sorted = new ArrayList<>(immutable);
                sorted.sort(OF_SNAPSHOTS);
                return List.copyOf(sorted);
            }
        }
        return immutable;
    }

    private static int compareSockets(ListeningPort first, ListeningPort second) {
        int order =
                compareAddresses(first.address().getAddress(), second.address().getAddress());
        if (order == 0) {
            order = Integer.compare(first.scopeId().orElse(0), second.scopeId().orElse(0));
        }
        if (order == 0) {
            order = Long.compare(
                    first.id().networkNamespace().orElse(0),
                    second.id().networkNamespace().orElse(0));
        }
        if (order == 0) {
            order = Long.compare(
                    first.id().instance().orElse(0), second.id().instance().orElse(0));
        }
        return order;
    }

    private static int compareAddresses(byte[] first, byte[] second) {
        return first.length == second.length ? Arrays.compareUnsigned(first, second) : first.length - second.length;
    }
}
