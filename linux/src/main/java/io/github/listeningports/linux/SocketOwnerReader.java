package io.github.listeningports.linux;

import io.github.listeningports.linux.processes.ObservedProcess;
import io.github.listeningports.linux.processes.ProcessReader;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the processes that hold sockets, and remembers them. The first time, it reads the descriptors of every process. Later it reads those of processes that are
 * new or whose number of descriptors changed, and one link per socket of known owners. It lists processes again only if one may be new.
 *
 * <p>Sockets left without an owner after everything was read are also looked for where {@link IndirectHolderReader} finds them.
 *
 * <p>Changes that leave the number of descriptors unchanged (one closed, another opened) are found by reading again: at once if the process closed its own socket or
 * is this one; if a socket has no known owner, {@link #REST} times as long as reading everything took later, and at most {@link #UNKNOWN_OWNER}; at most
 * {@link #EVERYTHING} later in any case.
 *
 * <p>By several threads, if the request allows them and there is enough to read: only {@link ProcessLook} is theirs, all else belongs to the calling thread.
 *
 * <p>If the deadline passes, the processes that were not read come first next time, and only those owners are returned that were checked.
 */
final class SocketOwnerReader {

    /** The longest time that a socket stays without an owner before everything is read again. */
    static final Duration UNKNOWN_OWNER = Duration.ofSeconds(5);

    /** For a socket without an owner, everything is read again after so many times as long as it took last: at most a fiftieth of a core. */
    static final int REST = 50;

    /** The longest time that anything is remembered before everything is read again. */
    static final Duration EVERYTHING = Duration.ofSeconds(60);

    /** How many processes to check, which is quick, between two looks at the clock. */
    private static final int DEADLINE_INTERVAL = 16;

    /** How many links to expect of a process that was never read. */
    private static final int LINKS_OF_A_PROCESS = 32;

    /** A thread takes about 0.1 ms to start and to end. So many links take 0.5 ms. */
    private static final int LINKS_OF_A_THREAD = 512;

    private final DescriptorReader descriptorReader;
    private final long ownPid;
    private final ProcessReader processReader;
    private final ProcessLook look;
    private final WorkerThreads threads;
    private final LongSupplier nanoTime;

    /** Made where several threads are worth it. */
    private @Nullable SharedWalk sharedWalk;

    /** Made where a socket is left without an owner. */
    private @Nullable IndirectHolderReader indirectReader;

    private final Map<Long, KnownProcess> processes = new HashMap<>();
    private final Set<Long> ownerless = new HashSet<>();

    /** The processes to be read, in this order; those that are left when the deadline passes stay for the next snapshot. */
    private final Set<Long> due = new LinkedHashSet<>();

    private Deadline deadline = Deadline.none();
    private int snapshots;

    // The last look, to be compared with the next.
    private List<Long> lastPids = List.of();
    private Set<Long> lastInodes = Set.of();
    private Set<Long> lastUnknown = Set.of();
    private SocketOwners lastOwners = SocketOwners.NONE;

    /** Whether the sockets, their owners, or what these hold may differ from those of the last look. */
    private boolean changed = true;

    private boolean walking;
    private int walks;
    private long lastWalk;
    private long lastWalkTook;

    SocketOwnerReader(
            DescriptorReader descriptorReader,
            ProcessReader processReader,
            WorkerThreads threads,
            LongSupplier nanoTime) {
        this.descriptorReader = descriptorReader;
        ownPid = descriptorReader.ownPid();
        this.processReader = processReader;
        look = new ProcessLook(descriptorReader, processReader);
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** The owners of the sockets with these inodes, as far as they are found until the deadline; the same object as before if all is the same. */
    SocketOwners read(Set<Long> inodes, Deadline end) throws IOException {
        deadline = end;
        snapshots++;
        changed = !inodes.equals(lastInodes);
        if (changed) {
            lastInodes = new HashSet<>(inodes);
        }
        if (processReader.beginSnapshot(end)) {
            changed = true;
            for (KnownProcess known : processes.values()) {
                putOnTheClock(known);
            }
        }
        long now = nanoTime.getAsLong();
        boolean begins = !walking && (walks == 0 || now - lastWalk >= EVERYTHING.toNanos());
        boolean known = processReader.nothingForked() && !lastPids.isEmpty();
        List<Long> pids = begins || !known ? pids() : lastPids;
        ownerless.retainAll(inodes);
        // The walk may not come to an end: what is known is checked before.
        boolean checks = !begins || (walks > 0 && end.isLimited());
        boolean counted = checks && update(pids, inodes);
        if (begins || !counted) {
            walk(pids, inodes, now);
            return owners(false);
        }
        if (walking) {
            endWalk(inodes);
            return owners(false);
        }
        if (changed || !lastUnknown.isEmpty()) {
            Set<Long> unknown = unknown(inodes);
            lastUnknown = lastUnknown.containsAll(unknown) ? unknown : unknownAfterOwn(inodes);
        }
        boolean pending =
                !lastUnknown.isEmpty() && now - lastWalk < Math.min(UNKNOWN_OWNER.toNanos(), REST * lastWalkTook);
        if (!lastUnknown.isEmpty() && !pending) {
            walk(pids, inodes, now);
        }
        return owners(pending);
    }

    private List<Long> pids() throws IOException {
        List<Long> before = lastPids;
        lastPids = List.of(); // what fails is done again next time
        lastPids = descriptorReader.pids(before);
        if (lastPids != before) {
            forgetAllBut(lastPids);
        }
        return lastPids;
    }

    private void forgetAllBut(List<Long> pids) {
        Set<Long> present = new HashSet<>(pids);
        due.retainAll(present);
        for (Iterator<Map.Entry<Long, KnownProcess>> each = processes.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Long, KnownProcess> process = each.next();
            if (!present.contains(process.getKey())) {
                changed |= matters(process.getValue());
                each.remove();
            }
        }
    }

    private static boolean matters(KnownProcess process) {
        return !process.held.isEmpty() || process.whyUnreadable.isPresent();
    }

    /** The sockets that may have an owner which is not known. */
    private Set<Long> unknown(Set<Long> inodes) {
        Set<Long> unknown = new HashSet<>(inodes);
        unknown.removeAll(ownerless);
        unknown.removeAll(heldInodes());
        return unknown;
    }

    /** The sockets that may have an owner which is not known, after this process was read again: programs ask most of all for what they opened themselves. */
    private Set<Long> unknownAfterOwn(Set<Long> inodes) {
        if (processes.containsKey(ownPid)) {
            due.add(ownPid);
            readDue(inodes);
        }
        return unknown(inodes);
    }

    /** The number of times that everything was read, which remembering is meant to avoid. */
    int walks() {
        return walks;
    }

    /** The sockets that are not among those listed now, though a process still holds them: they are not closed. */
    Set<Long> stillHeldBeside(Set<Long> listed) {
        if (listed.equals(lastInodes) && lastOwners.late().isEmpty()) {
            return Set.of(); // all others were forgotten
        }
        Set<Long> held = new HashSet<>(0);
        for (KnownProcess process : processes.values()) {
            for (HeldSocket socket : process.held) {
                if (!listed.contains(socket.inode()) && descriptorReader.refersTo(socket)) {
                    held.add(socket.inode());
                }
            }
        }
        return held;
    }

    /** The sockets that have a known owner. */
    private Set<Long> heldInodes() {
        Set<Long> inodes = new HashSet<>();
        for (KnownProcess process : processes.values()) {
            for (HeldSocket socket : process.held) {
                inodes.add(socket.inode());
            }
        }
        return inodes;
    }

    /** A descriptor of each network namespace that a process holds open, by the namespace's label. */
    Map<String, Path> heldNamespaces() {
        Map<String, Path> held = new TreeMap<>();
        for (KnownProcess process : processes.values()) {
            held.putAll(process.namespaces);
        }
        return held;
    }

    /** The owners whose command line was needed and is missing. */
    List<ObservedProcess> ownersWithoutCommandLine() {
        List<ObservedProcess> owners = new ArrayList<>(0);
        for (KnownProcess process : processes.values()) {
            ObservedProcess owner = process.owner;
            if (owner != null
                    && owner.commandLine() != ObservedProcess.CommandLine.SETTLED
                    && !process.held.isEmpty()
                    && process.checkedIn == snapshots) {
                owners.add(owner);
            }
        }
        return owners;
    }

    private void putOnTheClock(KnownProcess known) {
        ObservedProcess owner = known.owner;
        known.owner = owner == null ? null : processReader.onTheClock(owner);
    }

    private void walk(List<Long> pids, Set<Long> inodes, long now) {
        walking = true;
        changed = true;
        lastWalk = now;
        due.addAll(pids);
        readDue(inodes);
        endWalk(inodes);
    }

    /** Reads what is due, until the deadline. */
    private void readDue(Set<Long> inodes) {
        int worthIt = threads.most() == 1 ? 1 : threadsWorthIt();
        if (worthIt > 1) {
            readDueTogether(inodes, worthIt);
            return;
        }
        List<Long> again = new ArrayList<>(0);
        for (Iterator<Long> next = due.iterator(); next.hasNext() && !deadline.isOver(); ) {
            long pid = next.next();
            next.remove();
            // For this process, the descriptors opened by the reading itself would be counted too.
            Optional<Stamp> own = pid == ownPid ? descriptorReader.stamp(pid) : Optional.empty();
            if (!keep(pid, look.read(pid, inodes, deadline), own, inodes)) {
                again.add(pid);
            }
        }
        due.addAll(again); // last, or one large process would keep all others from being read
    }

    private void readDueTogether(Set<Long> inodes, int most) {
        Optional<Stamp> own = due.contains(ownPid) ? descriptorReader.stamp(ownPid) : Optional.empty();
        SharedWalk walk = sharedWalk == null ? new SharedWalk(threads, look) : sharedWalk;
        sharedWalk = walk;
        Map<Long, KnownProcess> read = walk.read(due, inodes, deadline, most);
        List<Long> again = new ArrayList<>();
        for (Iterator<Long> next = due.iterator(); next.hasNext(); ) {
            long pid = next.next();
            KnownProcess known = read.get(pid);
            if (known != null) {
                next.remove();
                if (!keep(pid, known, pid == ownPid ? own : Optional.empty(), inodes)) {
                    again.add(pid);
                }
            }
        }
        due.addAll(again);
    }

    /** How many threads have enough to read that to start them takes less time than they save. */
    private int threadsWorthIt() {
        long links = 0;
        for (long pid : due) {
            KnownProcess known = processes.get(pid);
            links += known == null ? LINKS_OF_A_PROCESS : known.descriptors;
        }
        return (int) Math.min(threads.most(), 1 + links / LINKS_OF_A_THREAD);
    }

    /** Ends a walk in which nothing is left to be read. */
    private void endWalk(Set<Long> inodes) {
        if (!due.isEmpty()) {
            return;
        }
        walking = false;
        walks++;
        ownerless.addAll(inodes);
        ownerless.removeAll(heldInodes());
        if (!ownerless.isEmpty()) {
            indirectReader().begin();
            for (Map.Entry<Long, KnownProcess> process : processes.entrySet()) {
                readIndirect(process.getKey(), process.getValue(), ownerless);
            }
            ownerless.removeAll(heldInodes());
            if (deadline.isOver()) {
                ownerless.clear(); // to be looked for again
            }
        }
        lastWalkTook = nanoTime.getAsLong() - lastWalk;
    }

    private IndirectHolderReader indirectReader() {
        IndirectHolderReader reader =
                indirectReader == null ? new IndirectHolderReader(descriptorReader) : indirectReader;
        indirectReader = reader;
        return reader;
    }

    private void readIndirect(long pid, KnownProcess known, Set<Long> inodes) {
        if (known.whyUnreadable.isPresent() || deadline.isOver()) {
            return;
        }
        List<HeldSocket> found = indirectReader().read(pid, known.rings, inodes, deadline);
        if (!found.isEmpty()) {
            known.holdsIndirectly = true;
            look.confirm(
                    pid,
                    known,
                    Stream.concat(known.held.stream(), found.stream())
                            .distinct()
                            .toList());
        }
    }

    /** Reads the processes that changed; whether changes can be detected: before Linux 6.2 there is no number of descriptors. */
    private boolean update(List<Long> pids, Set<Long> inodes) {
        boolean counted = false;
        List<Long> suspects = new ArrayList<>(0);
        int looked = 0;
        for (Long pid : pids) {
            if (looked++ % DEADLINE_INTERVAL == 0 && deadline.isOver()) {
                return true;
            }
            KnownProcess known = processes.get(pid);
            Optional<Stamp> stamp =
                    known == null ? descriptorReader.stamp(pid) : descriptorReader.stamp(known.directory, known.stamp);
            counted |= stamp.isPresent() && stamp.get().count() > 0;
            if (known == null || stamp.isEmpty() || !isUnchanged(known, stamp)) {
                due.add(pid);
                continue;
            }
            known.checkedIn = snapshots;
            if (!known.held.isEmpty() && known.forgetsClosed(inodes, descriptorReader)) {
                changed = true;
                suspects.add(pid);
            }
        }
        // A process that closed a listening socket is likely to have opened the new one.
        due.addAll(suspects);
        readDue(inodes);
        return counted;
    }

    /** Whether it is the same process with as many descriptors as before. */
    private boolean isUnchanged(KnownProcess known, Optional<Stamp> stamp) {
        if (stamp.equals(known.stamp)) {
            return true;
        }
        if (stamp.get().count() != known.descriptors) {
            return false;
        }
        Object identity = stamp.get().identity();
        if (known.identity == null) {
            // Read without a stamp before: an owner is identified by its start time.
            known.identity = identity;
            if (known.owner != null && !processReader.isStillThere(known.owner)) {
                return false;
            }
        }
        if (!known.identity.equals(identity)) {
            return false;
        }
        known.stamp = stamp;
        return true;
    }

    /** Whether there was time for all of it. */
    private boolean keep(long pid, KnownProcess known, Optional<Stamp> own, Set<Long> inodes) {
        known.checkedIn = snapshots;
        if (own.isPresent()) {
            known.descriptors = own.get().count();
        }
        KnownProcess before = processes.put(pid, known);
        changed |= matters(known) || (before != null && matters(before));
        if (before != null && before.holdsIndirectly) {
            readIndirect(pid, known, inodes);
        }
        ObservedProcess owner = known.owner;
        return !known.whyUnreadable.equals(Optional.of(Descriptors.LATE))
                && (owner == null || owner.commandLine() != ObservedProcess.CommandLine.LATE);
    }

    private SocketOwners owners(boolean pending) {
        boolean asMany = lastOwners.unreadable() == 0 || lastOwners.processes() == processes.size();
        boolean same = !changed && asMany && lastOwners.late().isEmpty() && lastOwners.pending() == pending;
        if (!same || deadline.isOver()) {
            lastOwners = OwnerJoin.join(processes, due, snapshots, pending, deadline);
        }
        return lastOwners;
    }
}
