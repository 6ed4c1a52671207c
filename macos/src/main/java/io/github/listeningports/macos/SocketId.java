package io.github.listeningports.macos;

import io.github.listeningports.Protocol;

/**
 * One socket of the kernel, in however many descriptors and processes it is.
 *
 * @param handle what the kernel shows instead of its address (soi_so, xso_so)
 * @param generation the number that the socket was given when it was made (inp_gencnt), one of its own for each protocol; 0 for a flow that lives in a
 *     process and not in the kernel
 */
record SocketId(Protocol protocol, long handle, long generation) {}
