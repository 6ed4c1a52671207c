package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.nft.NftExpression.PayloadPart;
import io.github.listeningports.linux.firewall.nft.NftKey.Ct;
import io.github.listeningports.linux.firewall.nft.NftKey.Meta;
import io.github.listeningports.linux.firewall.nft.NftKey.PayloadBase;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import java.nio.ByteOrder;
import java.util.Optional;

/** What nf_tables' expressions load from a packet (net/netfilter/nft_payload.c, nft_meta.c, nft_ct.c, nft_fib.c). */
final class NftLoads {

    private static final int NAME_BYTES = 16;

    private static final int LINK_HEADER = 14; // ETH_HLEN of linux/if_ether.h

    private final PacketKind kind;
    private final int family;
    private final ByteOrder order;

    /** @param family the table's, NFPROTO_... of linux/netfilter.h */
    NftLoads(PacketKind kind, int family, ByteOrder order) {
        this.kind = kind;
        this.family = family;
        this.order = order;
    }

    PacketBytes payload(PayloadPart part) {
        return payload(part.base(), part.offset(), part.length());
    }

    private PacketBytes payload(PayloadBase base, int offset, int length) {
        return switch (base) {
            case NETWORK_HEADER -> kind.network(offset, length);
            case TRANSPORT_HEADER -> kind.transport(offset, length);
            default -> PacketBytes.unknown(length);
        };
    }

    /** Whether every packet has that part; a load past the packet's end ends the rule. */
    boolean isThere(PayloadPart part) {
        return isThere(part.base(), part.offset() + part.length());
    }

    private boolean isThere(PayloadBase base, int end) {
        return switch (base) {
            case NETWORK_HEADER -> end <= (kind.ipv6() ? 40 : 20);
            case TRANSPORT_HEADER -> end <= (kind.tcp() ? 20 : 8);
            default -> false;
        };
    }

