package io.github.listeningports.linux.processes;

/**
 * The fields of /proc/PID/stat, or of a thread's, that are used.
 *
 * @param commandName the command name, decoded as ISO 8859-1: it may be any bytes
 * @param state R, S, D and so on, of the first thread
 * @param parentPid 0 if there is no visible parent
 * @param startTicks the start time of the process in ticks since boot
 */
record ProcessStat(String commandName, char state, long parentPid, long startTicks) {

    /** Whether the first thread is in uninterruptible sleep: it waits for a device or a file system, perhaps one that does not respond. */
    boolean waitsUninterruptibly() {
        return state == 'D';
    }

    /** Whether the thread has ended. A process lives on with its other threads; one without any holds no descriptors. */
    boolean hasEnded() {
        return state == 'Z' || state == 'X';
    }
}
