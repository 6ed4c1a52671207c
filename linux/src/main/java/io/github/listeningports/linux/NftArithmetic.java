package io.github.listeningports.linux;

import java.nio.ByteOrder;
import java.util.Arrays;

/** The expressions of nf_tables that compare what registers hold, or compute something from it. */
final class NftArithmetic {

    private static final int EQUAL = 0; // of comparisons and ranges
    private static final int NOT_EQUAL = 1;
    private static final int LESS = 2;
    private static final int LESS_OR_EQUAL = 3;
    private static final int GREATER = 4;
    private static final int GREATER_OR_EQUAL = 5;
    private static final int BITWISE_BOOL = 0;

    private final NftRegisters registers;
    private final ByteComparison tests;
    private final ByteOrder order;

    /** @param registers of the rule, as they are when it comes to the expression */
    NftArithmetic(NftRegisters registers, ByteComparison tests, ByteOrder order) {
        this.registers = registers;
        this.tests = tests;
        this.order = order;
    }

    Condition compare(NetlinkAttributes data) {
        byte[] value = value(data, Nfta.CMP_DATA);
        PacketBytes bytes = read(data, Nfta.CMP_SREG, value.length);
        byte[] least = new byte[value.length];
        byte[] most = new byte[value.length];
        Arrays.fill(most, (byte) 0xff);
        return switch (data.number(Nfta.CMP_OP, -1)) {
            case EQUAL -> tests.equal(bytes, value);
            case NOT_EQUAL -> tests.equal(bytes, value).not();
            case LESS -> tests.between(bytes, value, most).not();
            case LESS_OR_EQUAL -> tests.between(bytes, least, value);
            case GREATER -> tests.between(bytes, least, value).not();
            case GREATER_OR_EQUAL -> tests.between(bytes, value, most);
            default -> Condition.open("a comparison that is not known");
        };
    }

    Condition range(NetlinkAttributes data) {
        byte[] from = value(data, Nfta.RANGE_FROM_DATA);
        byte[] to = value(data, Nfta.RANGE_TO_DATA);
        Condition within = tests.between(read(data, Nfta.RANGE_SREG, from.length), from, to);
        return switch (data.number(Nfta.RANGE_OP, -1)) {
            case EQUAL -> within;
            case NOT_EQUAL -> within.not();
            default -> Condition.open("a range that is not known");
        };
    }

    /** Shifts, and masks that come from other registers, are not followed. */
    PacketBytes bitwise(NetlinkAttributes data) {
        PacketBytes bytes = read(data, Nfta.BITWISE_SREG, data.number(Nfta.BITWISE_LEN, 0));
        byte[] mask = value(data, Nfta.BITWISE_MASK);
        byte[] xor = value(data, Nfta.BITWISE_XOR);
        boolean known = data.number(Nfta.BITWISE_OP, BITWISE_BOOL) == BITWISE_BOOL
                && mask.length == bytes.length()
                && xor.length == bytes.length();
        return known ? bytes.and(mask).xor(xor) : PacketBytes.unknown(bytes.length());
    }

    PacketBytes byteOrder(NetlinkAttributes data) {
        PacketBytes bytes = read(data, Nfta.BYTEORDER_SREG, data.number(Nfta.BYTEORDER_LEN, 0));
        int size = data.number(Nfta.BYTEORDER_SIZE, 0);
        if (size != 2 && size != 4 && size != 8) {
            return PacketBytes.unknown(bytes.length());
        }
        return order == ByteOrder.LITTLE_ENDIAN ? bytes.reversed(size) : bytes;
    }

    private static byte[] value(NetlinkAttributes data, int attribute) {
        return data.nested(attribute).value(Nfta.DATA_VALUE).orElse(new byte[0]);
    }

    private PacketBytes read(NetlinkAttributes data, int register, int length) {
        return registers.read(data.number(register, -1), length);
    }
}
