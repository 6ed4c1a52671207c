package io.github.listeningports.linux;

import java.nio.file.Path;

/**
 * A descriptor that refers to a socket.
 *
 * @param descriptor /proc/PID/fd/N
 */
record HeldSocket(long inode, long pid, Path descriptor) {}
