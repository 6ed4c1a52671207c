package io.github.listeningports;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;

/**
 * What the operating system tells of the socket itself. What it does not tell is absent; no value stands for "unknown". On Linux and Windows it takes no privilege.
 *
 * <p>On Linux what is marked sock_diag(7) is told for {@link SnapshotRequest#detailed()}, and otherwise where that is asked anyway; it is absent for other network
 * namespaces than this process's own, and where native code may not be loaded: a {@link Diagnostic} says so to who asked for details. Windows tells no more than
 * {@code family}, {@code acceptsIpv4}, {@code connections} and {@code createdAt}.
 *
 * @param family the address family that the socket was created with; a socket of {@link AddressFamily#IPV6} can be bound to an IPv4
 *     address (Java's own {@code ServerSocket} is one)
 * @param inode the socket's inode (Linux): the number in {@code socket:[N]} of {@code /proc/PID/fd}, and what {@code ss -e} calls {@code ino}
 * @param cookie the kernel's own identifier of the socket (Linux, sock_diag(7): what {@code ss -e} calls {@code sk}; macOS)
 * @param uid the user id that owns the socket (Linux, macOS); usually, but not always, that of the process
 * @param acceptQueue how many connections wait for {@code accept} now (TCP; Linux, macOS): {@code Recv-Q} of {@code ss -l}
 * @param backlog how many may wait at most: {@code listen}'s argument, as the system capped it (TCP; Linux by sock_diag(7), macOS): {@code Send-Q} of {@code ss -l}
 * @param drops how many datagrams the socket dropped since it was made, mostly for its buffer was full (UDP; Linux): {@code drops} of {@code /proc/net/udp}
 * @param connections established connections of this listener; only if asked for ({@link SnapshotRequest#withConnectionCounts()})
 * @param acceptsIpv4 whether IPv4 peers reach it: false for {@code IPV6_V6ONLY} or an IPv6 address, true for IPv4 and dual-stack; absent
 *     for {@code ::} where the system does not tell (Windows; Linux but by sock_diag(7))
 * @param boundInterface the name of the interface that the socket is bound to ({@code SO_BINDTODEVICE}; Linux, sock_diag(7)); absent also if it is bound to none
 * @param multipath whether it is an MPTCP listener (RFC 8684; TCP on Linux, sock_diag(7))
 * @param networkNamespace the network namespace that it is in (Linux)
 * @param createdAt when the socket was made or bound (Windows)
 */
public record SocketDetails(
        AddressFamily family,
        OptionalLong inode,
        OptionalLong cookie,
        OptionalLong uid,
        OptionalLong acceptQueue,
        OptionalLong backlog,
        OptionalLong drops,
        OptionalLong connections,
        Optional<Boolean> acceptsIpv4,
        Optional<String> boundInterface,
        Optional<Boolean> multipath,
        Optional<NetworkNamespace> networkNamespace,
        Optional<Instant> createdAt) {

    public SocketDetails {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(inode, "inode");
        Objects.requireNonNull(cookie, "cookie");
        Objects.requireNonNull(uid, "uid");
        Objects.requireNonNull(acceptQueue, "acceptQueue");
        Objects.requireNonNull(backlog, "backlog");
        Objects.requireNonNull(drops, "drops");
        Objects.requireNonNull(connections, "connections");
        Objects.requireNonNull(acceptsIpv4, "acceptsIpv4");
        Objects.requireNonNull(boundInterface, "boundInterface");
        Objects.requireNonNull(multipath, "multipath");
        Objects.requireNonNull(networkNamespace, "networkNamespace");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /** A builder with the family and nothing else. */
    public static Builder builder(AddressFamily family) {
        return new Builder(family);
    }

    /** Only what is there. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "SocketDetails[", "]");
        text.add("family=" + family);
        append(text, "inode", inode);
        append(text, "cookie", cookie);
        append(text, "uid", uid);
        append(text, "acceptQueue", acceptQueue);
        append(text, "backlog", backlog);
        append(text, "drops", drops);
        append(text, "connections", connections);
        append(text, "acceptsIpv4", acceptsIpv4);
        append(text, "boundInterface", boundInterface.map(HarmlessText::of));
        append(text, "multipath", multipath);
        append(text, "networkNamespace", networkNamespace);
        append(text, "createdAt", createdAt);
        return text.toString();
    }

    private static void append(StringJoiner text, String name, OptionalLong value) {
        value.ifPresent(present -> text.add(name + "=" + present));
    }

    private static void append(StringJoiner text, String name, Optional<?> value) {
        value.ifPresent(present -> text.add(name + "=" + present));
    }

    /** Builds a {@link SocketDetails}: each method sets the component of its name, and what is not set is absent. */
    public static final class Builder {
        private final AddressFamily family;
        private OptionalLong inode = OptionalLong.empty();
        private OptionalLong cookie = OptionalLong.empty();
        private OptionalLong uid = OptionalLong.empty();
        private OptionalLong acceptQueue = OptionalLong.empty();
        private OptionalLong backlog = OptionalLong.empty();
        private OptionalLong drops = OptionalLong.empty();
        private OptionalLong connections = OptionalLong.empty();
        private Optional<Boolean> acceptsIpv4 = Optional.empty();
        private Optional<String> boundInterface = Optional.empty();
        private Optional<Boolean> multipath = Optional.empty();
        private Optional<NetworkNamespace> networkNamespace = Optional.empty();
        private Optional<Instant> createdAt = Optional.empty();

        private Builder(AddressFamily family) {
            this.family = family;
        }

        /** The inode; 0 is none, and leaves it absent. */
        public Builder inode(long value) {
            inode = value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
            return this;
        }

        public Builder cookie(long value) {
            cookie = OptionalLong.of(value);
            return this;
        }

        public Builder uid(long value) {
            uid = OptionalLong.of(value);
            return this;
        }

        public Builder acceptQueue(long value) {
            acceptQueue = OptionalLong.of(value);
            return this;
        }

        public Builder backlog(long value) {
            backlog = OptionalLong.of(value);
            return this;
        }

        public Builder drops(long value) {
            drops = OptionalLong.of(value);
            return this;
        }

        public Builder connections(long value) {
            connections = OptionalLong.of(value);
            return this;
        }

        public Builder acceptsIpv4(boolean value) {
            acceptsIpv4 = Optional.of(value);
            return this;
        }

        public Builder boundInterface(String value) {
            boundInterface = Optional.of(value);
            return this;
        }

        public Builder multipath(boolean value) {
            multipath = Optional.of(value);
            return this;
        }

        public Builder networkNamespace(NetworkNamespace value) {
            networkNamespace = Optional.of(value);
            return this;
        }

        public Builder createdAt(Instant value) {
            createdAt = Optional.of(value);
            return this;
        }

        public SocketDetails build() {
            return new SocketDetails(
                    family,
                    inode,
                    cookie,
                    uid,
                    acceptQueue,
                    backlog,
                    drops,
                    connections,
                    acceptsIpv4,
                    boundInterface,
                    multipath,
                    networkNamespace,
                    createdAt);
        }
    }
}
