package io.github.listeningports.linux;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The attributes of a netlink message (linux/netlink.h nlattr): a length and a type of 16 bits each, in the machine's byte order, and a value. Reading never throws,
 * whatever the bytes: missing attributes are absent, and {@link #isWhole()} is false if some were truncated.
 */
final class NetlinkAttributes {

    static final NetlinkAttributes NONE = new NetlinkAttributes(new byte[0], 0, 0, ByteOrder.nativeOrder());

    private static final int HEADER = 4;
    private static final int TYPE = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER

    private final byte[] bytes;
    private final ByteOrder order;

    /** For each attribute, its type and the offsets at which its value begins and ends. */
    private int[] found = new int[3 * 8];

    private int count;
    private boolean whole = true;

    NetlinkAttributes(byte[] bytes, int from, int to, ByteOrder order) {
        this.bytes = bytes;
        this.order = order;
        int at = from;
        while (to - at >= HEADER) {
            int length = number16(at);
            if (length < HEADER || length > to - at) {
                whole = false;
                return;
            }
            if (3 * count == found.length) {
                found = Arrays.copyOf(found, 2 * found.length);
            }
            found[3 * count] = number16(at + 2) & TYPE;
            found[3 * count + 1] = at + HEADER;
            found[3 * count + 2] = at + length;
            count++;
            at += (length + 3) & ~3;
        }
        // The last attribute need not be padded; any other remainder was truncated.
        whole = at >= to;
    }

    /** Whether no attribute was truncated, at this level. */
    boolean isWhole() {
        return whole;
    }

    boolean has(int type) {
        return find(type) >= 0;
    }

    Optional<byte[]> value(int type) {
        int at = find(type);
        return at < 0 ? Optional.empty() : Optional.of(Arrays.copyOfRange(bytes, found[at + 1], found[at + 2]));
    }

    /** A 32-bit number in network byte order, as in nf_tables. */
    OptionalInt number(int type) {
        int at = find(type);
        if (at < 0 || found[at + 2] - found[at + 1] != 4) {
            return OptionalInt.empty();
        }
        int from = found[at + 1];
        return OptionalInt.of((bytes[from] & 0xff) << 24
                | (bytes[from + 1] & 0xff) << 16
                | (bytes[from + 2] & 0xff) << 8
                | (bytes[from + 3] & 0xff));
    }

    int number(int type, int otherwise) {
        return number(type).orElse(otherwise);
    }

    /** A 32-bit number in the machine's byte order, as in rtnetlink. */
    int hostNumber(int type, int otherwise) {
        int at = find(type);
        if (at < 0 || found[at + 2] - found[at + 1] != 4) {
            return otherwise;
        }
        int value = number(type, otherwise);
        return order == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /** A 64-bit number in network byte order. */
    long longNumber(int type) {
        return value(type)
                .filter(each -> each.length == 8)
                .map(each -> ValueSet.word(each, 1))
                .orElse(0L);
    }

    /** Text up to a zero byte or the end of the attribute. */
    Optional<String> text(int type) {
        return value(type).map(NetlinkAttributes::text);
    }

    static String text(byte[] value) {
        int length = 0;
        while (length < value.length && value[length] != 0) {
            length++;
        }
        return new String(value, 0, length, StandardCharsets.UTF_8);
    }

    /** The attributes nested in one; none if it is absent. */
    NetlinkAttributes nested(int type) {
        int at = find(type);
        return at < 0 ? NONE : within(at);
    }

    /** The attributes nested in each attribute of a type. */
    List<NetlinkAttributes> each(int type) {
        List<NetlinkAttributes> all = new ArrayList<>();
        for (int i = 0; i < 3 * count; i += 3) {
            if (found[i] == type) {
                all.add(within(i));
            }
        }
        return all;
    }

    /** The texts of all attributes of a type. */
    List<String> texts(int type) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 3 * count; i += 3) {
            if (found[i] == type) {
                all.add(text(Arrays.copyOfRange(bytes, found[i + 1], found[i + 2])));
            }
        }
        return all;
    }

    private NetlinkAttributes within(int at) {
        return new NetlinkAttributes(bytes, found[at + 1], found[at + 2], order);
    }

    private int find(int type) {
        for (int i = 0; i < 3 * count; i += 3) {
            if (found[i] == type) {
                return i;
            }
        }
        return -1;
    }

    private int number16(int at) {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        return order == ByteOrder.BIG_ENDIAN ? first << 8 | second : second << 8 | first;
    }
}
