package io.github.listeningports;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;

/**
 * Details of a socket as reported by the operating system. Anything not reported is absent; no value stands for "unknown". Requires no privilege on Linux and Windows.
 *
 * <p>On Linux, components marked sock_diag(7) are present for {@link SnapshotRequest#detailed()}; {@code acceptsIpv4} of {@code ::} and {@code boundInterface} also where the
 * firewall was requested and could be read. They are absent for network namespaces other than this process's own, and where native code may not be loaded; a {@link Diagnostic} says so. Windows
 * reports only {@code family}, {@code acceptsIpv4}, {@code connections} and {@code createdAt}.
 *
 * @param family the address family the socket was created with; an {@link AddressFamily#IPV6} socket can be bound to an IPv4 address
 *     (Java's own {@code ServerSocket} can be)
 * @param inode the socket's inode (Linux): N in {@code socket:[N]} of {@code /proc/PID/fd}, {@code ino} in {@code ss -e}
 * @param cookie the kernel's identifier of the socket (Linux, sock_diag(7): {@code sk} in {@code ss -e}; macOS)
 * @param uid the user id of the socket's owner (Linux, macOS); usually, but not always, that of the process
 * @param acceptQueue the number of connections waiting for {@code accept} (TCP; Linux, macOS): {@code Recv-Q} in {@code ss -l}
 * @param backlog the limit of the accept queue: the argument of {@code listen}, as capped by the system (TCP; Linux by sock_diag(7), macOS): {@code Send-Q} in {@code ss -l}
 * @param drops the number of datagrams dropped since the socket was created, usually because its buffer was full (UDP; Linux): {@code drops} in {@code /proc/net/udp}
 * @param connections the number of established connections of this listener (TCP); on Linux, listeners on one address and port that are bound to different interfaces each have those of all; only if requested ({@link SnapshotRequest#withConnectionCounts()})
 * @param acceptsIpv4 whether IPv4 peers can connect: false for {@code IPV6_V6ONLY} or an IPv6 address, true for IPv4 and dual-stack; absent
 *     for {@code ::} where the system does not report it (Linux without sock_diag(7); Windows, if the socket may have been bound between the readings of its two tables)
 * @param boundInterface the name of the interface the socket is bound to ({@code SO_BINDTODEVICE}; Linux, sock_diag(7)); also absent if it is not bound to one
 * @param multipath whether it is an MPTCP listener (RFC 8684; TCP on Linux, sock_diag(7))
 * @param networkNamespace the socket's network namespace (Linux)
 * @param createdAt when the socket was created or bound (Windows)
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

    /** A builder that has only the family set. */
    public static Builder builder(AddressFamily family) {
        return new Builder(family);
    }

    @Override
    public boolean equals(Object other) {
        // Not generated: each look compares it, and the first generated one of a JVM takes 20 ms.
        return this == other
                || (other instanceof SocketDetails that
                        && family == that.family
                        && inode.equals(that.inode)
                        && cookie.equals(that.cookie)
                        && uid.equals(that.uid)
                        && acceptQueue.equals(that.acceptQueue)
                        && backlog.equals(that.backlog)
                        && drops.equals(that.drops)
                        && connections.equals(that.connections)
                        && acceptsIpv4.equals(that.acceptsIpv4)
                        && boundInterface.equals(that.boundInterface)
                        && multipath.equals(that.multipath)
                        && networkNamespace.equals(that.networkNamespace)
                        && createdAt.equals(that.createdAt));
    }

    @Override
    public int hashCode() {
        return Objects.hash(
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

    /** Lists present components only. */
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

    /** Builds a {@link SocketDetails}: each method sets the component of the same name; unset components are absent. */
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

        /** The inode; 0 leaves it absent. */
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
