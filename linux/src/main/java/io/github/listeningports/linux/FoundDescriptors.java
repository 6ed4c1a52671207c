package io.github.listeningports.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects {@link Descriptors} while they are read. */
final class FoundDescriptors {

    final List<HeldSocket> held = new ArrayList<>(0);
    final List<Path> rings = new ArrayList<>(0);
    final Map<String, Path> namespaces = new HashMap<>(0);
    long count;

    Descriptors all() {
        return new Descriptors(held, rings, namespaces, count, Optional.empty());
    }

    Descriptors until(String whyUnreadable) {
        return new Descriptors(held, rings, namespaces, count, Optional.of(whyUnreadable));
    }

    /** Those of a directory that was read in parts, in the order in which one thread would have found them: by their number. */
    static Descriptors join(List<Descriptors> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        FoundDescriptors found = new FoundDescriptors();
        Optional<String> why = Optional.empty();
        for (Descriptors part : parts) {
            found.held.addAll(part.held());
            found.rings.addAll(part.rings());
            part.namespaces()
                    .forEach((label, descriptor) -> found.namespaces.merge(
                            label, descriptor, (one, other) -> number(one) > number(other) ? one : other));
            found.count += part.count();
            if (why.isEmpty() || (part.whyUnreadable().isPresent() && !part.isCut())) {
                why = part.whyUnreadable(); // a failure says more than that time was short
            }
        }
        found.held.sort(Comparator.comparingLong(socket -> number(socket.descriptor())));
        found.rings.sort(Comparator.comparingLong(FoundDescriptors::number));
        return new Descriptors(found.held, found.rings, found.namespaces, found.count, why);
    }

    private static long number(Path descriptor) {
        return Long.parseLong(descriptor.getFileName().toString());
    }
}
