package io.github.listeningports;

import java.util.Arrays;
import java.util.Comparator;

/** The order of listeners in a snapshot: by protocol, port, address (IPv4 first), scope, network namespace and instance. */
final class PortOrder {

    static final Comparator<ListeningPort> OF_SNAPSHOTS = Comparator.comparing(ListeningPort::protocol)
            .thenComparingInt(ListeningPort::port)
            .thenComparing(port -> port.address().getAddress(), PortOrder::compareAddresses)
            .thenComparingInt(port -> port.scopeId().orElse(0))
            .thenComparingLong(port -> port.id().networkNamespace().orElse(0))
            .thenComparingLong(port -> port.id().instance().orElse(0));

    private PortOrder() {}

    private static int compareAddresses(byte[] first, byte[] second) {
        return first.length == second.length ? Arrays.compareUnsigned(first, second) : first.length - second.length;
    }
}
