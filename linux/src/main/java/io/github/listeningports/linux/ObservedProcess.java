package io.github.listeningports.linux;

import io.github.listeningports.ProcessInfo;

/**
 * A process, and its start time, which later proves that the pid was not reused.
 *
 * @param startTicks the start time in ticks since boot
 * @param hangs whether its command line was needed, and reading it hangs
 */
record ObservedProcess(ProcessInfo info, long startTicks, boolean hangs) {}
