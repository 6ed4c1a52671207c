package io.github.listeningports;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A call of bind(2), and for TCP of listen(2), that {@link ListeningPorts#explainBind} examines: by default that of a server that is configured with a port only.
 *
 * <pre>{@code
 * BindRequest.tcp(8080)                                   // as new ServerSocket(8080)
 * BindRequest.udp(53).withAddress(InetAddress.getLoopbackAddress())
 * }</pre>
 *
 * <p>The options are those of the system call. {@link #reuseAddress()} is SO_REUSEADDR, set by default for TCP, as by {@link java.net.ServerSocket} (not on Windows, where the option has
 * another meaning) and most servers, and not set for UDP.
 *
 * <p>Immutable: each {@code with} method returns another request. Requests for the same are equal.
 */
public final class BindRequest {

    private static final int MAX_PORT = 65535;

    private final Protocol protocol;
    private final Optional<InetAddress> address;
    private final int port;
    private final boolean reuseAddress;
    private final boolean reusePort;
    private final boolean v6Only;

    private BindRequest(
            Protocol protocol,
            Optional<InetAddress> address,
            int port,
            boolean reuseAddress,
            boolean reusePort,
            boolean v6Only) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "a port is a number from 0 (the system chooses one) to " + MAX_PORT + ", not " + port);
        }
        if (v6Only && address.filter(Inet4Address.class::isInstance).isPresent()) {
            throw new IllegalArgumentException("IPV6_V6ONLY is an option of IPv6 sockets, and "
                    + AddressText.of(address.get(), OptionalInt.empty()) + " is an IPv4 address");
        }
        this.protocol = protocol;
        this.address = address;
        this.port = port;
        this.reuseAddress = reuseAddress;
        this.reusePort = reusePort;
        this.v6Only = v6Only;
    }

    /**
     * A TCP socket that is to listen on any address, with SO_REUSEADDR.
     *
     * @param port 1 to 65535, or 0 for one that the system chooses
     * @throws IllegalArgumentException if it is none of these
     */
    public static BindRequest tcp(int port) {
        return new BindRequest(Protocol.TCP, Optional.empty(), port, true, false, false);
    }

    /**
     * A UDP socket on any address, without SO_REUSEADDR.
     *
     * @param port 1 to 65535, or 0 for one that the system chooses
     * @throws IllegalArgumentException if it is none of these
     */
    public static BindRequest udp(int port) {
        return new BindRequest(Protocol.UDP, Optional.empty(), port, false, false, false);
    }

    /**
     * Binds to this address, by a socket of its family. A link-local IPv6 address needs its scope ({@link Inet6Address#getScopeId()}). On an IPv4-mapped address, an IPv4 socket is meant.
     *
     * <p>{@link java.net.ServerSocket} takes 0.0.0.0 for any address: for that, leave it out here. With 0.0.0.0 an IPv4 socket is meant, which leaves IPv6 free.
     *
     * @throws IllegalArgumentException if it is an IPv4 address and IPV6_V6ONLY is set
     */
    public BindRequest withAddress(InetAddress value) {
        return new BindRequest(protocol, Optional.of(withoutName(value)), port, reuseAddress, reusePort, v6Only);
    }

    /** Sets or clears SO_REUSEADDR. */
    public BindRequest withReuseAddress(boolean value) {
        return new BindRequest(protocol, address, port, value, reusePort, v6Only);
    }

    /** Sets SO_REUSEPORT. */
    public BindRequest withReusePort() {
        return new BindRequest(protocol, address, port, reuseAddress, true, v6Only);
    }

    /**
     * Sets IPV6_V6ONLY: any IPv6 address, and no IPv4.
     *
     * @throws IllegalArgumentException if the address is an IPv4 address
     */
    public BindRequest withV6Only() {
        return new BindRequest(protocol, address, port, reuseAddress, reusePort, true);
    }

    /** TCP, for a socket that listens, or UDP. */
    public Protocol protocol() {
        return protocol;
    }

    /** The address; empty for any: {@code ::}, for IPv4 too unless {@link #v6Only()}, or 0.0.0.0 on a machine without IPv6. It carries no host name. */
    public Optional<InetAddress> address() {
        return address;
    }

    /** 1 to 65535, or 0 for one that the system chooses. */
    public int port() {
        return port;
    }

    /** Whether SO_REUSEADDR is set. */
    public boolean reuseAddress() {
        return reuseAddress;
    }

    /** Whether SO_REUSEPORT is set. */
    public boolean reusePort() {
        return reusePort;
    }

    /** Whether IPV6_V6ONLY is set. */
    public boolean v6Only() {
        return v6Only;
    }

    /** The address in the notation of RFC 5952, with its scope: {@code 127.0.0.1}, {@code ::1}, {@code fe80::1%2}; {@code *} for any. */
    public String addressText() {
        return address.map(known -> AddressText.of(known, scope(known))).orElse("*");
    }

    /** {@code tcp *:8080}, {@code udp [::1]:53}; safe to print. */
    String target() {
        return protocol + " "
                + address.map(known -> AddressText.withPort(known, scope(known), port))
                        .orElse("*:" + port);
    }

    private static OptionalInt scope(InetAddress address) {
        int scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
        return scope == 0 ? OptionalInt.empty() : OptionalInt.of(scope);
    }

    private static InetAddress withoutName(InetAddress address) {
        try {
            byte[] bytes = address.getAddress();
            InetAddress plain = InetAddress.getByAddress(bytes);
            OptionalInt scope = scope(address);
            return plain instanceof Inet6Address && scope.isPresent()
                    ? Inet6Address.getByAddress(null, bytes, scope.getAsInt())
                    : plain;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IPv4 or IPv6 address: " + address.getClass(), e);
        }
    }

    private List<Object> parts() {
        OptionalInt scope = address.map(BindRequest::scope).orElseGet(OptionalInt::empty);
        return List.of(protocol, address, scope, port, reuseAddress, reusePort, v6Only);
    }

    @Override
    @SuppressWarnings("NullAway") // no API of this module mentions @Nullable, whose module users need not have
    public boolean equals(Object other) {
        return other instanceof BindRequest request && parts().equals(request.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** {@code BindRequest[tcp *:8080, SO_REUSEADDR]}; safe to print. */
    @Override
    public String toString() {
        return "BindRequest[" + target()
                + (reuseAddress ? ", SO_REUSEADDR" : "")
                + (reusePort ? ", SO_REUSEPORT" : "")
                + (v6Only ? ", IPV6_V6ONLY" : "")
                + "]";
    }
}
