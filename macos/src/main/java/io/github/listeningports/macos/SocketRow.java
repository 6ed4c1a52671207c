package io.github.listeningports.macos;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.OptionalLong;

/**
 * One listening socket, as libproc or pcblist_n tells of it.
 *
 * @param scopeId 0 is none
 * @param acceptsIpv4 whether IPv4 peers reach it
 * @param acceptQueue of TCP only
 * @param backlog of TCP only
 * @param uid who made it; only pcblist_n tells
 * @param lastPid the last process that used it, which need not hold it, nor live; 0 is none; only pcblist_n tells
 */
record SocketRow(
        SocketId id,
        AddressFamily family,
        InetAddress address,
        int scopeId,
        int port,
        boolean acceptsIpv4,
        OptionalLong acceptQueue,
        OptionalLong backlog,
        OptionalLong uid,
        int lastPid) {

    Protocol protocol() {
        return id.protocol();
    }

    /** What tells it from others where its handle is shown in another form: its number, and its port. */
    Match match() {
        return new Match(id.protocol(), id.generation(), id.generation() == 0 ? id.handle() : 0, port);
    }

    /** With what only pcblist_n tells. */
    SocketRow withUser(OptionalLong user, int pid) {
        return new SocketRow(id, family, address, scopeId, port, acceptsIpv4, acceptQueue, backlog, user, pid);
    }

    /** @param handle only where there is no generation */
    record Match(Protocol protocol, long generation, long handle, int port) {}
}
