package io.github.listeningports.linux.firewall.packet;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;

/** Destination NAT, and its human-readable description. */
public final class DestinationNat {

    private DestinationNat() {}

    /**
     * The step that translates the destination. Multicast and broadcast targets are not examined, because later rules see different packets then.
     *
     * @param address the new address; empty if it is unchanged
     * @param port the new port; empty if it is unchanged
     * @param unknown whether the new destination is unknown
     */
    public static Step step(
            PacketKind kind, LocalNetwork network, Optional<IntervalSet> address, OptionalInt port, boolean unknown) {
        if (address.isPresent() && network.isMulticastOrBroadcast(address.get(), kind.ipv6())) {
            return new Step.Unsupported("NAT to a multicast or broadcast address");
        }
        return new Step.Dnat(address, port, unknown, IntervalSet.EMPTY, text(kind, address, port, unknown));
    }

    /**
     * The new address is the first of the inbound interface, taken here as any of this machine's; where it has none, packets are dropped
     * (net/netfilter/nf_nat_redirect.c).
     */
    public static Step toInterface(PacketKind kind, LocalNetwork network, OptionalInt port, boolean unknown) {
        Optional<IntervalSet> own = Optional.of(network.addresses(kind.ipv6()));
        return new Step.Dnat(own, port, unknown, network.withoutAddress(kind.ipv6()), text(kind, own, port, unknown));
    }

    private static String text(PacketKind kind, Optional<IntervalSet> address, OptionalInt port, boolean unknown) {
        if (unknown) {
            return "redirected to a destination from a map or a range";
        }
        String host = address.filter(IntervalSet::isOne)
                .map(only -> address(only.bound(0, false), kind.ipv6()))
                .orElse("this machine");
        return "redirected to " + host
                + (port.isPresent() ? (host.contains(":") ? " port " : ":") + port.getAsInt() : "");
    }

    /** The text of an address, with the leading zero bytes that BigInteger omits. */
    public static String address(BigInteger value, boolean ipv6) {
        byte[] bytes = new byte[ipv6 ? 16 : 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[bytes.length - 1 - i] = value.shiftRight(8 * i).byteValue();
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
