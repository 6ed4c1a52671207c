package io.github.listeningports.linux;

import java.nio.file.Path;
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

    Descriptors {
        held = List.copyOf(held);
        rings = List.copyOf(rings);
        namespaces = Map.copyOf(namespaces);
    }
}
