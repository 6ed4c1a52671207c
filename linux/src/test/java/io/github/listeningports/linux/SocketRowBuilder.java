package io.github.listeningports.linux;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalLong;

/** A row of a socket table. Of what a test does not name it has nothing: user 0, no inode, no counters, and none of the details of sock_diag. */
final class SocketRowBuilder {

    private final Protocol protocol;
    private final AddressFamily family;
    private final InetAddress address;
    private final int port;
    private long uid;
    private long inode;
    private OptionalLong acceptQueue = OptionalLong.empty();
    private OptionalLong drops = OptionalLong.empty();
    private boolean detailed;
    private long cookie;
    private OptionalLong backlog = OptionalLong.empty();
    private Optional<Boolean> v6Only = Optional.empty();
    private int interfaceIndex;
    private Optional<Boolean> multipath = Optional.empty();
    private OptionalLong cgroup = OptionalLong.empty();

    private SocketRowBuilder(Protocol protocol, String address, int port) {
        this.protocol = protocol;
        this.family = address.contains(":") ? AddressFamily.IPV6 : AddressFamily.IPV4;
        this.address = address(address);
        this.port = port;
    }

    static SocketRowBuilder tcp(String address, int port) {
        return new SocketRowBuilder(Protocol.TCP, address, port);
    }

    static SocketRowBuilder udp(String address, int port) {
        return new SocketRowBuilder(Protocol.UDP, address, port);
    }

    /** Of a literal: no name is looked up. */
    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    SocketRowBuilder uid(long value) {
        uid = value;
        return this;
    }

    SocketRowBuilder inode(long value) {
        inode = value;
        return this;
    }

    SocketRowBuilder acceptQueue(long value) {
        acceptQueue = OptionalLong.of(value);
        return this;
    }

    SocketRowBuilder drops(long value) {
        drops = OptionalLong.of(value);
        return this;
    }

    SocketRowBuilder cookie(long value) {
        detailed = true;
        cookie = value;
        return this;
    }

    SocketRowBuilder backlog(long value) {
        detailed = true;
        backlog = OptionalLong.of(value);
        return this;
    }

    SocketRowBuilder v6Only(boolean value) {
        detailed = true;
        v6Only = Optional.of(value);
        return this;
    }

    SocketRowBuilder interfaceIndex(int value) {
        detailed = true;
        interfaceIndex = value;
        return this;
    }

    SocketRowBuilder multipath(boolean value) {
        detailed = true;
        multipath = Optional.of(value);
        return this;
    }

    SocketRowBuilder cgroup(long value) {
        detailed = true;
        cgroup = OptionalLong.of(value);
        return this;
    }

    SocketRow build() {
        return new SocketRow(
                protocol,
                family,
                address,
                port,
                uid,
                inode,
                acceptQueue,
                drops,
                detailed
                        ? Optional.of(new SocketRow.Extras(cookie, backlog, v6Only, interfaceIndex, multipath, cgroup))
                        : Optional.empty());
    }
}
