package io.github.listeningports;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;

/**
 * What the operating system tells of the socket itself. What it does not tell is absent; no value stands for "unknown".
 *
 * @param family the address family that the socket was created with; a socket of {@link AddressFamily#IPV6} can be bound to an IPv4
 *     address (Java's own {@code ServerSocket} is one)
 * @param inode the socket's inode (Linux): the number in {@code socket:[N]}
 * @param cookie the kernel's own identifier of the socket (Linux, sock_diag(7))
 * @param uid the user id that owns the socket (Linux); usually, but not always, that of the process
 * @param acceptQueue connections that wait for {@code accept}, now (TCP)
 * @param backlog how many may wait at most: {@code listen}'s argument, as the system capped it (TCP)
 * @param drops packets that the socket dropped since it was made (UDP; a full buffer)
 * @param connections established connections of this listener; only if asked for ({@link SnapshotRequest#withConnectionCounts()})
 * @param acceptsIpv4 whether IPv4 peers reach it: false for {@code IPV6_V6ONLY} or an IPv6 address, true for IPv4 and dual-stack; absent
 *     for {@code ::} where the system does not tell (Linux /proc does not)
 * @param boundInterface the interface that the socket is bound to ({@code SO_BINDTODEVICE})
 * @param multipath whether it is an MPTCP listener (RFC 8684)
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

    /** Builds a {@link SocketDetails}; what is not set is absent. */
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
