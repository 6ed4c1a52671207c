package io.github.listeningports;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One socket that waits for strangers: a TCP socket that listens, or a UDP socket that is bound and not connected.
 *
 * <p>It stands for a socket, not for a port number: two sockets that share an address and a port ({@code SO_REUSEPORT}) are two of
 * these, and one socket that several processes hold is one of these with several owners.
 *
 * @param id what makes it the same listener in another snapshot
 * @param protocol TCP or UDP
 * @param address the bound address as a person means it: the {@link java.net.Inet4Address} of an IPv4-mapped socket, otherwise that of
 *     the socket's family; the socket's family stays in {@link SocketDetails#family()}. It never carries a host name, and asking it for
 *     one ({@code getHostName}) would look one up
 * @param scopeId the interface index of a link-local IPv6 address, where known and not 0. {@link Inet6Address#equals} ignores scopes, so
 *     it is a component of its own; the address carries it too, to be connected to
 * @param port 1 to 65535
 * @param owners every process in sight that holds the socket, the longest-running first (a parent before a child that started at the same time, one of
 *     unknown start time last); empty if unknown (a {@link Diagnostic} says why) or not asked for. Without the rights to see other users' processes, theirs are not among them. On macOS without root it
 *     may be the process that used the socket last, which a diagnostic tells
 * @param firewall whether this host's firewall lets another host's first packet through to it; {@link FirewallVerdict#UNKNOWN} where that was not asked for
 *     ({@link SnapshotRequest#standard()} asks)
 * @param socket what the system tells of the socket itself
 */
public record ListeningPort(
        ListenerId id,
        Protocol protocol,
        InetAddress address,
        OptionalInt scopeId,
        int port,
        List<ProcessInfo> owners,
        FirewallStatus firewall,
        SocketDetails socket) {

    public ListeningPort {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(scopeId, "scopeId");
        address = asMeant(address, scopeId);
        if (scopeId.isPresent() && (scopeId.getAsInt() == 0 || !(address instanceof Inet6Address))) {
            throw new IllegalArgumentException("a scope is the index of an interface, and belongs to an IPv6 address: "
                    + AddressText.of(address, scopeId));
        }
        SnapshotRequest.requirePort(port);
        owners = longestRunningFirst(owners);
        Objects.requireNonNull(firewall, "firewall");
        Objects.requireNonNull(socket, "socket");
    }

    /** A builder of a listener without owners, its firewall status not examined. */
    public static Builder builder(Protocol protocol, InetAddress address, int port) {
        return new Builder(protocol, address, port);
    }

    /** The first of the owners; empty if they are unknown or were not asked for. */
    public Optional<ProcessInfo> process() {
        return owners.stream().findFirst();
    }

    /** How far the bound address lets packets come from, firewalls aside. */
    public Reach reach() {
        return Reach.of(address);
    }

    /** The address in the form of RFC 5952, with the scope if there is one: {@code 0.0.0.0}, {@code ::1}, {@code fe80::1%2}. */
    public String addressText() {
        return AddressText.of(address, scopeId);
    }

    /** One line, safe to print: {@code tcp 127.0.0.1:5432 postgres (812)}. */
    @Override
    public String toString() {
        String owner = owners.isEmpty() ? "?" : owners.get(0).toString();
        String others = owners.size() > 1 ? " and " + (owners.size() - 1) + " more" : "";
        return protocol + " " + AddressText.withPort(address, scopeId, port) + " " + owner + others;
    }

    /** A parent goes before the children it started in the same clock tick. Pids do not show that: they wrap around. */
    private static List<ProcessInfo> longestRunningFirst(List<ProcessInfo> owners) {
        if (owners.size() < 2) {
            return List.copyOf(owners);
        }
        Set<Long> pids = owners.stream().map(ProcessInfo::pid).collect(Collectors.toSet());
        return owners.stream()
                .sorted(Comparator.comparing(
                                (ProcessInfo owner) -> owner.startedAt().orElse(Instant.MAX))
                        .thenComparing(owner -> pids.contains(owner.parentPid().orElse(-1)))
                        .thenComparing(ProcessInfo::pid))
                .toList();
    }

    /** IPv4-mapped becomes IPv4; an IPv6 address carries the scope; neither carries a host name. */
    private static InetAddress asMeant(InetAddress address, OptionalInt scopeId) {
        try {
            byte[] bytes = address.getAddress();
            InetAddress plain = InetAddress.getByAddress(bytes);
            return scopeId.isPresent() && plain instanceof Inet6Address
                    ? Inet6Address.getByAddress(null, bytes, scopeId.getAsInt())
                    : plain;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IPv4 or IPv6 address: " + address.getClass(), e);
        }
    }

    /** Builds a {@link ListeningPort}: each method sets the component of its name. The {@link ListenerId} follows from what is set. */
    public static final class Builder {
        private static final String NOT_EXAMINED =
                "not examined: it was not asked for (SnapshotRequest.standard() asks), or this provider does not tell";

        private final Protocol protocol;
        private final InetAddress address;
        private final int port;
        private OptionalInt scopeId = OptionalInt.empty();
        private OptionalLong instance = OptionalLong.empty();
        private List<ProcessInfo> owners = List.of();
        private Optional<FirewallStatus> firewall = Optional.empty();
        private String whyFirewallUnknown = NOT_EXAMINED;
        private Optional<SocketDetails> socket = Optional.empty();

        private Builder(Protocol protocol, InetAddress address, int port) {
            this.protocol = protocol;
            this.address = address;
            this.port = port;
        }

        /** The interface index of a link-local address; 0 is none, and leaves it absent. */
        public Builder scopeId(int value) {
            scopeId = value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
            return this;
        }

        /** What tells the socket from another on the same address, if neither its inode, its cookie nor its creation time does. */
        public Builder instance(long value) {
            instance = OptionalLong.of(value);
            return this;
        }

        /** The owners, in any order; {@link ListeningPort#owners()} sorts them. Without them, none is known. */
        public Builder owners(List<ProcessInfo> value) {
            owners = value;
            return this;
        }

        /** The firewall's answer; without it, a listener on a loopback address is NOT_EXPOSED, any other UNKNOWN. */
        public Builder firewall(FirewallStatus value) {
            firewall = Optional.of(value);
            return this;
        }

        /** The firewall's rules are not known: a listener on a loopback address is NOT_EXPOSED, any other UNKNOWN for the given reason. */
        public Builder firewallUnknown(String why) {
            firewall = Optional.empty();
            whyFirewallUnknown = Objects.requireNonNull(why, "why");
            return this;
        }

        /** The socket's details; without them, the family follows from the address. */
        public Builder socket(SocketDetails value) {
            socket = Optional.of(value);
            return this;
        }

        /**
         * The listener.
         *
         * @throws IllegalArgumentException if the port is not in 1 to 65535, or there is a scope and the address is IPv4
         */
        public ListeningPort build() {
            InetAddress meant = asMeant(address, scopeId);
            SocketDetails details = socket.orElseGet(() -> SocketDetails.builder(
                            address instanceof Inet6Address ? AddressFamily.IPV6 : AddressFamily.IPV4)
                    .build());
            ListenerId id = new ListenerId(
                    protocol,
                    details.networkNamespace()
                            .map(namespace -> OptionalLong.of(namespace.id()))
                            .orElseGet(OptionalLong::empty),
                    meant,
                    scopeId,
                    port,
                    instanceOf(details));
            return new ListeningPort(
                    id,
                    protocol,
                    meant,
                    scopeId,
                    port,
                    owners,
                    firewall.orElseGet(() -> meant.isLoopbackAddress()
                            ? FirewallStatus.LOOPBACK
                            : new FirewallStatus(FirewallVerdict.UNKNOWN, whyFirewallUnknown)),
                    details);
        }

        /** The inode before the cookie: both tiers of Linux know it, so a listener keeps its id from one to the other. */
        private OptionalLong instanceOf(SocketDetails details) {
            if (instance.isPresent()) {
                return instance;
            }
            if (details.inode().isPresent()) {
                return details.inode();
            }
            return details.cookie().isPresent()
                    ? details.cookie()
                    : details.createdAt()
                            .map(created -> OptionalLong.of(created.toEpochMilli()))
                            .orElseGet(OptionalLong::empty);
        }
    }
}
