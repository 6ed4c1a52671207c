package io.github.listeningports.linux;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** The expressions of nf_tables that give a packet another destination. */
final class NftTranslation {

    private static final int NFT_NAT_SNAT = 0;
    private static final int NF_NAT_RANGE_NETMAP = 0x40;

    private final PacketKind kind;
    private final LocalNetwork network;
    private final NftRegisters registers;

    /** @param registers of the rule, as they are when it comes to the expression */
    NftTranslation(PacketKind kind, LocalNetwork network, NftRegisters registers) {
        this.kind = kind;
        this.network = network;
        this.registers = registers;
    }

    /** Nothing where it is for the other family: a table for both may have it (net/netfilter/nft_nat.c nft_nat_inet_eval). */
    Optional<Step> nat(NetlinkAttributes data) {
        int family = data.number(Nfta.NAT_FAMILY, kind.family());
        boolean other = family == PacketKind.NFPROTO_IPV4 || family == PacketKind.NFPROTO_IPV6;
        if (other && family != kind.family()) {
            return Optional.empty();
        }
        if (data.number(Nfta.NAT_TYPE, -1) == NFT_NAT_SNAT) {
            return Optional.of(new Step.ChangeSource());
        }
        Optional<byte[]> address = only(data, Nfta.NAT_REG_ADDR_MIN, Nfta.NAT_REG_ADDR_MAX, kind.addressBytes());
        Optional<byte[]> port = only(data, Nfta.NAT_REG_PROTO_MIN, Nfta.NAT_REG_PROTO_MAX, 2);
        boolean open = (data.has(Nfta.NAT_REG_ADDR_MIN) && address.isEmpty())
                || (data.has(Nfta.NAT_REG_PROTO_MIN) && port.isEmpty())
                || (data.number(Nfta.NAT_FLAGS, 0) & NF_NAT_RANGE_NETMAP) != 0;
        return Optional.of(
                open
                        ? Redirection.step(kind, network, Optional.empty(), OptionalInt.empty(), true)
                        : Redirection.step(
                                kind, network, address.map(one -> ValueSet.between(one, one)), number(port), false));
    }

    Step redirect(NetlinkAttributes data) {
        Optional<byte[]> port = only(data, Nfta.REDIR_REG_PROTO_MIN, Nfta.REDIR_REG_PROTO_MAX, 2);
        boolean open = data.has(Nfta.REDIR_REG_PROTO_MIN) && port.isEmpty();
        return Redirection.toInterface(kind, network, number(port), open);
    }

    Step divert(NetlinkAttributes data) {
        return new Step.Divert(number(only(data, Nfta.TPROXY_REG_PORT, Nfta.TPROXY_REG_PORT, 2)));
    }

    /** What a range begins and ends with, if it is one value that is known. */
    private Optional<byte[]> only(NetlinkAttributes data, int least, int most, int length) {
        if (!data.has(least)) {
            return Optional.empty();
        }
        PacketBytes from = registers.read(data.number(least, -1), length);
        PacketBytes to = registers.read(data.number(data.has(most) ? most : least, -1), length);
        boolean one = from.isConstant() && to.isConstant() && Arrays.equals(from.values(), to.values());
        return one ? Optional.of(from.values()) : Optional.empty();
    }

    private static OptionalInt number(Optional<byte[]> port) {
        return port.map(bytes -> OptionalInt.of((int) ValueSet.word(bytes, 1))).orElse(OptionalInt.empty());
    }
}
