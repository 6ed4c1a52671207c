package io.github.listeningports.linux;

import java.nio.ByteOrder;
import java.util.Optional;

/** What nf_tables' expressions read of a packet (net/netfilter/nft_payload.c, nft_meta.c, nft_ct.c, nft_fib.c). */
final class PacketLoads {

    static final int META_MARK = 3;
    static final int META_PKTTYPE = 19;
    static final int CT_STATE = 0;
    static final int CT_MARK = 3;

    private static final int NFPROTO_NETDEV = 5;
    private static final int NETWORK_HEADER = 1;
    private static final int TRANSPORT_HEADER = 2;
    private static final int NAME_BYTES = 16;

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
            case NETWORK_HEADER -> kind.network(offset, length);
            case TRANSPORT_HEADER -> kind.transport(offset, length);
            default -> PacketBytes.unknown(length);
        };
    }

    /** Whether writing there changes where the packet comes from or goes to. */
    static boolean movesPacket(PacketKind kind, int base, int offset, int length) {
        int end = offset + length;
        return switch (base) {
            case NETWORK_HEADER ->
                kind.ipv6() ? end > 8 || (offset <= 6 && end > 6) : end > 12 || (offset <= 9 && end > 9);
            case TRANSPORT_HEADER -> offset < 4 || (kind.tcp() && offset < 14 && end > 12);
            default -> false;
        };
    }

    PacketBytes meta(int key) {
        return switch (key) {
            case 1 -> kind.etherType();
            case META_MARK -> PacketBytes.of(PacketField.MARK, 0, 4);
            case 4 -> PacketBytes.of(PacketField.INTERFACE_INDEX, 0, 4);
            case 6 -> PacketBytes.of(PacketField.INTERFACE_NAME, 0, NAME_BYTES);
            case 7, 27, 18 -> PacketBytes.constant(new byte[NAME_BYTES]); // it goes out of none
            case 5, 22 -> PacketBytes.constant(new byte[4]);
            case 8 -> PacketBytes.of(PacketField.INTERFACE_TYPE, 0, 2);
            case 15 -> PacketBytes.constant((byte) (family == NFPROTO_NETDEV ? NFPROTO_NETDEV : kind.family()));
            case 16 -> PacketBytes.constant((byte) kind.protocol());
            case META_PKTTYPE ->
                kind.destination() == PacketKind.Destination.ANY
                        ? PacketBytes.unknown(1)
                        : PacketBytes.constant((byte) kind.destination().packetType());
            case 21 -> PacketBytes.of(PacketField.INTERFACE_GROUP, 0, 4);
            case 25 -> PacketBytes.constant((byte) 0); // no IPsec
            case 9, 28, 29, 20 -> PacketBytes.unknown(key == 20 ? 4 : 2);
            case 31, 35 -> PacketBytes.unknown(1);
            case 30 -> PacketBytes.unknown(8);
            case 26, 34, 17 -> PacketBytes.unknown(NAME_BYTES);
            default -> PacketBytes.unknown(4);
        };
    }

    /** Keys of sockets, bridges and kinds of interfaces are not there for every packet, and then the rule is over. */
    Optional<Condition> breaksOff(int key) {
        return switch (key) {
            case 9, 10, 11, 13, 17, 18, 22, 23, 26, 27, 28, 29 -> Optional.of(Condition.open("meta"));
            default -> key > 35 ? Optional.of(Condition.open("meta")) : Optional.empty();
        };
    }

    PacketBytes connection(int key, boolean reply) {
        return switch (key) {
            case CT_STATE -> PacketBytes.of(PacketField.CONNECTION_STATE, 0, 4);
            case 1 -> PacketBytes.constant((byte) 0); // the original direction
            case 2 -> PacketBytes.of(PacketField.CONNECTION_STATUS, 0, 4);
            case CT_MARK -> PacketBytes.of(PacketField.CONNECTION_MARK, 0, 4);
            case 7 -> PacketBytes.constant((byte) kind.family());
            case 10 -> PacketBytes.constant((byte) kind.protocol());
            case 8, 19, 21 ->
                reply ? PacketBytes.unknown(key == 8 ? kind.addressBytes() : key == 19 ? 4 : 16) : source(key);
            case 11 -> reply ? PacketBytes.unknown(2) : PacketBytes.of(PacketField.SOURCE_PORT, 0, 2);
            case 9 -> PacketBytes.unknown(kind.addressBytes());
            case 20 -> PacketBytes.unknown(4);
            case 22 -> PacketBytes.unknown(16);
            case 12, 17 -> PacketBytes.unknown(2);
            case 6, 13 -> PacketBytes.unknown(16);
            case 14, 15, 16 -> PacketBytes.unknown(8);
            default -> PacketBytes.unknown(4);
        };
    }

    private PacketBytes source(int key) {
        boolean fits = key == 8 || (key == 21) == kind.ipv6();
        return fits ? kind.source() : PacketBytes.unknown(key == 19 ? 4 : 16);
    }

    /** Whether a tracked connection may be without it, and then the rule is over. */
    boolean connectionMayBeAbsent(int key) {
        return switch (key) {
            case CT_STATE, CT_MARK, 1, 2, 7, 10, 8, 9, 11, 12 -> false;
            case 19 -> kind.ipv6();
            case 21 -> !kind.ipv6();
            default -> true;
        };
    }

    /** The source passes the reverse-path test: its route leads to where it comes from, and it is nobody's own address. */
    PacketBytes route(int result, int flags) {
        boolean source = (flags & 1) != 0;
        boolean destination = (flags & 2) != 0;
        boolean byInterface = (flags & 8) != 0;
        boolean present = (flags & 32) != 0;
        return switch (result) {
            case 1 ->
                !source
                        ? unknownOrPresent(present, 4)
                        : present
                                ? PacketBytes.constant((byte) 1, (byte) 0, (byte) 0, (byte) 0)
                                : byInterface
                                        ? PacketBytes.of(PacketField.INTERFACE_INDEX, 0, 4)
                                        : PacketBytes.of(PacketField.NOT_ZERO, 0, 4);
            case 2 ->
                !source
                        ? unknownOrPresent(present, NAME_BYTES)
                        : present
                                ? PacketBytes.constant((byte) 1, (byte) 0, (byte) 0, (byte) 0)
                                : byInterface
                                        ? PacketBytes.of(PacketField.INTERFACE_NAME, 0, NAME_BYTES)
                                        : PacketBytes.of(PacketField.NOT_ZERO, 0, NAME_BYTES);
            case 3 ->
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
