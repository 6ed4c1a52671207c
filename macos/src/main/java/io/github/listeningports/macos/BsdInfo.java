package io.github.listeningports.macos;

import java.time.Instant;
import java.util.Optional;

/**
 * What libproc tells of a process.
 *
 * @param name the name that the kernel has, as a whole or cut; may be empty
 * @param startedAt absent where only the short form may be read
 */
record BsdInfo(int pid, int parentPid, long uid, long realUid, String name, Optional<Instant> startedAt) {}
