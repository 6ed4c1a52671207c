package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;

/**
 * One socket, as a row of a table tells of it.
 *
 * @param scopeId the interface of a link-local IPv6 address; 0 is none
 * @param pid the process that made the socket, unsigned; 0 is unknown
 * @param created when it was bound, in 100 ns since 1601 (FILETIME); 0 is unknown
 */
record SocketRow(
        Protocol protocol, AddressFamily family, InetAddress address, int scopeId, int port, long pid, long created) {}