    /**
     * Whether writing these bytes leaves the modelled fields unchanged. For the checksum's sake nft writes two bytes where one changes, so a byte may be rewritten with its
     * old value; others may belong to DSCP, flow label, identification, hop limit and the IPv4 checksum.
     */
    boolean keeps(PayloadPart part, PacketBytes written) {
        PayloadBase base = part.base();
        for (int i = 0; i < written.length(); i++) {
            int at = part.offset() + i;
            boolean free = switch (base) {
                case NETWORK_HEADER -> isFree(at);
                case TRANSPORT_HEADER -> !isThere(base, at + 1);
                case LL_HEADER -> at < LINK_HEADER; // behind it is the IP header
                case INNER_HEADER -> true;
                case UNKNOWN -> false;
            };
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
    private int keptBits(PayloadBase base, int at) {
        return base == PayloadBase.NETWORK_HEADER && at == 0 && kind.ipv6() ? 0xf0 : 0xff;
    }

    PacketBytes meta(Meta key) {
        return switch (key) {
            case PROTOCOL -> kind.etherType();
            case MARK -> PacketBytes.of(PacketField.MARK, 0, 4);
            case IIF -> PacketBytes.of(PacketField.INTERFACE_INDEX, 0, 4);
            case IIFNAME -> PacketBytes.of(PacketField.INTERFACE_NAME, 0, NAME_BYTES);
            case IIFTYPE -> PacketBytes.of(PacketField.INTERFACE_TYPE, 0, 2);
            case IIFGROUP -> PacketBytes.of(PacketField.INTERFACE_GROUP, 0, 4);
            // An inbound packet has no output interface.
            case OIF, OIFGROUP -> PacketBytes.constant(new byte[4]);
            case OIFNAME, OIFKIND, BRI_OIFNAME -> PacketBytes.constant(new byte[NAME_BYTES]);
            case NFPROTO ->
                PacketBytes.constant((byte)
                        (family == NetfilterConstant.NFPROTO_NETDEV
                                ? NetfilterConstant.NFPROTO_NETDEV
                                : kind.family()));
            case L4PROTO -> PacketBytes.constant((byte) kind.protocol());
            case PKTTYPE ->
                kind.destination().packetType() < 0
                        ? PacketBytes.unknown(1)
                        : PacketBytes.constant((byte) kind.destination().packetType());
            case LEN -> PacketKind.upTo(kind.maxLength(), 4, order);
            // Some hosts may use IPsec, others not.
            case SECPATH, TIME_DAY -> PacketBytes.unknown(1);
            case OIFTYPE, BRI_IIFPVID, BRI_IIFVPROTO -> PacketBytes.unknown(2);
            case TIME_NS -> PacketBytes.unknown(8);
            case IIFKIND, SDIFNAME, BRI_IIFNAME -> PacketBytes.unknown(NAME_BYTES);
            default -> PacketBytes.unknown(4);
        };
    }

    /** Not every packet has the keys of sockets, bridges and interface kinds; without one, the rule ends. */
    Optional<Condition> breaksOff(Meta key) {
        boolean absent = switch (key) {
            case OIFTYPE,
                    SKUID,
                    SKGID,
                    RTCLASSID,
                    BRI_IIFNAME,
                    BRI_OIFNAME,
                    OIFGROUP,
                    CGROUP,
                    IIFKIND,
                    OIFKIND,
                    BRI_IIFPVID,
                    BRI_IIFVPROTO,
                    NEWER -> true;
            default -> false;
        };
        return absent ? Optional.of(Condition.unknown(NftNames.of(key))) : Optional.empty();
    }

    PacketBytes connection(Ct key, boolean reply) {
        return switch (key) {
            case STATE -> PacketBytes.of(PacketField.CONNECTION_STATE, 0, 4);
            case STATUS -> PacketBytes.of(PacketField.CONNECTION_STATUS, 0, 4);
            case MARK -> PacketBytes.of(PacketField.CONNECTION_MARK, 0, 4);
            case DIRECTION -> PacketBytes.constant((byte) 0); // the original one
            case L3PROTOCOL -> PacketBytes.constant((byte) kind.family());
            case PROTOCOL -> PacketBytes.constant((byte) kind.protocol());
            case SRC -> reply ? PacketBytes.unknown(kind.addressBytes()) : kind.source();
            case SRC_IP -> reply || kind.ipv6() ? PacketBytes.unknown(4) : kind.source();
            case SRC_IP6 -> reply || !kind.ipv6() ? PacketBytes.unknown(16) : kind.source();
            case PROTO_SRC -> reply ? PacketBytes.unknown(2) : PacketBytes.of(PacketField.SOURCE_PORT, 0, 2);
            case DST -> PacketBytes.unknown(kind.addressBytes());
            case PROTO_DST, ZONE -> PacketBytes.unknown(2);
            // The first packet may be counted already, or nothing is.
            case PKTS -> PacketKind.upTo(1, 8, order);
            case BYTES, AVGPKT -> PacketKind.upTo(kind.maxLength(), 8, order);
            case HELPER, LABELS, DST_IP6 -> PacketBytes.unknown(16);
            default -> PacketBytes.unknown(4);
        };
    }

    /** Whether a tracked connection may lack it, which ends the rule. */
    boolean connectionMayBeAbsent(Ct key) {
        return switch (key) {
            case STATE,
                    DIRECTION,
                    STATUS,
                    MARK,
                    L3PROTOCOL,
                    PROTOCOL,
                    SRC,
                    DST,
                    PROTO_SRC,
                    PROTO_DST,
                    PKTS,
                    BYTES,
                    AVGPKT -> false;
            case SRC_IP -> kind.ipv6();
            case SRC_IP6 -> !kind.ipv6();
            default -> true;
        };
    }

    /** The source passes the reverse-path test: its route leads back to where it comes from, and it is no local address. */
    PacketBytes route(NftExpression.Fib fib) {
        return switch (fib.result()) {
            case OIF -> interfaceOfRoute(fib, PacketField.INTERFACE_INDEX, 4);
            case OIFNAME -> interfaceOfRoute(fib, PacketField.INTERFACE_NAME, NAME_BYTES);
            case ADDRTYPE ->
                fib.source()
                        ? PacketKind.number(PacketKind.UNICAST, order)
                        : fib.destinationAddress()
                                        && !fib.byInterface()
                                        && kind.destination() != PacketKind.Destination.ANY
                                ? PacketKind.number(kind.destination().routeType(), order)
                                : fib.destinationAddress() && kind.destination() == PacketKind.Destination.OWN
                                        ? PacketBytes.of(PacketField.ROUTE_TYPE, 0, 4)
                                        : PacketBytes.unknown(4);
            default -> PacketBytes.unknown(NAME_BYTES);
        };
    }

    /** Rules of policy routing may lead packets with a mark elsewhere. */
    private static PacketBytes interfaceOfRoute(NftExpression.Fib fib, PacketField inbound, int length) {
        if (!fib.source() || (fib.byMark() && !fib.present())) {
            return PacketBytes.unknown(fib.present() ? 4 : length);
        }
        if (fib.present()) {
            return fib.byMark()
                    ? PacketBytes.of(PacketField.ROUTE_BY_MARK, 0, 4)
                    : PacketBytes.constant((byte) 1, (byte) 0, (byte) 0, (byte) 0);
        }
        return PacketBytes.of(fib.byInterface() ? inbound : PacketField.NOT_ZERO, 0, length);
    }
}
