package io.github.listeningports.linux.firewall.packet;

import java.util.Optional;
import java.util.OptionalInt;

/** Destination NAT. */
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
        return new Step.Dnat(address, port, unknown, IntervalSet.EMPTY);
    }

    /**
     * The new address is the first of the inbound interface, taken here as any of this machine's; where it has none, packets are dropped
     * (net/netfilter/nf_nat_redirect.c).
     */
    public static Step toInterface(PacketKind kind, LocalNetwork network, OptionalInt port, boolean unknown) {
        Optional<IntervalSet> own = Optional.of(network.addresses(kind.ipv6()));
        return new Step.Dnat(own, port, unknown, network.withoutAddress(kind.ipv6()));
    }
}
