package io.github.listeningports.linux.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attributes as linux/netlink.h lays them out, in both byte orders. */
class NetlinkAttributesTest {

    private static final int NUMBER = 1;
    private static final int LONG = 2;
    private static final int BYTE = 3;
    private static final int SHORT = 4;
    private static final int TEXT = 5;
    private static final int NESTED = 6;
    private static final int EMPTY = 7;
    private static final int HOST = 300;
    private static final int NONE = 99;

    private static final int NLA_F_NESTED = 1 << 15;

    private static byte[] all(ByteOrder order) {
        return concat(
                attribute(order, NUMBER, 0xfe, 0xdc, 0xba, 0x98),
                attribute(order, LONG, 0xf0, 0xe1, 0xd2, 0xc3, 0xb4, 0xa5, 0x96, 0x87),
                attribute(order, BYTE, 0xf1),
                attribute(order, SHORT, 0xf1, 0xf2),
                attribute(order, TEXT, 'a', 'b', 0, 'c'),
                attribute(order, NESTED | NLA_F_NESTED, attribute(order, NUMBER, 0, 0, 0, 1)),
                attribute(order, EMPTY),
                attribute(order, NESTED, attribute(order, NUMBER, 0, 0, 0, 2)),
                attribute(order, HOST, number(order, 0x12345678)),
                attribute(order, TEXT, 'd', 'e'));
    }

    @Test
    void valuesOfEveryKind() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            byte[] bytes = all(order);
            NetlinkAttributes attributes = of(bytes, order);

