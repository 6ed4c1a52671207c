package io.github.listeningports;

import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a packet is sent to, before or after the translation of its destination.
 *
 * @param address absent if it is any address of this host, or not known
 * @param port absent if it is not known or not a single one
 */
public record FirewallDestination(Optional<InetAddress> address, OptionalInt port) {

    public FirewallDestination {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(port, "port");
    }

    /** {@code 10.0.0.2:80}, {@code [2001:db8::2]:80}, {@code port 80}, {@code 10.0.0.2}, or that it is not known. */
    @Override
    public String toString() {
        if (address.isEmpty()) {
            return port.isPresent() ? "port " + port.getAsInt() : "a destination that is not known";
        }
        return port.isPresent()
                ? AddressText.withPort(address.get(), OptionalInt.empty(), port.getAsInt())
                : AddressText.of(address.get(), OptionalInt.empty());
    }
}
