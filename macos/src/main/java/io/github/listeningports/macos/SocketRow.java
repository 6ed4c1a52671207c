package io.github.listeningports.macos;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One listening socket, as reported by libproc or pcblist_n; or one user-space flow, which pcblist_n lists among the sockets. What may be absent is a plain number here: objects
 * in place of four of them made a row of 155 bytes one of 251.
 *
 * @param scopeId the interface index of a link-local or multicast IPv6 address
 * @param acceptsIpv4 whether IPv4 peers reach it
 * @param queued {@link #acceptQueue}, or {@link #NONE}
 * @param limit {@link #backlog}, or {@link #NONE}
 * @param creator {@link #uid}, or {@link #NONE}
 * @param lastUser {@link #lastPid}, or {@link #NONE}
 */
record SocketRow(
        SocketId id,
        AddressFamily family,
        InetAddress address,
        OptionalInt scopeId,
        int port,
        boolean acceptsIpv4,
        int queued,
        int limit,
        long creator,
        int lastUser) {

    /** Not reported. */
    static final int NONE = -1;

    /** Established connections that wait for accept(2); TCP only. */
    OptionalLong acceptQueue() {
        return optional(queued);
    }

    /** TCP only. */
    OptionalLong backlog() {
        return optional(limit);
    }

    /** The socket's creator; pcblist_n only. */
    OptionalLong uid() {
        return optional(creator);
    }

    /** The process that used it last, which need not hold it, nor be alive; pcblist_n only. The owner, if it is a flow. */
    OptionalInt lastPid() {
        return lastUser == NONE ? OptionalInt.empty() : OptionalInt.of(lastUser);
    }

    private static OptionalLong optional(long number) {
        return number == NONE ? OptionalLong.empty() : OptionalLong.of(number);
    }

    Protocol protocol() {
        return id.protocol();
    }

    /** The families of the packets that it receives: a v4-mapped address is IPv4's, whatever the socket is. */
    Set<AddressFamily> families() {
        if (address instanceof Inet4Address) {
            return EnumSet.of(AddressFamily.IPV4);
        }
        return acceptsIpv4 ? EnumSet.allOf(AddressFamily.class) : EnumSet.of(AddressFamily.IPV6);
    }

    /** Whether it is a user-space flow, which no descriptor refers to. */
    boolean isFlow() {
        return id instanceof SocketId.Flow;
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
        long instance = id instanceof SocketId.Flow flow ? -(long) flow.pid() : id.generation();
        return instance == 0 ? OptionalLong.empty() : OptionalLong.of(instance);
    }

    /** The same socket, with what only pcblist_n reports. */
    SocketRow withUserOf(SocketRow other) {
        return new SocketRow(
                id, family, address, scopeId, port, acceptsIpv4, queued, limit, other.creator, other.lastUser);
    }

    record Match(Protocol protocol, long generation, int port) {}
}