            assertTrue(attributes.isWhole());
            assertEquals(bytes.length, attributes.size());
            assertEquals(order, attributes.byteOrder());
            assertEquals(OptionalInt.of(0xfedcba98), attributes.number(NUMBER));
            assertEquals(0xfedcba98, attributes.number(NUMBER, 7));
            assertEquals(0x12345678, attributes.hostNumber(HOST, 7));
            assertEquals(0xf0e1d2c3b4a59687L, attributes.longNumber(LONG));
            assertEquals(0xf1, attributes.unsigned(BYTE, 7));
            assertEquals(0xf1f2, attributes.unsigned(SHORT, 7));
            assertEquals(0xfedcba98, attributes.unsigned(NUMBER, 7));
            assertArrayEquals(
                    new byte[] {(byte) 0xf1, (byte) 0xf2},
                    attributes.value(SHORT).orElseThrow());
            assertArrayEquals(new byte[0], attributes.value(EMPTY).orElseThrow());
            assertEquals(Optional.of("ab"), attributes.text(TEXT), "up to the NUL");
            assertEquals(List.of("ab", "de"), attributes.texts(TEXT));
            assertEquals(OptionalInt.of(1), attributes.nested(NESTED).number(NUMBER), "the first");
            assertEquals(
                    List.of(1, 2),
                    attributes.each(NESTED).stream()
                            .map(each -> each.number(NUMBER, 7))
                            .toList());
        }
        assertEquals("abc", NetlinkAttributes.text("abc".getBytes(StandardCharsets.UTF_8)));
        assertEquals("", NetlinkAttributes.text(new byte[] {0, 'x'}));
    }

    /** The first of a message, and the last. */
    @Test
    void anAttributeAlone() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            NetlinkAttributes text = of(attribute(order, TEXT, 'a', 'b', 'c', 'd'), order);
            assertEquals(Optional.of("abcd"), text.text(TEXT));
            assertEquals(List.of("abcd"), text.texts(TEXT));
            assertArrayEquals(
                    "abcd".getBytes(StandardCharsets.UTF_8), text.value(TEXT).orElseThrow());
            assertEquals(0x6162_6364, text.unsigned(TEXT, 7));
            NetlinkAttributes host = of(attribute(order, HOST, number(order, 5)), order);
            assertEquals(5, host.hostNumber(HOST, 7));
            byte[] inner = attribute(order, LONG, 0, 0, 0, 0, 0, 0, 0, 9);
            NetlinkAttributes nested = of(attribute(order, NESTED, inner), order);
            assertEquals(9, nested.nested(NESTED).longNumber(LONG));
            assertEquals(9, of(inner, order).longNumber(LONG));
            assertEquals(1, nested.each(NESTED).size());
            NetlinkAttributes empty = of(attribute(order, EMPTY), order);
            assertTrue(empty.has(EMPTY) && empty.isWhole());
            assertFalse(empty.has(NONE));
        }
    }

    @Test
    void whatIsAbsentOrOfAnotherLength() {
        NetlinkAttributes attributes = of(all(ByteOrder.LITTLE_ENDIAN), ByteOrder.LITTLE_ENDIAN);

        assertTrue(attributes.has(NUMBER) && attributes.has(HOST) && attributes.has(EMPTY));
        assertFalse(attributes.has(NONE));
        assertEquals(Optional.empty(), attributes.value(NONE));
        assertEquals(Optional.empty(), attributes.text(NONE));
        assertEquals(List.of(), attributes.texts(NONE));
        assertEquals(List.of(), attributes.each(NONE));
        for (int type : new int[] {NONE, LONG, SHORT, EMPTY}) {
            assertEquals(OptionalInt.empty(), attributes.number(type));
            assertEquals(7, attributes.number(type, 7));
            assertEquals(7, attributes.hostNumber(type, 7));
        }
        for (int type : new int[] {NONE, LONG, EMPTY}) {
            assertEquals(7, attributes.unsigned(type, 7));
        }
        assertEquals(0, attributes.longNumber(NUMBER));
        assertEquals(0, attributes.longNumber(NONE));
        assertFalse(attributes.nested(NONE).has(NUMBER));
        assertTrue(attributes.nested(NONE).isWhole());
    }

    /** What comes before the cut is there; the last attribute may lack its padding. */
    @Test
    void bytesThatAreCutAnywhere() {
        byte[] bytes = concat(
                attribute(ByteOrder.LITTLE_ENDIAN, NUMBER, 0, 0, 0, 5),
                attribute(ByteOrder.LITTLE_ENDIAN, BYTE, 6),
                attribute(ByteOrder.LITTLE_ENDIAN, TEXT, 'x'));
        for (int length = 0; length <= bytes.length; length++) {
            NetlinkAttributes cut = new NetlinkAttributes(bytes, 0, length, ByteOrder.LITTLE_ENDIAN);

            assertEquals(length >= 8, cut.has(NUMBER), "cut at " + length);
            assertEquals(length >= 8 ? 5 : 7, cut.number(NUMBER, 7), "cut at " + length);
            assertEquals(length >= 13 ? 6 : 7, cut.unsigned(BYTE, 7), "cut at " + length);
            assertEquals(length >= 21 ? Optional.of("x") : Optional.empty(), cut.text(TEXT), "cut at " + length);
            boolean whole = length == 0 || length == 8 || (length >= 13 && length <= 16) || length >= 21;
            assertEquals(whole, cut.isWhole(), "cut at " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 13, 0x7fff, 0xffff})
    void aLengthThatCannotBe(int length) {
        byte[] bytes = concat(
                attribute(ByteOrder.LITTLE_ENDIAN, NUMBER, 0, 0, 0, 5),
                attribute(ByteOrder.LITTLE_ENDIAN, HOST, 0, 0, 0, 6));
        bytes[8] = (byte) length;
        bytes[9] = (byte) (length >> 8);
        NetlinkAttributes attributes = of(bytes, ByteOrder.LITTLE_ENDIAN);

        assertFalse(attributes.isWhole());
        assertTrue(attributes.has(NUMBER));
        assertFalse(attributes.has(HOST));
    }

    @Test
    void stringsOfBytes() {
        ByteString address = ByteString.of((byte) 10, (byte) 1, (byte) 2, (byte) 3);
        ByteString mask = ByteString.of((byte) 255, (byte) 255, (byte) 0, (byte) 0, (byte) 0);
        assertEquals("0a010000", address.and(mask).toString());
        assertEquals(address, ByteString.of(ByteBuffer.wrap(new byte[] {9, 10, 1, 2, 3, 4}), 1, 4));
        assertEquals(address.hashCode(), ByteString.of(address.toArray()).hashCode());
        assertFalse(address.equals(mask) || address.isZero());
        assertTrue(ByteString.EMPTY.isZero()
                && ByteString.of(new byte[16]).isZero()
                && ByteString.of((byte) 0).isZero());
        assertEquals(4, address.length());
        assertArrayEquals(new byte[] {10, 1}, address.first(2));
        assertArrayEquals(new byte[] {10, 1, 2, 3, 0, 0}, address.first(6));
    }

    private static NetlinkAttributes of(byte[] bytes, ByteOrder order) {
        return new NetlinkAttributes(bytes, 0, bytes.length, order);
    }

    private static byte[] attribute(ByteOrder order, int type, int... value) {
        byte[] bytes = new byte[value.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) value[i];
        }
        return attribute(order, type, bytes);
    }

    private static byte[] attribute(ByteOrder order, int type, byte[] value) {
        return ByteBuffer.allocate(4 + (value.length + 3) / 4 * 4)
                .order(order)
                .putShort((short) (4 + value.length))
                .putShort((short) type)
                .put(value)
                .array();
    }

    private static byte[] number(ByteOrder order, int value) {
        return ByteBuffer.allocate(4).order(order).putInt(value).array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] each : parts) {
            all.writeBytes(each);
        }
        return all.toByteArray();
    }
}
