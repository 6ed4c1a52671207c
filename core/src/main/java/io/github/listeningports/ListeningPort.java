package io.github.listeningports;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A socket open to any peer: a listening TCP socket, or a UDP socket that is bound and not connected.
 *
 * <p>It represents a socket, not a port number: two sockets that share an address and a port ({@code SO_REUSEPORT}) are two
 * {@code ListeningPort}s, and a socket shared by several processes is one with several owners. A dual-stack socket is one, on {@code ::}; Windows lists it twice, and
 * both rows are one here.
 *
 * <p>Two are equal if all components are, queues and owners too: compare {@link #id()} to find the same socket in another snapshot.
 *
 * @param id identifies the listener across snapshots
 * @param protocol TCP or UDP
 * @param address the bound address: an {@link java.net.Inet4Address} if the socket is bound to an IPv4-mapped address, otherwise of the
 *     socket's family, which {@link SocketDetails#family()} keeps. It carries no host name; {@code getHostName} would look one up
 * @param scopeId the interface index of a link-local IPv6 address; absent if unknown or 0. A separate component because
 *     {@link Inet6Address#equals} ignores scopes; the address carries it too, so that it can be connected to
 * @param port 1 to 65535
 * @param owners every visible process that holds the socket, longest-running first (a parent before a child that started at the same time; unknown start times
 *     last), but a service manager after the service whose socket it activated; empty if unknown (a {@link Diagnostic} says why) or not requested. Other users' processes are listed only with the rights to see them. On macOS
 *     without root it may merely be the last process that used the socket; a diagnostic says so
 * @param firewall whether this host's firewall lets another host's first packet through; if not requested (see
 *     {@link SnapshotRequest#standard()}), {@link FirewallVerdict#NOT_EXPOSED} on a loopback address or interface, otherwise
 *     {@link FirewallVerdict#UNKNOWN}
 * @param socket details of the socket
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
            throw new IllegalArgumentException(
                    "a scope is an interface index other than 0 and requires an IPv6 address: "
                            + AddressText.of(address, scopeId));
        }
        SnapshotRequest.requirePort(port);
        owners = longestRunningFirst(owners);
        Objects.requireNonNull(firewall, "firewall");
        Objects.requireNonNull(socket, "socket");
    }

    /** A builder of a listener without owners, whose firewall status was not examined. */
    public static Builder builder(Protocol protocol, InetAddress address, int port) {
        return new Builder(protocol, address, port);
    }

    /** The first owner; empty if the owners are unknown or were not requested. */
    public Optional<ProcessInfo> process() {
        return owners.stream().findFirst();
    }

    /**
     * Who can reach the bound address, firewalls aside. {@link SocketDetails#boundInterface()} counts where it is known: on Linux with {@link SnapshotRequest#detailed()} and wherever
     * the firewall can be read. Elsewhere a socket bound to one interface has the reach of its address.
     */
    public Reach reach() {
        return Reach.of(address, socket.boundInterface());
    }

    /**
     * The address in the notation of RFC 5952, with its scope or else the interface that the socket is bound to, if known: {@code 0.0.0.0}, {@code ::1},
     * {@code fe80::1%2}, {@code 0.0.0.0%eth0}. Safe to print.
     */
    public String addressText() {
        String text = AddressText.of(address, scopeId);
        return scopeId.isPresent()
                ? text
                : text
                        + socket.boundInterface()
                                .map(name -> "%" + HarmlessText.of(name))
                                .orElse("");
    }

    @Override
    public boolean equals(Object other) {
        // Not generated: each look compares it, and the first generated one of a JVM takes 20 ms.
        return this == other
                || (other instanceof ListeningPort that
                        && id.equals(that.id)
                        && protocol == that.protocol
                        && address.equals(that.address)
                        && scopeId.equals(that.scopeId)
                        && port == that.port
                        && owners.equals(that.owners)
                        && firewall.equals(that.firewall)
                        && socket.equals(that.socket));
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, protocol, address, scopeId, port, owners, firewall, socket);
    }

    /** One line, safe to print, however many owners: {@code tcp 127.0.0.1:5432 postgres (812)}, {@code tcp 0.0.0.0:80 nginx (977) and 1499 more}. */
    @Override
    public String toString() {
        String owner = owners.isEmpty() ? "?" : owners.get(0).toString();
        String others = owners.size() > 1 ? " and " + (owners.size() - 1) + " more" : "";
        return protocol + " " + AddressText.withPort(address, addressText(), port) + " " + owner + others;
    }

    /**
     * A parent goes before the children it started in the same clock tick. Pids do not show that: they wrap around. A service manager goes after the service for
     * which it opened the socket (systemd.socket(5)), though it is the parent and older.
     */
    private static List<ProcessInfo> longestRunningFirst(List<ProcessInfo> owners) {
        if (owners.size() < 2) {
            return List.copyOf(owners);
        }
        Map<Long, ProcessInfo> byPid =
                owners.stream().collect(Collectors.toMap(ProcessInfo::pid, owner -> owner, (first, second) -> first));
        Set<Long> managers = owners.stream()
                .flatMap(owner -> activator(owner, byPid).stream())
                .map(ProcessInfo::pid)
                .collect(Collectors.toSet());
        return owners.stream()
                .sorted(Comparator.comparing((ProcessInfo owner) -> managers.contains(owner.pid()) || isLaunchd(owner))
                        .thenComparing(owner -> owner.startedAt().orElse(Instant.MAX))
                        .thenComparing(
                                owner -> byPid.containsKey(owner.parentPid().orElse(-1)))
                        .thenComparing(ProcessInfo::pid))
                .toList();
    }

    /** Its parent among the owners, if it runs as a service that the parent is not part of. */
    private static Optional<ProcessInfo> activator(ProcessInfo owner, Map<Long, ProcessInfo> byPid) {
        return owner.services().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(byPid.get(owner.parentPid().orElse(-1)))
                        .filter(parent -> !parent.services().equals(owner.services()));
    }

    /** macOS hides the label of Apple's own services, but not who activates them. */
    private static boolean isLaunchd(ProcessInfo owner) {
        return owner.pid() == 1 && owner.executable().equals(Optional.of("/sbin/launchd"));
    }

    /** Turns IPv4-mapped addresses into IPv4, adds the scope to IPv6 addresses, drops host names. */
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

    /** Builds a {@link ListeningPort}: each method sets the component of the same name. The {@link ListenerId} is derived. */
    public static final class Builder {
        private static final String NOT_EXAMINED =
                "not examined: not requested (SnapshotRequest.standard() does), or not supported by this provider";

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

        /** The interface index of a link-local address; 0 leaves it absent. */
        public Builder scopeId(int value) {
            scopeId = value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
            return this;
        }

        /** Distinguishes the socket from others on the same address, if its inode, cookie or creation time does not. */
        public Builder instance(long value) {
            instance = OptionalLong.of(value);
            return this;
        }

        /** The owners, in any order; {@link ListeningPort#owners()} is sorted. Empty by default. */
        public Builder owners(List<ProcessInfo> value) {
            owners = value;
            return this;
        }

        /** The firewall's verdict. By default a listener whose reach is {@link Reach#LOOPBACK} is NOT_EXPOSED, any other UNKNOWN. */
        public Builder firewall(FirewallStatus value) {
            firewall = Optional.of(value);
            return this;
        }

        /** States that the verdict is not known: a listener whose reach is {@link Reach#LOOPBACK} is NOT_EXPOSED, any other UNKNOWN for the given reason. */
        public Builder firewallUnknown(String why) {
            firewall = Optional.empty();
            whyFirewallUnknown = Objects.requireNonNull(why, "why");
            return this;
        }

        /** The socket's details. By default only the family is known, from the address. */
        public Builder socket(SocketDetails value) {
            socket = Optional.of(value);
            return this;
        }

        /**
         * Builds the listener.
         *
         * @throws IllegalArgumentException if the port is not in 1 to 65535, or an IPv4 address has a scope
         */
        public ListeningPort build() {
            InetAddress meant = asMeant(address, scopeId);
            SocketDetails details = socket.isPresent()
                    ? socket.get()
                    : SocketDetails.builder(address instanceof Inet6Address ? AddressFamily.IPV6 : AddressFamily.IPV4)
                            .build();
            OptionalLong namespace = details.networkNamespace().isPresent()
                    ? OptionalLong.of(details.networkNamespace().get().id())
                    : OptionalLong.empty();
            // Of Linux' two tiers, one does not always know the scope; the inode is enough.
            boolean byInode = instance.isEmpty() && details.inode().isPresent();
            OptionalInt scope = byInode ? OptionalInt.empty() : scopeId;
            ListenerId id = new ListenerId(protocol, namespace, meant, scope, port, instanceOf(details));
            FirewallStatus status = firewall.isPresent() ? firewall.get() : unexamined(meant, details);
            return new ListeningPort(id, protocol, meant, scopeId, port, owners, status, details);
        }

        private FirewallStatus unexamined(InetAddress meant, SocketDetails details) {
            return Reach.of(meant, details.boundInterface()) == Reach.LOOPBACK
                    ? FirewallStatus.LOOPBACK
                    : new FirewallStatus(FirewallVerdict.UNKNOWN, whyFirewallUnknown);
        }

        /** Inode before cookie: on Linux both tiers know the inode, so a listener keeps its id across tiers. */
        private OptionalLong instanceOf(SocketDetails details) {
            if (instance.isPresent()) {
                return instance;
            }
            if (details.inode().isPresent()) {
                return details.inode();
            }
            if (details.cookie().isPresent()) {
                return details.cookie();
            }
            return details.createdAt().isPresent()
                    ? OptionalLong.of(details.createdAt().get().toEpochMilli())
                    : OptionalLong.empty();
        }
    }
}
