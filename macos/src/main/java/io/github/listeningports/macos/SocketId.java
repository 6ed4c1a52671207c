package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a socket, however many descriptors and processes hold it.
 *
 * @param handle what the kernel shows instead of the socket's address (soi_so, xso_so); 0 without a socket in the kernel
 * @param generation the socket's creation number (inp_gencnt), unique within its protocol; 0 without one
 * @param flow identifies a user-space flow, which has neither handle nor generation; null for a socket
 */
record SocketId(
        Protocol protocol,
        long handle,
        long generation,
        @Nullable Flow flow) {

    /**
     * A flow of the user-space network stack: the kernel knows no more of it (bsd/net/ntstat.c).
     *
     * @param pid 0 if unknown
     */
    record Flow(InetAddress address, int port, int pid) {}

    /** A socket of the kernel. */
    SocketId(Protocol protocol, long handle, long generation) {
        this(protocol, handle, generation, null);
    }

    static SocketId ofFlow(Protocol protocol, InetAddress address, int port, int pid) {
        return new SocketId(protocol, 0, 0, new Flow(address, port, pid));
    }
}
