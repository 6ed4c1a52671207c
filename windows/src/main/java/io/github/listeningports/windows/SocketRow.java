package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;

/**
 * One socket: a row of a table. What is absent is 0, as in the tables themselves, not an Optional: a snapshot can have 50,000 rows.
 *
 * @param scopeId the interface index of a link-local IPv6 address; otherwise 0
 * @param pid the process that created the socket, unsigned; 0 if unknown
 * @param created when it was bound, in 100 ns since 1601 (FILETIME); 0 if unknown
 */
record SocketRow(
        Protocol protocol, AddressFamily family, InetAddress address, int scopeId, int port, long pid, long created) {

    /** The same socket with this creation time. */
    SocketRow at(long time) {
        return time == created ? this : new SocketRow(protocol, family, address, scopeId, port, pid, time);
    }
}
