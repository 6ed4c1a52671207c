package io.github.listeningports.macos;

import java.time.Instant;
import java.util.Optional;

/**
 * A process as libproc reports it.
 *
 * @param name the kernel's name for it, possibly truncated or empty
 * @param startedAt absent where only the short form is readable
 */
record BsdInfo(int pid, int parentPid, long uid, long realUid, String name, Optional<Instant> startedAt) {}
