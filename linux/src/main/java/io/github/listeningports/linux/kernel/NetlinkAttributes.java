package io.github.listeningports.linux.kernel;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The attributes of a netlink message (linux/netlink.h nlattr): a length and a type of 16 bits each, in the machine's byte order, and a value. Whatever the bytes are,
 * reading them throws nothing; what is missing is absent, and {@link #isWhole()} is false if they were cut.
 */
public final class NetlinkAttributes {

    static final NetlinkAttributes NONE = new NetlinkAttributes(new byte[0], 0, 0, ByteOrder.nativeOrder());

    private static final int HEADER = 4;
    private static final int TYPE = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER

    private final byte[] bytes;
    private final ByteOrder order;
    private final int from;

    /** The end of the last whole attribute. */
    private final int end;

    private final boolean whole;

    NetlinkAttributes(byte[] bytes, int from, int to, ByteOrder order) {
        this.bytes = bytes;
        this.order = order;
        this.from = from;
        int at = from;
        boolean cut = false;
        while (!cut && to - at >= HEADER) {
            int length = number16(at);
            cut = length < HEADER || length > to - at;
            at = cut ? at : next(at);
        }
        end = Math.min(at, to);
        // The last one need not be padded; anything else left over was cut.
        whole = at >= to;
    }

    /** Whether no attribute was cut, at this level. */
    public boolean isWhole() {
        return whole;
    }

    /** The bytes of the message that they are in. */
    public int size() {
        return bytes.length;
    }

    public boolean has(int type) {
        return find(type) >= 0;
    }

    public Optional<byte[]> value(int type) {
        int at = find(type);
        return at < 0 ? Optional.empty() : Optional.of(Arrays.copyOfRange(bytes, at + HEADER, at + number16(at)));
    }

    /** A number of 32 bits in network byte order, as nf_tables writes them. */
    public OptionalInt number(int type) {
        int at = find(type, Integer.BYTES);
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(number32(at + HEADER));
    }

    /** A number of one, two or four bytes in network byte order, as ipset writes them. */
    public int unsigned(int type, int otherwise) {
        int at = find(type);
        int length = at < 0 ? 0 : number16(at) - HEADER;
        if (length < 1 || length > Integer.BYTES) {
            return otherwise;
        }
        int number = 0;
        for (int i = 0; i < length; i++) {
            number = number << 8 | (bytes[at + HEADER + i] & 0xff);
        }
        return number;
    }

    public int number(int type, int otherwise) {
        int at = find(type, Integer.BYTES);
        return at < 0 ? otherwise : number32(at + HEADER);
    }

    /** A number of 32 bits in the machine's byte order, as rtnetlink writes them. */
    public int hostNumber(int type, int otherwise) {
        int at = find(type, Integer.BYTES);
        if (at < 0) {
            return otherwise;
        }
        int value = number32(at + HEADER);
        return order == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /** The machine's byte order, in which values are that netlink passes on as they are. */
    public ByteOrder byteOrder() {
        return order;
    }

    /** A number of 64 bits in network byte order; 0 if it is absent. */
    public long longNumber(int type) {
        int at = find(type, Long.BYTES);
        return at < 0
                ? 0
                : (long) number32(at + HEADER) << Integer.SIZE
                        | Integer.toUnsignedLong(number32(at + HEADER + Integer.BYTES));
    }

    /** Text that ends with a zero byte, or with the attribute. */
    public Optional<String> text(int type) {
        int at = find(type);
        return at < 0 ? Optional.empty() : Optional.of(text(bytes, at + HEADER, at + number16(at)));
    }

    public static String text(byte[] value) {
        return text(value, 0, value.length);
    }

    private static String text(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** The attributes within one; none if it is absent. */
    public NetlinkAttributes nested(int type) {
        int at = find(type);
        return at < 0 ? NONE : within(at);
    }

    /** The attributes within each of that type. */
    public List<NetlinkAttributes> each(int type) {
        List<NetlinkAttributes> all = new ArrayList<>();
        for (int at = findFrom(type, from); at >= 0; at = findFrom(type, next(at))) {
            all.add(within(at));
        }
        return all;
    }

    /** The texts of each of that type. */
    public List<String> texts(int type) {
        List<String> all = new ArrayList<>();
        for (int at = findFrom(type, from); at >= 0; at = findFrom(type, next(at))) {
            all.add(text(bytes, at + HEADER, at + number16(at)));
        }
        return all;
    }

    private NetlinkAttributes within(int at) {
        return new NetlinkAttributes(bytes, at + HEADER, at + number16(at), order);
    }

    /** Where the first attribute of that type begins, if its value has that length; -1 if there is none. */
    private int find(int type, int length) {
        int at = find(type);
        return at >= 0 && number16(at) == HEADER + length ? at : -1;
    }

    private int find(int type) {
        return findFrom(type, from);
    }

    private int findFrom(int type, int start) {
        int at = start;
        while (end - at >= HEADER && (number16(at + 2) & TYPE) != type) {
            at = next(at);
        }
        return end - at >= HEADER ? at : -1;
    }

    private int next(int at) {
        return at + ((number16(at) + 3) & ~3);
    }

    private int number16(int at) {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        return order == ByteOrder.BIG_ENDIAN ? first << 8 | second : second << 8 | first;
    }

    private int number32(int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }
}
