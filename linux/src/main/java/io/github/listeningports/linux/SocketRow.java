package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.OptionalLong;

/**
 * One listening socket, as a row of /proc/net/{tcp,tcp6,udp,udp6} tells of it.
 *
 * @param inode 0 is none
 */
record SocketRow(
        Protocol protocol,
        AddressFamily family,
        InetAddress address,
        int port,
        long uid,
        long inode,
        OptionalLong acceptQueue,
        OptionalLong drops) {}
