package io.github.listeningports.linux;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The descriptors of a process.
 *
 * @param held the descriptors that refer to a wanted socket
 * @param rings the descriptors of io_uring, with which sockets may be registered
 * @param namespaces descriptors of network namespaces, one for each, by their label, such as "net:[4026531840]"
 * @param count the number of descriptors of all kinds
 * @param whyUnreadable why they were not all read, if so; see {@link #DENIED} and {@link #LATE}
 */
record Descriptors(
        List<HeldSocket> held,
        List<Path> rings,
        Map<String, Path> namespaces,
        long count,
        Optional<String> whyUnreadable) {

    /** Access is denied: the process belongs to another user or is protected. Any other reason but {@link #LATE} is a system error. */
    static final String DENIED = "permission denied";

    /** How the target of a descriptor of a network namespace begins (fs/nsfs.c). */
    static final String NETWORK_NAMESPACE = "net:[";

    /** The deadline passed first. */
    static final String LATE = "out of time";

    /** None, as the deadline has passed. */
    static final Descriptors NOT_IN_TIME =
            new Descriptors(List.of(), List.of(), Map.of(), 0, Optional.of(Descriptors.LATE));

    boolean isCut() {
        return whyUnreadable.equals(Optional.of(LATE));
    }

    /** Those of a directory that was read in parts, in the order in which one thread would have found them: by their number. */
    static Descriptors of(List<Descriptors> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        FoundDescriptors found = new FoundDescriptors();
        Optional<String> why = Optional.empty();
        for (Descriptors part : parts) {
            found.held.addAll(part.held);
            found.rings.addAll(part.rings);
            part.namespaces.forEach((label, descriptor) -> found.namespaces.merge(
                    label, descriptor, (one, other) -> number(one) > number(other) ? one : other));
            found.count += part.count;
            if (why.isEmpty() || (part.whyUnreadable.isPresent() && !part.isCut())) {
                why = part.whyUnreadable; // a failure says more than that time was short
            }
        }
        found.held.sort(Comparator.comparingLong(socket -> number(socket.descriptor())));
        found.rings.sort(Comparator.comparingLong(Descriptors::number));
        return new Descriptors(found.held, found.rings, found.namespaces, found.count, why);
    }

    private static long number(Path descriptor) {
        return Long.parseLong(descriptor.getFileName().toString());
    }

    Descriptors {
        held = List.copyOf(held);
        rings = List.copyOf(rings);
        namespaces = Map.copyOf(namespaces);
    }
}
