package io.github.listeningports.linux;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.linux.processes.ObservedProcess;
import io.github.listeningports.spi.Deadline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Joins what is known of processes to the owners of each socket. */
final class OwnerJoin {

    private OwnerJoin() {}

    /**
     * The owners that were checked in a look.
     *
     * @param due the processes that are still to be read
     * @param look the number of the look, which those have that were checked
     * @param pending whether a socket without an owner is still to be looked for
     */
    static SocketOwners join(
            Map<Long, KnownProcess> processes, Set<Long> due, int look, boolean pending, Deadline deadline) {
        Map<Long, List<ProcessInfo>> owners = new HashMap<>();
        int unreadable = 0;
        Optional<String> error = Optional.empty();
        Set<Long> unread = new HashSet<>(due);
        for (Map.Entry<Long, KnownProcess> each : processes.entrySet()) {
            KnownProcess known = each.getValue();
            if (known.checkedIn != look) {
                unread.add(each.getKey());
                continue;
            }
            Optional<String> why = known.whyUnreadable;
            if (why.isPresent() && !why.get().equals(Descriptors.LATE)) {
                unreadable++;
                error = why.get().equals(Descriptors.DENIED) ? error : why;
            }
            ObservedProcess owner = known.owner;
            if (owner != null) {
                addOwner(owner.info(), known.held, owners);
            }
        }
        int total = processes.size();
        for (Long pid : unread) {
            total += processes.containsKey(pid) ? 0 : 1;
        }
        Optional<String> late = unread.isEmpty()
                ? Optional.empty()
                : Optional.of(unread.size() + " of " + total + " processes were not read: " + deadline.reason());
        return new SocketOwners(owners, total, unreadable, error, late, pending);
    }

    /** Once to each socket, though it may hold several descriptors of one. */
    private static void addOwner(ProcessInfo owner, List<HeldSocket> held, Map<Long, List<ProcessInfo>> owners) {
        Set<Long> inodes = new HashSet<>();
        for (HeldSocket socket : held) {
            if (inodes.add(socket.inode())) {
                List<ProcessInfo> others = owners.get(socket.inode());
                if (others == null) {
                    others = new ArrayList<>(1);
                    owners.put(socket.inode(), others);
                }
                others.add(owner);
            }
        }
    }
}
