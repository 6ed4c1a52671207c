package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.nft.NftExpression.PayloadPart;
import io.github.listeningports.linux.firewall.nft.NftKey.Ct;
import io.github.listeningports.linux.firewall.nft.NftKey.Meta;
import io.github.listeningports.linux.firewall.packet.Condition;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names of what rules load, as nft(8) has them, for reasons. */
final class NftNames {

    private NftNames() {}

    /** The condition, with a note of what was loaded if that is not known. */
    static Condition noting(Condition condition, @Nullable NftExpression load) {
        if (load == null || !condition.mayBeUndetermined()) {
            return condition;
        }
        if (load instanceof NftExpression.MetaLoad meta) {
            return condition.noting(of(meta.key()));
        } else if (load instanceof NftExpression.CtLoad connection) {
            return condition.noting(of(connection.key()));
        } else if (load instanceof NftExpression.Fib fib) {
            return condition.noting(of(fib));
        } else if (load instanceof NftExpression.ExtensionHeader header) {
            return condition.noting(of(header));
        }
        return load instanceof NftExpression.PayloadLoad payload ? condition.noting(of(payload.part())) : condition;
    }

    static String of(Meta key) {
        return switch (key) {
            case SECPATH -> "IPsec (meta ipsec)";
            case LEN -> "meta length";
            case PRANDOM -> "chance (meta random)";
            case TIME_NS -> "the time (meta time)";
            case TIME_DAY -> "the time (meta day)";
            case TIME_HOUR -> "the time (meta hour)";
            case NEWER, UNKNOWN -> "a key of meta that is not known here";
            default -> "meta " + key.name().toLowerCase(Locale.ROOT);
        };
    }

    static String of(Ct key) {
        return key == Ct.UNKNOWN
                ? "a key of ct that is not known here"
                : "ct " + key.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String of(NftExpression.Fib fib) {
        return "fib " + (fib.source() ? "saddr " : "daddr ") + (fib.byMark() ? ". mark " : "")
                + (fib.byInterface() ? ". iif " : "")
                + switch (fib.result()) {
                    case OIF -> "oif";
                    case OIFNAME -> "oifname";
                    case ADDRTYPE -> "type";
                    default -> "";
                };
    }

    /** Options of TCP: IANA's numbers. */
    static String of(NftExpression.ExtensionHeader header) {
        return "tcp option "
                + switch (header.type()) {
                    case 2 -> "maxseg";
                    case 3 -> "window";
                    case 4 -> "sack-perm";
                    case 5 -> "sack";
                    case 8 -> "timestamp";
                    case 19 -> "md5sig";
                    case 30 -> "mptcp";
                    case 34 -> "fastopen";
                    default -> header.type();
                };
    }

    static String of(NftExpression.UnknownLoad load) {
        return switch (load.name()) {
            case "rt" -> "the route (rt)";
            case "socket" -> "the socket that the packet is for (socket)";
            case "hash" -> "a hash of the packet (jhash or symhash)";
            case "numgen" -> "chance or a counter (numgen)";
            case "osf" -> "the operating system of the sender (osf)";
            case "xfrm" -> "IPsec (ipsec in)";
            case "tunnel" -> "the tunnel that the packet came by";
            case "inner" -> "the packet within a tunnel";
            default -> load.name();
        };
    }

    /** Sets and maps within a rule have a name that nft does not show. */
    static String ofSet(String name) {
        return name.startsWith("__set") ? "a set within the rule" : "the set " + name;
    }

    static String ofMap(String name) {
        return name.startsWith("__map") ? "a map within the rule" : "the map " + name;
    }

    static String of(PayloadPart part) {
        String bytes = part.length() == 1
                ? "byte " + part.offset()
                : "bytes " + part.offset() + "-" + (part.offset() + part.length() - 1);
        return field(part, bytes);
    }

    private static String field(PayloadPart part, String bytes) {
        return switch (part.base()) {
            case LL_HEADER ->
                part.length() == 6 && part.offset() == 6 ? "ether saddr" : bytes + " of the link-layer header";
            case NETWORK_HEADER -> networkField(part, bytes + " of the IP header");
            case TRANSPORT_HEADER -> transportField(part, bytes + " of the transport header");
            case INNER_HEADER -> bytes + " of the payload";
            case UNKNOWN -> bytes + " of the packet";
        };
    }

    /** Where IPv4 and IPv6 have different fields, that of the other one is never in doubt. */
    private static String networkField(PayloadPart part, String otherwise) {
        return switch (part.offset() + " " + part.length()) {
            case "1 1" -> "ip dscp or ecn";
            case "2 2" -> "ip length";
            case "4 2" -> "ip id or ip6 length";
            case "6 2" -> "ip frag-off";
            case "7 1" -> "ip6 hoplimit";
            case "8 1" -> "ip ttl";
            case "10 2" -> "ip checksum";
            default -> otherwise;
        };
    }

    private static String transportField(PayloadPart part, String otherwise) {
        return switch (part.offset() + " " + part.length()) {
            case "4 4" -> "tcp sequence";
            case "4 2" -> "udp length";
            case "6 2" -> "udp checksum";
            case "8 4" -> "tcp ackseq";
            case "12 1" -> "tcp doff";
            case "13 1" -> "tcp flags";
            case "14 2" -> "tcp window";
            case "16 2" -> "tcp checksum";
            case "18 2" -> "tcp urgptr";
            default -> otherwise;
        };
    }
}
