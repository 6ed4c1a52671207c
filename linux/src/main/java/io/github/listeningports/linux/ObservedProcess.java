package io.github.listeningports.linux;

import io.github.listeningports.ProcessInfo;

/**
 * A process, and what proves later that the pid is still its own.
 *
 * @param startTicks when it started, in ticks since boot
 */
record ObservedProcess(ProcessInfo info, long startTicks) {}
