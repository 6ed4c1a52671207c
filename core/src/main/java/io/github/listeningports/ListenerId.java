package io.github.listeningports;

import java.net.InetAddress;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What makes it the same listener over time: two snapshots of one machine speak of the same socket when the ids are equal.
 *
 * <p>Sockets that share an address and a port ({@code SO_REUSEPORT}) differ in their instance.
 *
 * @param protocol TCP or UDP
 * @param networkNamespace {@link NetworkNamespace#id()}, where there are namespaces
 * @param address as {@link ListeningPort#address()}
 * @param scopeId as {@link ListeningPort#scopeId()}
 * @param port 1 to 65535
 * @param instance tells the socket from a later one on the same address: its inode on Linux, its generation on macOS, the
 *     time when it was bound on Windows; absent where the system has no such number. Only its being equal means something
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
    public String toString() {
        return protocol
                + " "
                + AddressText.withPort(address, scopeId, port)
                + (instance.isPresent() ? " #" + instance.getAsLong() : "")
                + (networkNamespace.isPresent() ? " @" + networkNamespace.getAsLong() : "");
    }
}
