package io.github.listeningports.linux;

import io.github.listeningports.linux.processes.ObservedProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link SocketOwnerReader} remembers of a process. */
final class KnownProcess {

    /** /proc/PID/fd. */
    final Path directory;

    long descriptors;

    @Nullable
    Object identity;

    /** The stamp of the last look, once it was found to be that of this process as it was read. */
    Optional<Stamp> stamp = Optional.empty();

    Optional<String> whyUnreadable = Optional.empty();
    List<HeldSocket> held = List.of();
    List<Path> rings = List.of();
    Map<String, Path> namespaces = Map.of();
    boolean holdsIndirectly;

    @Nullable
    ObservedProcess owner;

    int checkedIn;

    KnownProcess(Path directory) {
        this.directory = directory;
    }

    /** Forgets the sockets that it no longer holds, or that are no longer listed; whether there were any. */
    boolean forgetsClosed(Set<Long> inodes, DescriptorReader descriptorReader) {
        int still = 0;
        while (still < held.size() && isHeld(held.get(still), inodes, descriptorReader)) {
            still++;
        }
        if (still == held.size()) {
            return false;
        }
        List<HeldSocket> left = new ArrayList<>(held.subList(0, still));
        for (HeldSocket socket : held.subList(still + 1, held.size())) {
            if (isHeld(socket, inodes, descriptorReader)) {
                left.add(socket);
            }
        }
        held = left;
        return true;
    }

    private static boolean isHeld(HeldSocket socket, Set<Long> inodes, DescriptorReader descriptorReader) {
        return inodes.contains(socket.inode()) && descriptorReader.refersTo(socket);
    }
}
