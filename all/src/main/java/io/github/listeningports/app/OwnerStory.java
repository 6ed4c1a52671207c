package io.github.listeningports.app;

import io.github.listeningports.Ancestor;
import io.github.listeningports.ContainerInfo;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ProcessInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says why an owner is there: {@code orders.jar (java 977): started by systemd unit orders.service, in /srv/orders, below systemd (1)}. */
final class OwnerStory {

    private OwnerStory() {}

    /** An empty line, and one for the first owner of each port; nothing if nothing is known. */
    static List<String> of(List<ListeningPort> ports) {
        Set<String> lines = new LinkedHashSet<>();
        ports.forEach(port -> port.process().flatMap(OwnerStory::of).ifPresent(lines::add));
        List<String> all = new ArrayList<>(lines);
        if (!all.isEmpty()) {
            all.add(0, "");
        }
        return all;
    }

    private static Optional<String> of(ProcessInfo owner) {
        List<String> parts = new ArrayList<>();
        boolean inside = owner.containerId().isPresent();
        Optional<ContainerInfo> container = owner.container();
        container
                .filter(each -> inside)
                .map(each -> "started by container " + each)
                .ifPresent(parts::add);
        owner.startedBy()
                .filter(starter -> container.isEmpty() || !inside)
                .map(starter -> "started by " + starter)
                .ifPresent(parts::add);
        container.filter(each -> !inside).map(each -> "for container " + each).ifPresent(parts::add);
        owner.workingDirectory().map(directory -> "in " + directory).ifPresent(parts::add);
        if (!owner.ancestors().isEmpty()) {
            parts.add("below "
                    + owner.ancestors().stream().map(Ancestor::toString).collect(Collectors.joining(", ")));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(owner + ": " + String.join(", ", parts));
    }
}
