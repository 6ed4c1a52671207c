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
    boolean forgetsClosed(Set<Long> inodes) {
        List<HeldSocket> still = new ArrayList<>(held.size());
        for (HeldSocket socket : held) {
            if (inodes.contains(socket.inode()) && DescriptorReader.refersTo(socket)) {
                still.add(socket);
            }
        }
        boolean closed = still.size() < held.size();
        held = still;
        return closed;
    }
}
