package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import java.net.InetAddress;

/** The identity of a socket, however many descriptors and processes hold it. */
sealed interface SocketId {

    Protocol protocol();

    /** What the kernel shows instead of the socket's address (soi_so, xso_so); 0 without a socket in the kernel. */
    long handle();

    /** The socket's creation number (inp_gencnt), unique within its protocol; 0 without one. */
    long generation();

    /** A socket of the kernel. */
    record Socket(Protocol protocol, long handle, long generation) implements SocketId {}

    /**
     * A flow of the user-space network stack: the kernel knows no more of it (bsd/net/ntstat.c).
     *
     * @param pid 0 if unknown
     */
    record Flow(Protocol protocol, InetAddress address, int port, int pid) implements SocketId {

        @Override
        public long handle() {
            return 0;
        }

        @Override
        public long generation() {
            return 0;
        }
    }
}
