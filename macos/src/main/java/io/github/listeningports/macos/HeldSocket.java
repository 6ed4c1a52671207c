package io.github.listeningports.macos;

/**
 * A listening socket, and the descriptor that refers to it.
 *
 * @param descriptor as numbered by {@link SocketDescriptors}
 */
record HeldSocket(SocketRow row, int pid, long descriptor) {}
