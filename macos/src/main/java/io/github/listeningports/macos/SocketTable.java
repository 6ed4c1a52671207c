package io.github.listeningports.macos;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.macos.SocketRow.Match;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Listening sockets, each once, with their owners: the sockets that processes hold, and those that the kernel's lists add. */
final class SocketTable {

    /** One socket. */
    static final class Entry {
        private SocketRow row;
        private final Set<ProcessInfo> owners = new LinkedHashSet<>();
        private boolean guessed;

        private Entry(SocketRow row) {
            this.row = row;
        }

        SocketRow row() {
            return row;
        }

        /** In no particular order. */
        List<ProcessInfo> owners() {
            return List.copyOf(owners);
        }

        /** Whether the owner is only the process that last used the socket. */
        boolean isGuessed() {
            return guessed;
        }

        void addOwner(ProcessInfo process) {
            owners.add(process);
        }

        void guessOwner(ProcessInfo process) {
            owners.add(process);
            guessed = true;
        }
    }

    private final Map<SocketId, Entry> entries = new LinkedHashMap<>();
    private final Map<Match, Entry> matches = new HashMap<>();

    /** Adds a socket that a process holds; in several descriptors and processes it is still one. */
    void add(HeldSocket socket, Optional<ProcessInfo> owner) {
        Entry entry = entries.get(socket.row().id());
        if (entry == null) {
            entry = put(socket.row());
        }
        owner.ifPresent(entry.owners::add);
    }

    /** Adds a socket of the kernel's lists. */
    void add(SocketRow row) {
        Entry known = find(row);
        if (known == null) {
            put(row);
        } else {
            known.row = known.row.withUserOf(row);
        }
    }

    boolean contains(SocketRow row) {
        return find(row) != null;
    }

    void removeAll(Collection<Entry> closed) {
        entries.values().removeAll(closed);
        matches.values().removeAll(closed);
    }

    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    private Entry put(SocketRow row) {
        Entry entry = new Entry(row);
        entries.put(row.id(), entry);
        row.match().ifPresent(match -> matches.put(match, entry));
        return entry;
    }

    private @Nullable Entry find(SocketRow row) {
        Entry exact = entries.get(row.id());
        return exact == null ? row.match().map(matches::get).orElse(null) : exact;
    }
}
