package io.github.listeningports.windows.api;

/**
 * A process, as a list of all processes describes it; no right to the process is needed.
 *
 * @param name the file name of its program, or the system's own name for a process without one
 * @param started its start time (FILETIME); 0 if unknown
 */
public record ProcessEntry(long pid, long parentPid, String name, long started) {}
