package io.github.listeningports.macos;

/**
 * A listening socket, and where it was seen.
 *
 * @param descriptor a number of {@link SocketDescriptors}
 */
record HeldSocket(SocketRow row, int pid, long descriptor) {}
