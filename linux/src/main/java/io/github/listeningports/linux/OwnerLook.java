package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.containers.ContainerReader;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.processes.ObservedProcess;
import io.github.listeningports.linux.processes.ObservedProcess.CommandLine;
import io.github.listeningports.linux.processes.PlaceReader;
import io.github.listeningports.linux.processes.ProcessReader;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Finds the owners, and what else is known of them. A request for ports alone does without it, and without its classes. */
final class OwnerLook {

    private final SnapshotRequest request;
    private final ProcessReader processReader;
    private final SocketOwnerReader ownerReader;
    private final ContainerReader containerReader;

    OwnerLook(SnapshotRequest request, NativeTier nativeTier, LongSupplier nanoTime) {
        this.request = request;
        processReader = new ProcessReader(request);
        ownerReader = new SocketOwnerReader(
                new DescriptorReader(request.procRoot(), nativeTier),
                processReader,
                WorkerThreads.of(request),
                nanoTime);
        containerReader = new ContainerReader(request, processReader, nanoTime);
    }

    /**
     * The owners of the sockets in these tables.
     *
     * @param inodes those of the sockets
     * @param diagnostics gets what is not known of them
     */
    SocketOwners read(
            List<NamespaceSockets> tables, Set<Long> inodes, List<Diagnostic> diagnostics, Deadline deadline) {
        containerReader.beginSnapshot(deadline);
        SocketOwners owners = readOwners(inodes, deadline);
        Optional<Diagnostic> unplaced = Optional.empty();
        if (request.ancestors() || request.workingDirectories()) {
            PlaceReader placeReader = new PlaceReader(request, processReader, deadline);
            owners = owners.with(placeReader::place);
            unplaced = placeReader.missing();
        }
        owners = ContainerJoin.join(tables, owners, containerReader);
        if (request.asksForOwners()) {
            explainCommandLines(diagnostics, deadline);
            add(processReader.missingUserNames(), diagnostics);
            add(unplaced, diagnostics);
            diagnostics.addAll(containerReader.missing());
        }
        return owners;
    }

    private SocketOwners readOwners(Set<Long> listed, Deadline deadline) {
        Set<Long> inodes = request.asksForOwners() ? listed : Set.of();
        if (inodes.isEmpty() && !request.allNetworkNamespaces()) {
            return SocketOwners.NONE;
        }
        if (deadline.isOver()) {
            return SocketOwners.late(deadline); // and what is remembered stays: some of the tables may be missing
        }
        try {
            return ownerReader.read(inodes, deadline);
        } catch (IOException e) {
            return SocketOwners.unlisted(e);
        }
    }

    /** The sockets that are not among those listed now, though a process still holds them. */
    Set<Long> stillHeldBeside(Set<Long> listed) {
        return ownerReader.stillHeldBeside(listed);
    }

    /** A descriptor of each network namespace that a process holds open, by the namespace's label. */
    Map<String, Path> heldNamespaces() {
        return ownerReader.heldNamespaces();
    }

    private void explainCommandLines(List<Diagnostic> diagnostics, Deadline deadline) {
        List<ObservedProcess> owners = ownerReader.ownersWithoutCommandLine();
        if (owners.isEmpty()) {
            return;
        }
        Map<CommandLine, List<ProcessInfo>> missing = new EnumMap<>(CommandLine.class);
        for (ObservedProcess owner : owners) {
            missing.computeIfAbsent(owner.commandLine(), first -> new ArrayList<>())
                    .add(owner.info());
        }
        missing.forEach((state, those) ->
                diagnostics.add(MissingCommandLines.explain(request.procRoot(), state, those, deadline)));
    }

    private static void add(Optional<Diagnostic> diagnostic, List<Diagnostic> diagnostics) {
        if (diagnostic.isPresent()) {
            diagnostics.add(diagnostic.get());
        }
    }
}
