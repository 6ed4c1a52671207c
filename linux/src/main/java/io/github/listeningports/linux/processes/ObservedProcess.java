package io.github.listeningports.linux.processes;

import io.github.listeningports.ProcessInfo;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, and its start time, which later proves that the pid was not reused.
 *
 * @param startTicks the start time in ticks since boot
 * @param commandLine whether its command line could be read
 */
public record ObservedProcess(ProcessInfo info, long startTicks, CommandLine commandLine) {

    /** Whether a command line could be read. */
    public enum CommandLine {
        /** Read, or not needed, or not readable at all. */
        SETTLED,
        /** Needed, and reading it hangs. */
        HANGS,
        /** Needed, and not read in the time that the snapshot had left: it may hang. */
        LATE,
        /** Needed, and there was no thread to read it. */
        NO_THREAD,
        /** Needed, and longer than 1 MiB. */
        TOO_LONG
    }

    ObservedProcess withStartedAt(Optional<Instant> startedAt) {
        ProcessInfo.Builder moved = info.toBuilder();
        startedAt.ifPresent(moved::startedAt);
        return new ObservedProcess(moved.build(), startTicks, commandLine);
    }
}
