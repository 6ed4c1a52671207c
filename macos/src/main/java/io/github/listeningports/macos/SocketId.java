package io.github.listeningports.macos;

import io.github.listeningports.Protocol;

/**
 * The identity of a socket, however many descriptors and processes hold it.
 *
 * @param handle what the kernel shows instead of the socket's address (soi_so, xso_so)
 * @param generation the socket's creation number (inp_gencnt), unique within its protocol; 0 for a user-space flow, which has no socket in the kernel
 */
record SocketId(Protocol protocol, long handle, long generation) {}
