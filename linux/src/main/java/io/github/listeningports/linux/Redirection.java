package io.github.listeningports.linux;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;

/** Translation of destinations; and what it is called, with addresses as people write them. */
final class Redirection {

    private Redirection() {}

    /**
     * What goes to many hosts is not examined: it is other packets that rules see then.
     *
     * @param address where to; empty, where it stays what it was
     * @param port which port; empty, where it stays what it was
     * @param open whether it goes to something that is not known
     */
    static Step step(
            PacketKind kind, LocalNetwork network, Optional<ValueSet> address, OptionalInt port, boolean open) {
        if (address.isPresent() && network.isForMany(address.get(), kind.ipv6())) {
            return new Step.Unmodelled("NAT to a multicast or broadcast address");
        }
        return new Step.Redirect(address, port, open, ValueSet.EMPTY, text(kind, address, port, open));
    }

    /** The address becomes the first one of the interface, one of this machine; without one, packets are dropped (net/netfilter/nf_nat_redirect.c). */
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

    /** An address without the zeros in front that BigInteger leaves out. */
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
