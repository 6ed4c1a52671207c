package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.nft.NftExpression.RegisterRange;
import io.github.listeningports.linux.firewall.packet.DestinationNat;
import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.firewall.packet.Step;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** The expressions of nf_tables that change a packet's source or destination. */
final class NftNat {

    private final PacketKind kind;
    private final LocalNetwork network;
    private final NftRegisters registers;

    /** @param registers the rule's registers before the expression */
    NftNat(PacketKind kind, LocalNetwork network, NftRegisters registers) {
        this.kind = kind;
        this.network = network;
        this.registers = registers;
    }

    /** Empty if the expression is for the other address family, which inet tables allow (net/netfilter/nft_nat.c nft_nat_inet_eval). */
    Optional<Step> nat(NftExpression.Nat nat) {
        int family = nat.family().orElse(kind.family());
        boolean known = family == PacketKind.NFPROTO_IPV4 || family == PacketKind.NFPROTO_IPV6;
        if (known && family != kind.family()) {
            return Optional.empty();
        }
        if (nat.source()) {
            return Optional.of(new Step.Snat());
        }
        Optional<byte[]> address = only(nat.address(), kind.addressBytes());
        Optional<byte[]> port = only(nat.port(), 2);
        boolean unknown = nat.address().isPresent() != address.isPresent()
                || nat.port().isPresent() != port.isPresent()
                || nat.netmap();
        return Optional.of(
                unknown
                        ? DestinationNat.step(kind, network, Optional.empty(), OptionalInt.empty(), true)
                        : DestinationNat.step(
                                kind, network, address.map(one -> IntervalSet.between(one, one)), number(port), false));
    }

    Step redirect(NftExpression.Redirect redirect) {
        Optional<byte[]> port = only(redirect.port(), 2);
        boolean unknown = redirect.port().isPresent() && port.isEmpty();
        return DestinationNat.toInterface(kind, network, number(port), unknown);
    }

    Step divert(NftExpression.TransparentProxy proxy) {
        return new Step.TransparentProxy(number(only(proxy.port(), 2)));
    }

    /** The value of a range of one known value. */
    private Optional<byte[]> only(Optional<RegisterRange> range, int length) {
        return range.flatMap(ends -> {
            PacketBytes first = registers.read(ends.first(), length);
            PacketBytes last = registers.read(ends.last(), length);
            boolean one = first.isConstant() && last.isConstant() && Arrays.equals(first.values(), last.values());
            return one ? Optional.of(first.values()) : Optional.empty();
        });
    }

    private static OptionalInt number(Optional<byte[]> port) {
        return port.map(bytes -> OptionalInt.of((int) IntervalSet.word(bytes, 1)))
                .orElse(OptionalInt.empty());
    }
}
