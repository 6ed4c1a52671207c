package io.github.listeningports.linux.firewall.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.packet.PacketKind.Destination;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of the headers of a first packet, against packets as Linux sends them. */
class PacketKindTest {

    private static final PacketKind TCP4 = new PacketKind(false, true, Destination.OWN);
    private static final PacketKind TCP6 = new PacketKind(true, true, Destination.OWN);
    private static final PacketKind UDP4 = new PacketKind(false, false, Destination.OWN);
    private static final PacketKind UDP6 = new PacketKind(true, false, Destination.OWN);

    /** The known bits of each byte before the addresses, and a packet of connect(2) or sendto(2). */
    private record Header(PacketKind kind, String known, String bytes) {}

    private static final List<Header> HEADERS = List.of(
            new Header(TCP4, "f000ff800000bfff00ff0000", "4500003cabcd4000400614e2"),
            new Header(UDP4, "f00000000000bfff00ff0000", "4510fffcabcd0000ff1114e2"),
            new Header(TCP6, "f0000000ffc0ff00", "6000000000280640"),
            new Header(UDP6, "f00000000000ff00", "63f12345ffff11ff"));

    @Test
    void theIpHeader() {
        HexFormat hex = HexFormat.of();
        for (Header each : HEADERS) {
            byte[] known = hex.parseHex(each.known());
            byte[] packet = hex.parseHex(each.bytes());
            PacketBytes bytes = each.kind().network(0, packet.length);
            for (int i = 0; i < packet.length; i++) {
                assertEquals(known[i] & 0xff, ~bytes.mask(i) & 0xff, each + ", byte " + i);
                assertEquals(packet[i] & known[i] & 0xff, bytes.xor(i) & known[i] & 0xff, each + ", byte " + i);
            }
            int size = each.kind().addressBytes();
            assertField(PacketField.SOURCE_ADDRESS, size, each.kind().network(packet.length, size));
            assertField(PacketField.DESTINATION_ADDRESS, size, each.kind().network(packet.length + size, size));
            PacketBytes behind = each.kind().network(packet.length + 2 * size - 1, 3);
            assertEquals(PacketField.DESTINATION_ADDRESS, behind.field(0));
            assertEquals(PacketField.UNKNOWN, behind.field(2));
            assertEquals(0xff, behind.mask(2));
        }
    }

    /** A SYN; of UDP nothing but the ports is known. */
    @Test
    void theHeaderOfTheProtocol() {
        for (PacketKind kind : List.of(TCP4, TCP6, UDP4, UDP6)) {
            assertField(PacketField.SOURCE_PORT, 2, kind.transport(0, 2));
            assertField(PacketField.DESTINATION_PORT, 2, kind.transport(2, 2));
            assertEquals(PacketField.DESTINATION_PORT, kind.transport(3, 1).field(0));
            for (int i = 4; i < 20; i++) {
                boolean flags = kind.tcp() && i == 13;
                PacketBytes one = kind.transport(i, 1);
                assertEquals(PacketField.UNKNOWN, one.field(0));
                assertEquals(flags ? 0xc0 : 0xff, one.mask(0), "byte " + i);
                assertEquals(flags ? 2 : 0, one.xor(0));
            }
            assertEquals(8, kind.transport(16, 8).length());
        }
    }

    private static void assertField(PacketField field, int length, PacketBytes bytes) {
        assertEquals(length, bytes.length());
        for (int i = 0; i < length; i++) {
            assertEquals(field, bytes.field(i));
            assertEquals(i, bytes.index(i));
            assertEquals(0xff, bytes.mask(i));
            assertEquals(0, bytes.xor(i));
        }
    }

    /** RFC 791, 8200, 9293 and 768: a SYN has at most 40 bytes of options. */
    @Test
    void lengths() {
        assertEquals("40-80", TCP4.minLength() + "-" + TCP4.maxLength());
        assertEquals("60-100", TCP6.minLength() + "-" + TCP6.maxLength());
        assertEquals("28-65535", UDP4.minLength() + "-" + UDP4.maxLength());
        assertEquals("48-65575", UDP6.minLength() + "-" + UDP6.maxLength());
    }

    @Test
    void numbersOfTheKernel() {
        assertEquals("6 2 6 10", TCP4.protocol() + " " + TCP4.family() + " " + TCP6.protocol() + " " + TCP6.family());
        assertEquals("17 17", UDP4.protocol() + " " + UDP6.protocol());
        assertArrayEquals(new byte[] {8, 0}, TCP4.etherType().values());
        assertArrayEquals(
                new byte[] {(byte) 0x86, (byte) 0xdd}, TCP6.etherType().values());
        assertField(PacketField.SOURCE_ADDRESS, 16, TCP6.source());
        assertField(PacketField.DESTINATION_ADDRESS, 4, TCP4.destinationAddress());
        assertArrayEquals(
                new byte[] {4, 3, 2, 1},
                PacketKind.number(0x01020304, ByteOrder.LITTLE_ENDIAN).values());
        assertArrayEquals(
                new byte[] {1, 2, 3, 4},
                PacketKind.number(0x01020304, ByteOrder.BIG_ENDIAN).values());
        List<Integer> types = List.of(2, 3, 5, -1);
        List<Integer> frames = List.of(0, -1, -1, -1);
        assertEquals(
                types,
                List.of(Destination.values()).stream()
                        .map(Destination::routeType)
                        .toList());
        assertEquals(
                frames,
                List.of(Destination.values()).stream()
                        .map(Destination::packetType)
                        .toList());
    }

    @Test
    void aNumberWithALimit() {
        PacketBytes big = PacketKind.upTo(0x1234, 4, ByteOrder.BIG_ENDIAN);
        PacketBytes little = PacketKind.upTo(0x1234, 4, ByteOrder.LITTLE_ENDIAN);
        int[] unknown = {0, 0, 0x1f, 0xff};
        for (int i = 0; i < 4; i++) {
            assertEquals(unknown[i], big.mask(i));
            assertEquals(unknown[i], little.mask(3 - i));
            assertEquals(0, big.xor(i));
        }
        assertTrue(big.length() == 4 && little.length() == 4);
    }
}
