package io.github.listeningports.linux;

import java.nio.file.Path;
import java.util.ArrayList;
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
}
