package io.github.listeningports.linux;

import java.nio.ByteOrder;
import java.util.Optional;

/** What nf_tables' expressions read of a packet (net/netfilter/nft_payload.c, nft_meta.c, nft_ct.c, nft_fib.c). */
final class PacketLoads {

    private static final int NFPROTO_NETDEV = 5;
    private static final int NAME_BYTES = 16;
    private static final int FIB_SOURCE = 1; // NFTA_FIB_F_SADDR
    private static final int FIB_DESTINATION = 2;
    private static final int FIB_INTERFACE = 8;
    private static final int FIB_PRESENT = 32;

    private final PacketKind kind;
    private final int family;
    private final ByteOrder order;

    /** @param family that of the table, NFPROTO_... of linux/netfilter.h */
    PacketLoads(PacketKind kind, int family, ByteOrder order) {
        this.kind = kind;
        this.family = family;
        this.order = order;
    }

    PacketBytes payload(int base, int offset, int length) {
        return switch (base) {
            case NftKey.PAYLOAD_NETWORK_HEADER -> kind.network(offset, length);
            case NftKey.PAYLOAD_TRANSPORT_HEADER -> kind.transport(offset, length);
            default -> PacketBytes.unknown(length);
        };
    }

    /** Whether every packet has that part; a rule that looks behind a packet's end is over. */
    boolean isThere(int base, int offset, int length) {
        int end = offset + length;
        return switch (base) {
            case NftKey.PAYLOAD_NETWORK_HEADER -> end <= (kind.ipv6() ? 40 : 20);
            case NftKey.PAYLOAD_TRANSPORT_HEADER -> end <= (kind.tcp() ? 20 : 8);
            default -> false;
        };
    }

    /**
     * Whether what is written there leaves a packet what it is. The kernel writes two bytes for checksums' sake where one changes, so a byte that stays what it was is none
     * that was written; the others may be those of DSCP, flow label, identification, hop limit and the checksum of IPv4.
     */
    boolean keeps(int base, int offset, PacketBytes written) {
        for (int i = 0; i < written.length(); i++) {
            int at = offset + i;
            boolean free = base == NftKey.PAYLOAD_NETWORK_HEADER
                    ? isFree(at)
                    : base != NftKey.PAYLOAD_TRANSPORT_HEADER || !isThere(base, at, 1);
            if (!free && !written.slice(i, i + 1).isCertainly(payload(base, at, 1), keptBits(base, at))) {
                return false;
            }
        }
        return true;
    }

    private boolean isFree(int at) {
        return kind.ipv6()
                ? (at > 0 && at < 4) || at == 7
                : at == 1 || at == 4 || at == 5 || at == 8 || at == 10 || at == 11;
    }

    /** The lower half of IPv6's first byte belongs to DSCP. */
    private int keptBits(int base, int at) {
        return base == NftKey.PAYLOAD_NETWORK_HEADER && at == 0 && kind.ipv6() ? 0xf0 : 0xff;
    }

    PacketBytes meta(int key) {
        return switch (key) {
            case NftKey.META_PROTOCOL -> kind.etherType();
            case NftKey.META_MARK -> PacketBytes.of(PacketField.MARK, 0, 4);
            case NftKey.META_IIF -> PacketBytes.of(PacketField.INTERFACE_INDEX, 0, 4);
            case NftKey.META_IIFNAME -> PacketBytes.of(PacketField.INTERFACE_NAME, 0, NAME_BYTES);
            case NftKey.META_IIFTYPE -> PacketBytes.of(PacketField.INTERFACE_TYPE, 0, 2);
            case NftKey.META_IIFGROUP -> PacketBytes.of(PacketField.INTERFACE_GROUP, 0, 4);
            // It goes out of none.
            case NftKey.META_OIF, NftKey.META_OIFGROUP -> PacketBytes.constant(new byte[4]);
            case NftKey.META_OIFNAME, NftKey.META_OIFKIND, NftKey.META_BRI_OIFNAME ->
                PacketBytes.constant(new byte[NAME_BYTES]);
            case NftKey.META_NFPROTO ->
                PacketBytes.constant((byte) (family == NFPROTO_NETDEV ? NFPROTO_NETDEV : kind.family()));
            case NftKey.META_L4PROTO -> PacketBytes.constant((byte) kind.protocol());
            case NftKey.META_PKTTYPE ->
                kind.destination().packetType() < 0
                        ? PacketBytes.unknown(1)
                        : PacketBytes.constant((byte) kind.destination().packetType());
            // IPsec is what some hosts may come by, others not.
            case NftKey.META_SECPATH, NftKey.META_TIME_DAY -> PacketBytes.unknown(1);
            case NftKey.META_OIFTYPE, NftKey.META_BRI_IIFPVID, NftKey.META_BRI_IIFVPROTO -> PacketBytes.unknown(2);
            case NftKey.META_TIME_NS -> PacketBytes.unknown(8);
            case NftKey.META_IIFKIND, NftKey.META_SDIFNAME, NftKey.META_BRI_IIFNAME -> PacketBytes.unknown(NAME_BYTES);
            default -> PacketBytes.unknown(4);
        };
    }

