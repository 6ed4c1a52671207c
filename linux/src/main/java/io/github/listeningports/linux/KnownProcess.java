package io.github.listeningports.linux;

import io.github.listeningports.linux.processes.ObservedProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link SocketOwnerReader} remembers of a process. */
final class KnownProcess {

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

    /** Forgets the sockets that it no longer holds, or that are no longer listed; whether there were any. */
    boolean forgetsClosed(Set<Long> inodes) {
        List<HeldSocket> still = held.stream()
                .filter(socket -> inodes.contains(socket.inode()) && DescriptorReader.refersTo(socket))
                .toList();
        boolean closed = still.size() < held.size();
        held = still;
        return closed;
    }
}
