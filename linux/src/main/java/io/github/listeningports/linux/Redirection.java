package io.github.listeningports.linux;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;

/** Destination NAT, and its human-readable description. */
final class Redirection {

    private Redirection() {}

    /**
     * The step that translates the destination. Multicast and broadcast targets are not examined, because later rules see different packets then.
     *
     * @param address the new address; empty if it is unchanged
     * @param port the new port; empty if it is unchanged
     * @param open whether the new destination is unknown
     */
    static Step step(
            PacketKind kind, LocalNetwork network, Optional<ValueSet> address, OptionalInt port, boolean open) {
        if (address.isPresent() && network.isMulticastOrBroadcast(address.get(), kind.ipv6())) {
            return new Step.Unmodelled("NAT to a multicast or broadcast address");
        }
        return new Step.Redirect(address, port, open, ValueSet.EMPTY, text(kind, address, port, open));
    }

    /**
     * The new address is the first of the inbound interface, taken here as any of this machine's; where it has none, packets are dropped
     * (net/netfilter/nf_nat_redirect.c).
     */
    static Step toInterface(PacketKind kind, LocalNetwork network, OptionalInt port, boolean open) {
        Optional<ValueSet> own = Optional.of(network.addresses(kind.ipv6()));
        return new Step.Redirect(own, port, open, network.withoutAddress(kind.ipv6()), text(kind, own, port, open));
    }

    private static String text(PacketKind kind, Optional<ValueSet> address, OptionalInt port, boolean open) {
        if (open) {
            return "redirected to a destination from a map or a range";
        }
        String host = address.filter(ValueSet::isOne)
                .map(only -> address(only.bound(0, false), kind.ipv6()))
                .orElse("this machine");
        return "redirected to " + host
                + (port.isPresent() ? (host.contains(":") ? " port " : ":") + port.getAsInt() : "");
    }

    /** The text of an address, with the leading zero bytes that BigInteger omits. */
    static String address(BigInteger value, boolean ipv6) {
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
