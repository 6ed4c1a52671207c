package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.packet.PacketKind;
import java.util.List;
import java.util.Map;

/**
 * A field of a header under nft(8)'s name.
 *
 * @param offset in bytes; likewise length
 */
record NftField(String name, NftValueType type, int offset, int length) {

    private static final NftField SOURCE_PORT = new NftField("sport", NftValueType.NUMBER, 0, 2);
    private static final NftField DESTINATION_PORT = new NftField("dport", NftValueType.NUMBER, 2, 2);
    private static final List<NftField> PORTS = List.of(SOURCE_PORT, DESTINATION_PORT);

    private static final List<NftField> IP = List.of(
            new NftField("length", NftValueType.NUMBER, 2, 2),
            new NftField("ttl", NftValueType.NUMBER, 8, 1),
            new NftField("protocol", NftValueType.PROTOCOL, 9, 1),
            new NftField("saddr", NftValueType.IPV4, 12, 4),
            new NftField("daddr", NftValueType.IPV4, 16, 4));

    private static final List<NftField> IP6 = List.of(
            new NftField("nexthdr", NftValueType.PROTOCOL, 6, 1),
            new NftField("hoplimit", NftValueType.NUMBER, 7, 1),
            new NftField("saddr", NftValueType.IPV6, 8, 16),
            new NftField("daddr", NftValueType.IPV6, 24, 16));

    /** By the number of the protocol. */
    private static final Map<Integer, List<NftField>> TRANSPORT = Map.of(
            1,
            List.of(new NftField("type", NftValueType.ICMP_TYPE, 0, 1)),
            6,
            List.of(SOURCE_PORT, DESTINATION_PORT, new NftField("flags", NftValueType.TCP_FLAGS, 13, 1)),
            17,
            List.of(SOURCE_PORT, DESTINATION_PORT, new NftField("length", NftValueType.NUMBER, 4, 2)),
            58,
            List.of(new NftField("type", NftValueType.ICMPV6_TYPE, 0, 1)),
            132,
            PORTS);

    private static final Map<Integer, String> HEADERS =
            Map.of(1, "icmp", 6, "tcp", 17, "udp", 58, "icmpv6", 132, "sctp");

    /** Those of the header of an address family. */
    static List<NftField> ofFamily(int family) {
        return switch (family) {
            case PacketKind.NFPROTO_IPV4 -> IP;
            case PacketKind.NFPROTO_IPV6 -> IP6;
            default -> List.of();
        };
    }

    /**
     * Those of the header of a protocol.
     *
     * @param protocol -1 if it is any
     */
    static List<NftField> ofProtocol(int protocol) {
        return protocol < 0 ? PORTS : TRANSPORT.getOrDefault(protocol, List.of());
    }

    /** The name of a header. */
    static String header(int protocol) {
        return protocol < 0 ? "th" : HEADERS.getOrDefault(protocol, "");
    }
}
