package io.github.listeningports.linux.containers;

import io.github.listeningports.ContainerInfo;
import io.github.listeningports.Diagnostic;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.processes.ProcessReader;
import io.github.listeningports.spi.Deadline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Adds to owners the container behind them, and its name and image if requested. For one thread at a time. */
public final class ContainerReader {

    private static final String ID = "[0-9a-f]{64}";

    private final boolean names;
    private final ForwarderReader forwarderReader;

    /** Absent where no names are requested. */
    private final Optional<EngineReader> engineReader;

    private final Set<String> nameless = new HashSet<>();

    public ContainerReader(SnapshotRequest request, ProcessReader processReader, LongSupplier nanoTime) {
        this(
                request,
                processReader,
                nanoTime,
                request.containerNames() ? Optional.of(EngineReader.ofThisSystem()) : Optional.empty());
    }

    ContainerReader(
            SnapshotRequest request, ProcessReader processReader, LongSupplier nanoTime, EngineReader engineReader) {
        this(request, processReader, nanoTime, Optional.of(engineReader));
    }

    private ContainerReader(
            SnapshotRequest request,
            ProcessReader processReader,
            LongSupplier nanoTime,
            Optional<EngineReader> engineReader) {
        names = request.containerNames();
        forwarderReader = new ForwarderReader(request.procRoot(), processReader, nanoTime);
        this.engineReader = engineReader;
    }

    public void beginSnapshot(Deadline deadline) {
        forwarderReader.beginSnapshot(deadline);
        if (engineReader.isPresent()) {
            engineReader.get().beginSnapshot(deadline);
        }
        nameless.clear();
    }

    /** Whether there may be something to add. */
    public boolean concerns(ProcessInfo owner) {
        return ForwarderReader.isForwarder(owner)
                || (names && owner.containerId().isPresent());
    }

    /** The owner with the container behind one of its ports. */
    public ProcessInfo complete(ProcessInfo owner, PublishedPort port) {
        Optional<ContainerInfo> known = owner.container().or(() -> forwarderReader.container(owner));
        Optional<ContainerInfo> found = names ? listed(owner, known, port).or(() -> known) : known;
        return found.equals(owner.container())
                ? owner
                : owner.toBuilder().container(found.orElseThrow()).build();
    }

    private Optional<ContainerInfo> listed(ProcessInfo owner, Optional<ContainerInfo> known, PublishedPort port) {
        boolean guest = known.filter(each -> !each.id().matches(ID)).isPresent();
        if (guest) {
            return Optional.empty(); // its id is its name
        }
        // Before a user's own daemons, the system's are asked alone: nobody can rename its containers.
        Optional<ContainerInfo> listed = Stream.of(Optional.<ProcessUser>empty(), owner.user())
                .map(engineReader.orElseThrow()::containers)
                .map(containers ->
                        known.isPresent() ? byId(containers, known.get().id()) : byPort(containers, port))
                .flatMap(Optional::stream)
                .findFirst();
        if (listed.isEmpty() && (known.isPresent() || ForwarderReader.isProxy(owner))) {
            nameless.add(known.map(ContainerInfo::id).orElse(port.toString()));
        }
        return listed;
    }

    private static Optional<ContainerInfo> byId(List<ListedContainer> containers, String id) {
        return only(containers, each -> each.info().id().equals(id));
    }

    private static Optional<ContainerInfo> byPort(List<ListedContainer> containers, PublishedPort port) {
        return only(containers, each -> each.ports().contains(port))
                .or(() -> only(containers, each -> each.ports().stream().anyMatch(port::isServedWith)));
    }

    private static Optional<ContainerInfo> only(List<ListedContainer> containers, Predicate<ListedContainer> wanted) {
        List<ContainerInfo> found = containers.stream()
                .filter(wanted)
                .map(ListedContainer::info)
                .distinct()
                .limit(2)
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Why names are missing. */
    public List<Diagnostic> missing() {
        if (engineReader.isEmpty()) {
            return List.of();
        }
        List<Diagnostic> diagnostics = new ArrayList<>(engineReader.get().failures());
        if (!nameless.isEmpty() && diagnostics.isEmpty()) {
            diagnostics.add(new Diagnostic(
                    Diagnostic.Kind.DETAIL_MISSING,
                    "containers",
                    "the names of " + nameless.size() + (nameless.size() == 1 ? " container" : " containers")
                            + " are unknown: neither Docker nor Podman lists them ("
                            + engineReader.get().asked() + ")",
                    nameless.size()));
        }
        return diagnostics;
    }
}
