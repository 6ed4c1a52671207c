package io.github.listeningports.linux;

import io.github.listeningports.BindNote;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.bind.BindPreconditions;
import io.github.listeningports.linux.bind.BindTarget;
import io.github.listeningports.linux.bind.PortSockets;
import io.github.listeningports.linux.bind.UnlistedSocketReader;
import io.github.listeningports.linux.bind.UnlistedSockets;
import io.github.listeningports.linux.containers.ContainerReader;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.processes.ObservedProcess;
import io.github.listeningports.linux.processes.ProcessReader;
import io.github.listeningports.spi.Deadline;
import io.github.listeningports.spi.HolderText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Explains whether a bind of this process would succeed: what the kernel checks first, then every socket on the port. It concerns this process, so always this system's own /proc. */
final class BindLook implements AutoCloseable {

    private final NativeTier nativeTier;
    private final ProcessReader processReader;
    private final PortHolderReader holderReader;
    private final ContainerReader containerReader;

    BindLook(NativeTier.Mode mode) {
        nativeTier = new NativeTier(mode);
        SnapshotRequest owners = SnapshotRequest.owners().withProcRoot(ProcFiles.DEFAULT_ROOT);
        processReader = new ProcessReader(owners);
        containerReader = new ContainerReader(owners, processReader, System::nanoTime);
        holderReader = new PortHolderReader(nativeTier, processReader);
    }

    BindReport explain(BindRequest request) {
        BindPreconditions preconditions = new BindPreconditions(nativeTier);
        BindTarget target = preconditions.target(request);
        List<BindObstacle> obstacles = new ArrayList<>(preconditions.obstacles(request, target));
        List<BindNote> notes = new ArrayList<>();
        boolean complete = true;
        if (request.port() != 0) {
            PortSockets sockets = holderReader.sockets(request.protocol(), request.port());
            List<PortHolder> holders = holderReader.read(target, sockets).stream()
                    .map(holder -> holder.with(containerReader))
                    .toList();
            BindObstacleWriter writer = new BindObstacleWriter(target, nativeTier.whyNot());
            boolean free = obstacles.isEmpty();
            obstacles.addAll(writer.obstacles(holders));
            notes.addAll(writer.notes(holders, free));
            sockets.whyUnread().ifPresent(why -> notes.add(new BindNote(BindNote.Kind.NOT_SEEN, why)));
            complete = sockets.whyUnread().isEmpty();
            if (!sockets.boundSeen() && obstacles.stream().noneMatch(BindObstacle::certain)) {
                complete &= addUnlisted(request, obstacles, notes);
            }
        }
        notes.addAll(preconditions.notes(target));
        return BindReport.of(request, obstacles, notes, complete);
    }

    /** Where sock_diag does not list sockets that are bound and do nothing, their descriptors are found in /proc; whether all of these could be read. */
    private boolean addUnlisted(BindRequest request, List<BindObstacle> obstacles, List<BindNote> notes) {
        String port = Protocol.TCP + " port " + request.port();
        UnlistedSockets unlisted = new UnlistedSocketReader().read();
        processReader.beginSnapshot(Deadline.none());
        List<ProcessInfo> suspects = unlisted.byProcess().keySet().stream()
                .map(processReader::read)
                .flatMap(Optional::stream)
                .map(ObservedProcess::info)
                .toList();
        String source = "only sock_diag reports that (Linux 6.8, by native code"
                + nativeTier.whyNot().map(why -> ": " + why).orElse("") + ")";
        if (!suspects.isEmpty()) {
            int count = unlisted.byProcess().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            obstacles.add(BindObstacle.builder(
                            BindObstacle.Kind.BOUND_SOCKET,
                            HolderText.holder(suspects) + " holds " + (count == 1 ? "a socket" : count + " sockets")
                                    + " that no table of /proc/net lists, and may have bound "
                                    + (count == 1 ? "it" : "one") + " to " + port + " without listening; " + source)
                    .certain(false)
                    .sockets(count)
                    .owners(suspects)
                    .build());
        }
        if (unlisted.unreadable() > 0) {
            notes.add(new BindNote(
                    BindNote.Kind.NOT_SEEN,
                    "the descriptors of " + unlisted.unreadable()
                            + " processes of other users are not visible; one of them may have bound a socket to "
                            + port
                            + " without listening; " + source));
        }
        return unlisted.unreadable() == 0;
    }

    @Override
    public void close() {
        nativeTier.close();
    }
}