    /** Keys of sockets, bridges and kinds of interfaces are not there for every packet, and then the rule is over. */
    Optional<Condition> breaksOff(int key) {
        boolean absent = switch (key) {
            case NftKey.META_OIFTYPE,
                    NftKey.META_SKUID,
                    NftKey.META_SKGID,
                    NftKey.META_RTCLASSID,
                    NftKey.META_BRI_IIFNAME,
                    NftKey.META_BRI_OIFNAME,
                    NftKey.META_OIFGROUP,
                    NftKey.META_CGROUP,
                    NftKey.META_IIFKIND,
                    NftKey.META_OIFKIND,
                    NftKey.META_BRI_IIFPVID,
                    NftKey.META_BRI_IIFVPROTO -> true;
            default -> key > NftKey.META_SDIFNAME;
        };
        return absent ? Optional.of(Condition.open("meta")) : Optional.empty();
    }

    PacketBytes connection(int key, boolean reply) {
        return switch (key) {
            case NftKey.CT_STATE -> PacketBytes.of(PacketField.CONNECTION_STATE, 0, 4);
            case NftKey.CT_STATUS -> PacketBytes.of(PacketField.CONNECTION_STATUS, 0, 4);
            case NftKey.CT_MARK -> PacketBytes.of(PacketField.CONNECTION_MARK, 0, 4);
            case NftKey.CT_DIRECTION -> PacketBytes.constant((byte) 0); // the original one
            case NftKey.CT_L3PROTOCOL -> PacketBytes.constant((byte) kind.family());
            case NftKey.CT_PROTOCOL -> PacketBytes.constant((byte) kind.protocol());
            case NftKey.CT_SRC -> reply ? PacketBytes.unknown(kind.addressBytes()) : kind.source();
            case NftKey.CT_SRC_IP -> reply || kind.ipv6() ? PacketBytes.unknown(4) : kind.source();
            case NftKey.CT_SRC_IP6 -> reply || !kind.ipv6() ? PacketBytes.unknown(16) : kind.source();
            case NftKey.CT_PROTO_SRC -> reply ? PacketBytes.unknown(2) : PacketBytes.of(PacketField.SOURCE_PORT, 0, 2);
            case NftKey.CT_DST -> PacketBytes.unknown(kind.addressBytes());
            case NftKey.CT_PROTO_DST, NftKey.CT_ZONE -> PacketBytes.unknown(2);
            case NftKey.CT_PKTS, NftKey.CT_BYTES, NftKey.CT_AVGPKT -> PacketBytes.unknown(8);
            case NftKey.CT_HELPER, NftKey.CT_LABELS, NftKey.CT_DST_IP6 -> PacketBytes.unknown(16);
            default -> PacketBytes.unknown(4);
        };
    }

    /** Whether a tracked connection may be without it, and then the rule is over. */
    boolean connectionMayBeAbsent(int key) {
        return switch (key) {
            case NftKey.CT_STATE,
                    NftKey.CT_DIRECTION,
                    NftKey.CT_STATUS,
                    NftKey.CT_MARK,
                    NftKey.CT_L3PROTOCOL,
                    NftKey.CT_PROTOCOL,
                    NftKey.CT_SRC,
                    NftKey.CT_DST,
                    NftKey.CT_PROTO_SRC,
                    NftKey.CT_PROTO_DST -> false;
            case NftKey.CT_SRC_IP -> kind.ipv6();
            case NftKey.CT_SRC_IP6 -> !kind.ipv6();
            default -> true;
        };
    }

    /** The source passes the reverse-path test: its route leads to where it comes from, and it is nobody's own address. */
    PacketBytes route(int result, int flags) {
        boolean source = (flags & FIB_SOURCE) != 0;
        boolean destination = (flags & FIB_DESTINATION) != 0;
        boolean byInterface = (flags & FIB_INTERFACE) != 0;
        boolean present = (flags & FIB_PRESENT) != 0;
        return switch (result) {
            case NftKey.FIB_RESULT_OIF ->
                !source
                        ? unknownOrPresent(present, 4)
                        : present
                                ? PacketBytes.constant((byte) 1, (byte) 0, (byte) 0, (byte) 0)
                                : byInterface
                                        ? PacketBytes.of(PacketField.INTERFACE_INDEX, 0, 4)
                                        : PacketBytes.of(PacketField.NOT_ZERO, 0, 4);
            case NftKey.FIB_RESULT_OIFNAME ->
                !source
                        ? unknownOrPresent(present, NAME_BYTES)
                        : present
                                ? PacketBytes.constant((byte) 1, (byte) 0, (byte) 0, (byte) 0)
                                : byInterface
                                        ? PacketBytes.of(PacketField.INTERFACE_NAME, 0, NAME_BYTES)
                                        : PacketBytes.of(PacketField.NOT_ZERO, 0, NAME_BYTES);
            case NftKey.FIB_RESULT_ADDRTYPE ->
                source
                        ? PacketKind.number(PacketKind.UNICAST, order)
                        : destination && !byInterface && kind.destination() != PacketKind.Destination.ANY
                                ? PacketKind.number(kind.destination().routeType(), order)
                                : PacketBytes.unknown(4);
            default -> PacketBytes.unknown(NAME_BYTES);
        };
    }

    private static PacketBytes unknownOrPresent(boolean present, int length) {
        return PacketBytes.unknown(present ? 4 : length);
    }
}
