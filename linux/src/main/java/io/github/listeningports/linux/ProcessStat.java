package io.github.listeningports.linux;

/**
 * What /proc/PID/stat tells.
 *
 * @param commandName the command name, each byte a character of the same number (ISO 8859-1): it need not be text
 * @param parentPid 0 is none in sight
 * @param startTicks when the process started, in ticks since boot
 */
record ProcessStat(String commandName, long parentPid, long startTicks) {}
