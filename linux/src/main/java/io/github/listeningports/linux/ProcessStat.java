package io.github.listeningports.linux;

/**
 * The fields of /proc/PID/stat that are used.
 *
 * @param commandName the command name, decoded as ISO 8859-1: it may be any bytes
 * @param parentPid 0 if there is no visible parent
 * @param startTicks the start time of the process in ticks since boot
 */
record ProcessStat(String commandName, long parentPid, long startTicks) {}
