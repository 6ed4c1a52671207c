package io.github.listeningports.linux.containers;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.Set;

/**
 * A port of the host that a daemon publishes for a container.
 *
 * @param address the host's, as a daemon writes it: {@code 0.0.0.0}, {@code ::}
 */
public record PublishedPort(Protocol protocol, String address, int port) {

    private static final Set<String> ANY = Set.of("0.0.0.0", "::");

    /** The one that a listener on this address would serve. */
    public static PublishedPort of(Protocol protocol, InetAddress address, int port) {
        return new PublishedPort(protocol, text(address), port);
    }

    /** Whether a program that listens on all addresses, of one family or both, may serve this as well. */
    boolean isServedWith(PublishedPort other) {
        return protocol == other.protocol && port == other.port && ANY.contains(address) && ANY.contains(other.address);
    }

    /** In the notation of RFC 5952, which Docker's is, too. */
    static String text(InetAddress address) {
        return ListeningPort.builder(Protocol.TCP, address, 1).build().addressText();
    }
}
