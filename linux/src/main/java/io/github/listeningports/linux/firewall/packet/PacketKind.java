package io.github.listeningports.linux.firewall.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A kind of packets that are examined together: the first packet of a connection, without options, fragments or tunnels.
 *
 * @param destination the kind of the destination address
 */
public record PacketKind(boolean ipv6, boolean tcp, Destination destination) {

    /**
     * The values are RTN_... of linux/rtnetlink.h and PACKET_... of linux/if_packet.h. The latter is the link-layer address type of the frame: tunnels have none, and a
     * multicast or broadcast packet may arrive in a unicast frame.
     */
    public enum Destination {
        OWN(2, 0),
        BROADCAST(3, -1),
        MULTICAST(5, -1),
        /** Unknown, before NAT. */
        ANY(-1, -1);

        private final int routeType;
        private final int packetType;

        Destination(int routeType, int packetType) {
            this.routeType = routeType;
            this.packetType = packetType;
        }

        public int routeType() {
            return routeType;
        }

        /** -1 if unknown. */
        public int packetType() {
            return packetType;
        }
    }

    /** RTN_UNICAST, the route type of the source. */
    public static final int UNICAST = 1;

    private static final int TCP = 6;
    private static final int UDP = 17;
    public static final int NFPROTO_IPV4 = 2;
    public static final int NFPROTO_IPV6 = 10;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_HEADER = 20;
    private static final int TCP_OPTIONS = 40;
    private static final int UDP_HEADER = 8;
    private static final int MAX_PAYLOAD = 0xffff;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;

    /** The length of the shortest packet, with its IP header. */
    public int minLength() {
        return ipHeader() + (tcp ? TCP_HEADER : UDP_HEADER);
    }

    /** The length of the longest packet: a SYN without data has at most 40 bytes of options (RFC 9293). */
    public int maxLength() {
        return tcp ? ipHeader() + TCP_HEADER + TCP_OPTIONS : ipv6 ? IPV6_HEADER + MAX_PAYLOAD : MAX_PAYLOAD;
    }

    private int ipHeader() {
        return ipv6 ? IPV6_HEADER : IPV4_HEADER;
    }

    public int protocol() {
        return tcp ? TCP : UDP;
    }

    public int family() {
        return ipv6 ? NFPROTO_IPV6 : NFPROTO_IPV4;
    }

    public int addressBytes() {
        return ipv6 ? 16 : 4;
    }

    public PacketBytes source() {
        return PacketBytes.of(PacketField.SOURCE_ADDRESS, 0, addressBytes());
    }

    public PacketBytes destinationAddress() {
        return PacketBytes.of(PacketField.DESTINATION_ADDRESS, 0, addressBytes());
    }

    public PacketBytes etherType() {
        int type = ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
        return PacketBytes.constant((byte) (type >> 8), (byte) type);
    }

    /** A number as it is stored in the kernel's memory. */
    public static PacketBytes number(int value, ByteOrder order) {
        return PacketBytes.constant(
                ByteBuffer.allocate(4).order(order).putInt(value).array());
    }

    /** A number from 0 to the greatest, of which the upper bits are known. */
    public static PacketBytes upTo(long greatest, int bytes, ByteOrder order) {
        PacketBytes number = PacketBytes.partly(0, 0).slice(0, 0);
        for (int i = 0; i < bytes; i++) {
            int shift = 8 * (order == ByteOrder.BIG_ENDIAN ? bytes - 1 - i : i);
            long possible = Long.highestOneBit(greatest) * 2 - 1;
            number = number.then(PacketBytes.partly((int) ~(possible >>> shift) & 0xff, 0));
        }
        return number;
    }

    /** Bytes from the beginning of the IP header (RFC 791, RFC 8200). */
    public PacketBytes network(int offset, int length) {
        PacketBytes header = ipv6
                ? PacketBytes.partly(0xf0, 0x60)
                        .then(PacketBytes.unknown(3))
                        .then(upTo(maxLength() - IPV6_HEADER, 2, ByteOrder.BIG_ENDIAN))
                        .then(PacketBytes.constant((byte) protocol()))
                        .then(PacketBytes.unknown(1))
                        .then(source())
                        .then(destinationAddress())
                : PacketBytes.partly(0xf0, 0x40)
                        .then(PacketBytes.unknown(1))
                        .then(upTo(maxLength(), 2, ByteOrder.BIG_ENDIAN))
                        .then(PacketBytes.unknown(2))
                        .then(PacketBytes.partly(0xbf, 0)) // only "do not fragment" may be set
                        .then(PacketBytes.constant((byte) 0))
                        .then(PacketBytes.unknown(1))
                        .then(PacketBytes.constant((byte) protocol()))
                        .then(PacketBytes.unknown(2))
                        .then(source())
                        .then(destinationAddress());
        return part(header, offset, length);
    }

    /** Bytes from the beginning of the TCP (RFC 9293) or UDP header (RFC 768). */
    public PacketBytes transport(int offset, int length) {
        PacketBytes header =
                PacketBytes.of(PacketField.SOURCE_PORT, 0, 2).then(PacketBytes.of(PacketField.DESTINATION_PORT, 0, 2));
        if (tcp) {
            // SYN; the two bits of explicit congestion notification (RFC 3168) are unknown.
            header = header.then(PacketBytes.unknown(9)).then(PacketBytes.partly(0x3f, 0x02));
        }
        return part(header, offset, length);
    }

    private static PacketBytes part(PacketBytes header, int offset, int length) {
        PacketBytes known = header;
        if (offset + length > header.length()) {
            known = header.then(PacketBytes.unknown(offset + length - header.length()));
        }
        return known.slice(offset, offset + length);
    }
}
