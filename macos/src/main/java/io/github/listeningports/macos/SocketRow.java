package io.github.listeningports.macos;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One listening socket, as reported by libproc or pcblist_n.
 *
 * @param scopeId the interface index of a link-local or multicast IPv6 address
 * @param acceptsIpv4 whether IPv4 peers reach it
 * @param acceptQueue TCP only
 * @param backlog TCP only
 * @param uid the socket's creator; pcblist_n only
 * @param lastPid the process that used it last, which need not hold it, nor be alive; pcblist_n only
 */
record SocketRow(
        SocketId id,
        AddressFamily family,
        InetAddress address,
        OptionalInt scopeId,
        int port,
        boolean acceptsIpv4,
        OptionalLong acceptQueue,
        OptionalLong backlog,
        OptionalLong uid,
        OptionalInt lastPid) {

    Protocol protocol() {
        return id.protocol();
    }

    /** Identifies the socket where its handle is shown in another form: by its creation number and port. */
    Match match() {
        return new Match(id.protocol(), id.generation(), id.generation() == 0 ? id.handle() : 0, port);
    }

    /** The same socket, with what only pcblist_n reports. */
    SocketRow withUser(OptionalLong user, OptionalInt pid) {
        return new SocketRow(id, family, address, scopeId, port, acceptsIpv4, acceptQueue, backlog, user, pid);
    }

    /** @param handle only where there is no generation */
    record Match(Protocol protocol, long generation, long handle, int port) {}
}
