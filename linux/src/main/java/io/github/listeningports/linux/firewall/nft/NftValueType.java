package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.packet.RuleTexts;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How nft(8) prints values: its data types, as far as they are certain. A value that may be printed otherwise, such as a number that may have a name, has no text. */
enum NftValueType {
    IPV4,
    IPV6,
    /** A port or another number that is printed as such. */
    NUMBER,
    /** The same in the machine's byte order. */
    HOST_NUMBER,
    MARK,
    /** The name of an interface. */
    NAME,
    /** The index of an interface, of which only that of lo is the same everywhere. */
    INDEX(Map.of(1, "\"lo\"")),
    /** ETH_P_... of linux/if_ether.h. */
    ETHER_TYPE(Map.of(0x0800, "ip", 0x0806, "arp", 0x86dd, "ip6")),
    FAMILY(Map.of(2, "ipv4", 10, "ipv6")),
    /** The numbers of which every /etc/protocols has the name. */
    PROTOCOL(Map.of(
            1, "icmp", 2, "igmp", 6, "tcp", 17, "udp", 47, "gre", 50, "esp", 51, "ah", 58, "ipv6-icmp", 132, "sctp")),
    /** PACKET_... of linux/if_packet.h. */
    PACKET_TYPE(Map.of(0, "host", 1, "broadcast", 2, "multicast", 3, "other")),
    /** Bits of the enum of linux/netfilter/nf_conntrack_common.h, which begin with INVALID. */
    STATE(Map.of(1, "invalid", 2, "established", 4, "related", 8, "new", 64, "untracked")),
    /** IPS_... of the same header. */
    STATUS(Map.of(1, "expected", 2, "seen-reply", 4, "assured", 8, "confirmed", 16, "snat", 32, "dnat", 512, "dying")),
    DIRECTION(Map.of(0, "original", 1, "reply")),
    TCP_FLAGS(Map.of(1, "fin", 2, "syn", 4, "rst", 8, "psh", 16, "ack", 32, "urg", 64, "ecn", 128, "cwr")),
    ICMP_TYPE(Map.of(
            0,
            "echo-reply",
            3,
            "destination-unreachable",
            4,
            "source-quench",
            5,
            "redirect",
            8,
            "echo-request",
            11,
            "time-exceeded",
            12,
            "parameter-problem",
            13,
            "timestamp-request",
            14,
            "timestamp-reply")),
    ICMPV6_TYPE(Map.ofEntries(
            Map.entry(1, "destination-unreachable"),
            Map.entry(2, "packet-too-big"),
            Map.entry(3, "time-exceeded"),
            Map.entry(4, "parameter-problem"),
            Map.entry(128, "echo-request"),
            Map.entry(129, "echo-reply"),
            Map.entry(130, "mld-listener-query"),
            Map.entry(131, "mld-listener-report"),
            Map.entry(132, "mld-listener-done"),
            Map.entry(133, "nd-router-solicit"),
            Map.entry(134, "nd-router-advert"),
            Map.entry(135, "nd-neighbor-solicit"),
            Map.entry(136, "nd-neighbor-advert"),
            Map.entry(137, "nd-redirect"),
            Map.entry(143, "mld2-listener-report"))),
    /** RTN_... of linux/rtnetlink.h. */
    ROUTE_TYPE(Map.of(
            1,
            "unicast",
            2,
            "local",
            3,
            "broadcast",
            4,
            "anycast",
            5,
            "multicast",
            6,
            "blackhole",
            7,
            "unreachable",
            8,
            "prohibit")),
    PRESENCE(Map.of(0, "missing", 1, "exists"));

    @SuppressWarnings("ImmutableEnumChecker") // Map.of
    private final Map<Integer, String> names;

    NftValueType() {
        this(Map.of());
    }

    NftValueType(Map<Integer, String> names) {
        this.names = names;
    }

    /** Whether the kernel keeps it in the machine's byte order. */
    boolean hostOrder() {
        return switch (this) {
            case HOST_NUMBER, MARK, INDEX, STATE, STATUS, ROUTE_TYPE, PRESENCE -> true;
            default -> false;
        };
    }

    boolean isAddress() {
        return this == IPV4 || this == IPV6;
    }

    /** Whether its bits have names. */
    boolean isBits() {
        return this == STATE || this == STATUS || this == TCP_FLAGS;
    }

    /** Whether nft puts several of them in the order of their numbers, and ranges of them as such. */
    boolean isOrdered() {
        return isAddress() || this == NUMBER;
    }

    /** The text of a value, in network byte order. */
    Optional<String> text(byte[] value) {
        return switch (this) {
            case IPV4, IPV6 -> RuleTexts.address(value);
            case NUMBER, HOST_NUMBER -> Optional.of(new BigInteger(1, value).toString());
            case MARK -> Optional.of("0x%08x".formatted(new BigInteger(1, value).intValue()));
            case NAME -> name(value);
            default -> Optional.ofNullable(names.get(new BigInteger(1, value).intValue()));
        };
    }

    /** A name that ends with its bytes, not with a zero byte, begins others (nft's wildcard). */
    private static Optional<String> name(byte[] value) {
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        String text = new String(value, 0, end, StandardCharsets.US_ASCII);
        boolean plain = !text.isEmpty()
                && text.chars()
                        .allMatch(each -> each > ' ' && each < 127 && each != '"' && each != '\\' && each != '*');
        return plain ? Optional.of('"' + text + (end == value.length && end < 16 ? "*" : "") + '"') : Optional.empty();
    }

    /** The names of bits, the lowest first. */
    Optional<String> bits(int value) {
        List<String> all = new ArrayList<>();
        for (int bit = 1; bit != 0; bit <<= 1) {
            if ((value & bit) != 0) {
                String name = names.get(bit);
                if (name == null) {
                    return Optional.empty();
                }
                all.add(name);
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join(",", all));
    }

    /** The bytes of a value of the machine's byte order in network byte order, and the other way round. */
    static byte[] reversed(byte[] value, ByteOrder order) {
        byte[] other = value.clone();
        for (int i = 0; order == ByteOrder.LITTLE_ENDIAN && i < value.length; i++) {
            other[i] = value[value.length - 1 - i];
        }
        return other;
    }
}
