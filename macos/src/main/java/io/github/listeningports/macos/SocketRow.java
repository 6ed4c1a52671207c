package io.github.listeningports.macos;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One listening socket, as reported by libproc or pcblist_n; or one user-space flow, which pcblist_n lists among the sockets.
 *
 * @param scopeId the interface index of a link-local or multicast IPv6 address
 * @param acceptsIpv4 whether IPv4 peers reach it
 * @param acceptQueue established connections that wait for accept(2); TCP only
 * @param backlog TCP only
 * @param uid the socket's creator; pcblist_n only
 * @param lastPid the process that used it last, which need not hold it, nor be alive; pcblist_n only. The owner, if it is a flow
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

    /** Whether it is a user-space flow, which no descriptor refers to. */
    boolean isFlow() {
        return id.flow() != null;
    }

    /** Identifies the socket where its handle is shown in another form: by its creation number and port. */
    Optional<Match> match() {
        return id.generation() == 0 ? Optional.empty() : Optional.of(new Match(id.protocol(), id.generation(), port));
    }

    OptionalLong cookie() {
        return id.handle() == 0 ? OptionalLong.empty() : OptionalLong.of(id.handle());
    }

    /** Distinguishes it from others on the same address: a pid is negated, so that it equals no creation number. */
    OptionalLong instance() {
        SocketId.Flow flow = id.flow();
        long instance = flow == null ? id.generation() : -(long) flow.pid();
        return instance == 0 ? OptionalLong.empty() : OptionalLong.of(instance);
    }

    /** The same socket, with what only pcblist_n reports. */
    SocketRow withUser(OptionalLong user, OptionalInt pid) {
        return new SocketRow(id, family, address, scopeId, port, acceptsIpv4, acceptQueue, backlog, user, pid);
    }

    record Match(Protocol protocol, long generation, int port) {}
}
