package io.github.listeningports.linux.firewall.packet;

import java.nio.ByteOrder;
import java.util.Arrays;

/** The known bits of a packet's fields, and comparisons with them, which have three outcomes. */
interface KnownBytes {

    /**
     * The known status bits of a new connection: not expected, no reply seen, not assured, not confirmed, no source NAT, no sequence adjustment, not dying
     * (linux/netfilter/nf_conntrack_common.h, enum ip_conntrack_status).
     */
    int STATUS_KNOWN = 0x27f;

    /** The known bits of a field's byte: the value in bits 0 to 7, the mask of known bits in bits 8 to 15. */
    int of(PacketField field, int index);

    /** Whether bytes are between two others, or equal to both, as far as they are known. */
    static Ternary compare(PacketBytes bytes, byte[] first, byte[] last, KnownBytes fields) {
        return Arrays.equals(first, last) ? same(bytes, first, fields) : ordered(bytes, first, last, fields);
    }

    private static Ternary same(PacketBytes bytes, byte[] data, KnownBytes fields) {
        Ternary truth = Ternary.TRUE;
        for (int i = 0; i < data.length; i++) {
            int known = bytes.isConstant(i) ? 0 : fields.of(bytes.field(i), bytes.index(i));
            int differs = (known & bytes.mask(i)) ^ bytes.xor(i) ^ (data[i] & 0xff);
            int unknown = bytes.mask(i) & ~(known >> 8);
            if ((differs & ~unknown & 0xff) != 0) {
                return Ternary.FALSE;
            }
            truth = unknown != 0 ? Ternary.UNKNOWN : truth;
        }
        return truth;
    }

    private static Ternary ordered(PacketBytes bytes, byte[] first, byte[] last, KnownBytes fields) {
        byte[] low = new byte[first.length];
        byte[] high = new byte[first.length];
        for (int i = 0; i < first.length; i++) {
            int known = bytes.isConstant(i) ? 0 : fields.of(bytes.field(i), bytes.index(i));
            int value = (known & bytes.mask(i)) ^ bytes.xor(i);
            int unknown = bytes.mask(i) & ~(known >> 8) & 0xff;
            low[i] = (byte) (value & ~unknown);
            high[i] = (byte) (value | unknown);
        }
        if (Arrays.compareUnsigned(high, first) < 0 || Arrays.compareUnsigned(low, last) > 0) {
            return Ternary.FALSE;
        }
        boolean surely = Arrays.compareUnsigned(low, first) >= 0 && Arrays.compareUnsigned(high, last) <= 0;
        return surely ? Ternary.TRUE : Ternary.UNKNOWN;
    }

    /** Where the bits of a variable's byte are in its value. */
    static int shift(int index, ByteOrder order) {
        return 8 * (order == ByteOrder.LITTLE_ENDIAN ? index : 3 - index);
    }

    /** The known bits of a variable's byte, in the form of {@link #of}; numbers are in the byte order of the kernel. */
    static int ofVariable(PacketField field, long value, int index, ByteOrder order) {
        if (value == PacketSet.UNKNOWN || field.variable() < 0) {
            return 0;
        }
        if (field == PacketField.NO_TEMPLATE) {
            return value == PacketSet.TEMPLATE ? 0 : 0xff01;
        }
        if (field == PacketField.ROUTE_BY_MARK) {
            return value == 0 ? 0xff00 | (index == 0 ? 1 : 0) : 0;
        }
        int shift = shift(index, order);
        int known = field == PacketField.CONNECTION_STATUS ? STATUS_KNOWN >> shift & 0xff : 0xff;
        return known << 8 | (int) (value >> shift & 0xff);
    }
}
