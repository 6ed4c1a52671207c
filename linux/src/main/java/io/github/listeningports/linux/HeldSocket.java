package io.github.listeningports.linux;

import java.nio.file.Path;

/**
 * A socket that a process holds.
 *
 * @param inode as an object: it is looked for among those of the listed sockets at each look
 * @param descriptor /proc/PID/fd/N, or /proc/PID/task/TID/fd/N; or that of the io_uring with which the socket is registered
 */
record HeldSocket(Long inode, long pid, Path descriptor) {}
