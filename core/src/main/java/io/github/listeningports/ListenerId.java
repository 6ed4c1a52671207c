package io.github.listeningports;

import java.net.InetAddress;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Identifies a listener over time: equal ids in two snapshots of one machine mean the same socket.
 *
 * <p>Sockets that share an address and a port ({@code SO_REUSEPORT}) differ in {@code instance}.
 *
 * @param protocol TCP or UDP
 * @param networkNamespace {@link NetworkNamespace#id()}; absent on systems without network namespaces
 * @param address same as {@link ListeningPort#address()}
 * @param scopeId same as {@link ListeningPort#scopeId()}; absent on Linux where the inode is known, because the scope is not known on every way to the socket
 * @param port 1 to 65535
 * @param instance distinguishes the socket from a later one on the same address: the inode on Linux, the generation on macOS, the
 *     time of binding on Windows; absent where the system provides none. Opaque: compare it for equality only
 */
public record ListenerId(
        Protocol protocol,
        OptionalLong networkNamespace,
        InetAddress address,
        OptionalInt scopeId,
        int port,
        OptionalLong instance) {

    public ListenerId {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(networkNamespace, "networkNamespace");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(scopeId, "scopeId");
        Objects.requireNonNull(instance, "instance");
    }

    @Override
    public boolean equals(Object other) {
        // Not generated: each look compares it, and the first generated one of a JVM takes 20 ms.
        return this == other
                || (other instanceof ListenerId that
                        && protocol == that.protocol
                        && networkNamespace.equals(that.networkNamespace)
                        && address.equals(that.address)
                        && scopeId.equals(that.scopeId)
                        && port == that.port
                        && instance.equals(that.instance));
    }

    @Override
    public int hashCode() {
        // A key of maps: without the array of Objects.hash.
        int hash = 31 * protocol.hashCode() + networkNamespace.hashCode();
        hash = 31 * hash + address.hashCode();
        hash = 31 * hash + scopeId.hashCode();
        hash = 31 * hash + port;
        return 31 * hash + instance.hashCode();
    }

    /** {@code tcp 127.0.0.1:5432 #81923 @4026531840}: address, port, instance and network namespace; safe to print. */
    @Override
    public String toString() {
        return protocol
                + " "
                + AddressText.withPort(address, scopeId, port)
                + (instance.isPresent() ? " #" + instance.getAsLong() : "")
                + (networkNamespace.isPresent() ? " @" + networkNamespace.getAsLong() : "");
    }
}
