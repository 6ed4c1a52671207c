package io.github.listeningports.linux;

import io.github.listeningports.linux.processes.ObservedProcess;
import io.github.listeningports.linux.processes.ProcessReader;
import io.github.listeningports.spi.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at one process: which of the wanted sockets it holds, and if it holds one, what it is. Each thread needs one of its own.
 *
 * <p>Processes come and go meanwhile, and pids are reused. A process is accepted as an owner only if it still holds the socket after its details were read, and is
 * the same process after that.
 */
final class ProcessLook {

    private final DescriptorReader descriptorReader;
    private final ProcessReader processReader;

    ProcessLook(DescriptorReader descriptorReader, ProcessReader processReader) {
        this.descriptorReader = descriptorReader;
        this.processReader = processReader;
    }

    ProcessLook forAnotherThread() {
        return new ProcessLook(descriptorReader.forAnotherThread(), processReader.forAnotherThread());
    }

    DescriptorReader descriptorReader() {
        return descriptorReader;
    }

    KnownProcess read(long pid, Set<Long> inodes, Deadline deadline) {
        return known(pid, inodes, deadline, descriptorReader.read(pid, inodes, deadline));
    }

    /** The process that has these descriptors. */
    KnownProcess known(long pid, Set<Long> inodes, Deadline deadline, Descriptors descriptors) {
        KnownProcess known = new KnownProcess(descriptorReader.directory(pid));
        known.descriptors = descriptors.count();
        known.whyUnreadable = descriptors.whyUnreadable();
        known.rings = descriptors.rings();
        known.namespaces = descriptors.namespaces();
        if (known.whyUnreadable.equals(Optional.of(Descriptors.DENIED))) {
            Optional<Stamp> stamp = descriptorReader.stamp(pid);
            if (stamp.isPresent()) {
                known.descriptors = stamp.get().count();
                known.identity = stamp.get().identity();
            }
        }
        if (!descriptors.held().isEmpty()) {
            confirm(pid, known, descriptors.held());
            if (known.held.isEmpty()) {
                // It may still hold it, under another number.
                confirm(pid, known, descriptorReader.read(pid, inodes, deadline).held());
            }
        }
        return known;
    }

    /** Accepts an owner that is still the same process and still holds the socket after its details were read. */
    void confirm(long pid, KnownProcess known, List<HeldSocket> held) {
        Optional<Stamp> before = descriptorReader.stamp(pid);
        Optional<ObservedProcess> process = processReader.read(pid);
        List<HeldSocket> confirmed = new ArrayList<>(held.size());
        for (HeldSocket socket : held) {
            if (descriptorReader.refersTo(socket)) {
                confirmed.add(socket);
            }
        }
        if (process.isEmpty() || before.isEmpty() || confirmed.isEmpty()) {
            return;
        }
        Optional<Stamp> after = descriptorReader.stamp(pid);
        boolean same =
                (after.isPresent() && after.get().identity().equals(before.get().identity()))
                        || processReader.isStillThere(process.get());
        if (same) {
            known.held = confirmed;
            known.owner = process.get();
        }
    }
}
