package io.github.listeningports.macos;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.OptionalLong;

/**
 * One listening socket, as libproc or pcblist_n tells of it. Plain numbers, for there can be many.
 *
 * @param scopeId 0 is none
 * @param acceptsIpv4 whether IPv4 peers reach it
 * @param queueLength {@link #acceptQueue} or {@link #NONE}
 * @param queueLimit {@link #backlog} or {@link #NONE}
 * @param user {@link #uid} or {@link #NONE}
 * @param lastPid the last process that used it, which need not hold it, nor live; 0 is none; only pcblist_n tells
 */
record SocketRow(
        SocketId id,
        AddressFamily family,
        InetAddress address,
        int scopeId,
        int port,
        boolean acceptsIpv4,
        int queueLength,
        int queueLimit,
        long user,
        int lastPid) {

    /** Not told. */
    static final int NONE = -1;

    /** Of TCP only. */
    OptionalLong acceptQueue() {
        return told(queueLength);
    }

    /** Of TCP only. */
    OptionalLong backlog() {
        return told(queueLimit);
    }

    /** Who made it; only pcblist_n tells. */
    OptionalLong uid() {
        return told(user);
    }

    private static OptionalLong told(long number) {
        return number == NONE ? OptionalLong.empty() : OptionalLong.of(number);
    }

    Protocol protocol() {
        return id.protocol();
    }

    /** What tells it from others where its handle is shown in another form: its number, and its port. */
    Match match() {
        return new Match(id.protocol(), id.generation(), id.generation() == 0 ? id.handle() : 0, port);
    }

    /** With what only pcblist_n tells. */
    SocketRow withUser(long user, int pid) {
        return new SocketRow(id, family, address, scopeId, port, acceptsIpv4, queueLength, queueLimit, user, pid);
    }

    /** @param handle only where there is no generation */
    record Match(Protocol protocol, long generation, long handle, int port) {}
}
