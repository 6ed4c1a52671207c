package io.github.listeningports.linux.processes;

import io.github.listeningports.ProcessInfo;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, and its start time, which later proves that the pid was not reused.
 *
 * @param startTicks the start time in ticks since boot
 * @param hangs whether its command line was needed, and reading it hangs
 */
public record ObservedProcess(ProcessInfo info, long startTicks, boolean hangs) {

    ObservedProcess withStartedAt(Optional<Instant> startedAt) {
        ProcessInfo moved = new ProcessInfo(
                info.pid(),
                info.parentPid(),
                info.name(),
                info.executable(),
                info.program(),
                info.user(),
                startedAt,
                info.startKey(),
                info.services(),
                info.containerId(),
                info.commandLine(),
                info.ownPidNamespace());
        return new ObservedProcess(moved, startTicks, hangs);
    }
}
