package io.github.listeningports.linux.firewall.packet;

import java.util.Arrays;

/**
 * Symbolic bytes that a rule matches: each is a constant, or (a byte of a field AND a mask) XOR a constant. The operations that a rule applies before it compares them
 * with constants preserve this form. Immutable.
 */
public final class PacketBytes {

    /** Each cell is the field, the index of the byte in it, the mask and the XOR constant, 8 bits each. A constant has mask 0. */
    private final int[] cells;

    private PacketBytes(int[] cells) {
        this.cells = cells;
    }

    public static PacketBytes constant(byte... bytes) {
        int[] cells = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            cells[i] = cell(PacketField.UNKNOWN, 0, bytes[i]);
        }
        return new PacketBytes(cells);
    }

    public static PacketBytes of(PacketField field, int from, int length) {
        int[] cells = new int[length];
        int cell = cell(field, 0xff, 0);
        for (int i = 0; i < length; i++) {
            cells[i] = cell | (from + i & 0xff) << 16;
        }
        return new PacketBytes(cells);
    }

    public static PacketBytes unknown(int length) {
        return of(PacketField.UNKNOWN, 0, length);
    }

    /** A byte of which only the bits of the mask are known. */
    static PacketBytes partly(int knownMask, int value) {
        return new PacketBytes(new int[] {cell(PacketField.UNKNOWN, ~knownMask, value & knownMask)});
    }

    /** Of the first byte of a field. */
    private static int cell(PacketField field, int mask, int xor) {
        return FIELDS.indexOf(field) << 24 | (mask & 0xff) << 8 | (xor & 0xff);
    }

    public int length() {
        return cells.length;
    }

    /** Whether the first byte certainly equals another one in these bits: same field, or both known. */
    public boolean isCertainly(PacketBytes other, int bits) {
        int mine = mask(0) & bits;
        int others = other.mask(0) & bits;
        boolean sameField = field(0) == other.field(0) && index(0) == other.index(0);
        boolean known = mine == 0 || (sameField && (field(0) != PacketField.UNKNOWN || mine != 0xff));
        return known && mine == others && ((xor(0) ^ other.xor(0)) & bits) == 0;
    }

    public boolean isConstant(int at) {
        return mask(at) == 0;
    }

    public boolean isConstant() {
        return Arrays.stream(cells).allMatch(cell -> (cell >> 8 & 0xff) == 0);
    }

    public PacketField field(int at) {
        return FIELDS.get(cells[at] >>> 24);
    }

    public int index(int at) {
        return cells[at] >> 16 & 0xff;
    }

    public int mask(int at) {
        return cells[at] >> 8 & 0xff;
    }

    int xor(int at) {
        return cells[at] & 0xff;
    }

    /** The values of constants. */
    public byte[] values() {
        byte[] values = new byte[cells.length];
        for (int i = 0; i < cells.length; i++) {
            values[i] = (byte) cells[i];
        }
        return values;
    }

    public PacketBytes slice(int from, int to) {
        return new PacketBytes(Arrays.copyOfRange(cells, from, to));
    }

    /** Other bytes, overwritten by these at an offset. */
    public PacketBytes over(PacketBytes others, int offset) {
        int[] all = Arrays.copyOf(others.cells, Math.max(others.cells.length, offset + cells.length));
        System.arraycopy(cells, 0, all, offset, cells.length);
        return new PacketBytes(all);
    }

    public PacketBytes then(PacketBytes more) {
        return more.over(this, cells.length);
    }

    public PacketBytes and(byte[] masks) {
        int[] result = cells.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] &= 0xffff0000 | (masks[i] & 0xff) << 8 | (masks[i] & 0xff);
        }
        return new PacketBytes(result);
    }

    public PacketBytes xor(byte[] with) {
        int[] result = cells.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= with[i] & 0xff;
        }
        return new PacketBytes(result);
    }

    /** Reverses each group of this many bytes. */
    public PacketBytes reversed(int size) {
        int[] result = cells.clone();
        for (int group = 0; group + size <= cells.length; group += size) {
            for (int i = 0; i < size; i++) {
                result[group + i] = cells[group + size - 1 - i];
            }
        }
        return new PacketBytes(result);
    }

    private static final java.util.List<PacketField> FIELDS = java.util.List.of(PacketField.values());
}
