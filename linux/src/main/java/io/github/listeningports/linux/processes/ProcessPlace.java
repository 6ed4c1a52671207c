package io.github.listeningports.linux.processes;

import java.util.Optional;

/**
 * Where a process is now: both change while it runs.
 *
 * @param parentPid 0 if there is no visible parent
 */
record ProcessPlace(long parentPid, Optional<String> workingDirectory) {}
