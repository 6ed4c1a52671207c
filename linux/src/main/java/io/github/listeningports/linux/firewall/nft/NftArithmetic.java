package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.packet.ByteComparison;
import io.github.listeningports.linux.firewall.packet.Condition;
import io.github.listeningports.linux.firewall.packet.PacketBytes;
import io.github.listeningports.linux.firewall.packet.PacketField;
import io.github.listeningports.linux.firewall.packet.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** The expressions of nf_tables that compare what registers hold, or compute with it. */
final class NftArithmetic {

    private final NftRegisters registers;
    private final ByteComparison tests;
    private final ByteOrder order;

    /** @param registers the rule's registers before the expression */
    NftArithmetic(NftRegisters registers, ByteComparison tests, ByteOrder order) {
        this.registers = registers;
        this.tests = tests;
        this.order = order;
    }

    Condition compare(NftExpression.Compare compare) {
        byte[] value = compare.value().toArray();
        PacketBytes bytes = registers.read(compare.source(), value.length);
        byte[] least = new byte[value.length];
        byte[] most = new byte[value.length];
        Arrays.fill(most, (byte) 0xff);
        Condition condition = switch (compare.operation()) {
            case EQ -> tests.equal(bytes, value);
            case NEQ -> tests.equal(bytes, value).not();
            case LT -> tests.between(bytes, value, most).not();
            case LTE -> tests.between(bytes, least, value);
            case GT -> tests.between(bytes, least, value).not();
            case GTE -> tests.between(bytes, value, most);
            case UNKNOWN -> Condition.unknown("an unknown comparison");
        };
        return NftNames.noting(condition, registers.load(compare.source()));
    }

    Condition range(NftExpression.Range range) {
        PacketBytes bytes = registers.read(range.source(), range.first().length());
        Condition within =
                tests.between(bytes, range.first().toArray(), range.last().toArray());
        Condition condition = switch (range.operation()) {
            case EQ -> within;
            case NEQ -> within.not();
            case UNKNOWN -> Condition.unknown("an unknown range test");
        };
        return NftNames.noting(condition, registers.load(range.source()));
    }

    /** Shifts, and masks from other registers, are not modelled. */
    PacketBytes bitwise(NftExpression.Bitwise bitwise) {
        PacketBytes bytes = registers.read(bitwise.source(), bitwise.length());
        boolean known = bitwise.bool()
                && bitwise.mask().length() == bytes.length()
                && bitwise.xor().length() == bytes.length();
        return known
                ? bytes.and(bitwise.mask().toArray()).xor(bitwise.xor().toArray())
                : PacketBytes.unknown(bytes.length());
    }

    PacketBytes byteOrder(NftExpression.ByteOrderConversion conversion) {
        PacketBytes bytes = registers.read(conversion.source(), conversion.length());
        int size = conversion.size();
        if (size != 2 && size != 4 && size != 8) {
            return PacketBytes.unknown(bytes.length());
        }
        return order == ByteOrder.LITTLE_ENDIAN ? bytes.reversed(size) : bytes;
    }

    /** Sets a mark from a register that holds a constant, or a mark changed by constants. */
    List<Step> assignment(PacketField mark, PacketBytes bytes) {
        PacketField from = PacketField.UNKNOWN;
        boolean known = true;
        byte[] masks = new byte[4];
        for (int i = 0; i < 4; i++) {
            masks[i] = (byte) bytes.mask(i);
            if (!bytes.isConstant(i)) {
                known &= bytes.index(i) == i && (from == PacketField.UNKNOWN || from == bytes.field(i));
                from = bytes.field(i);
            }
        }
        boolean fromMark = from == PacketField.MARK || from == PacketField.CONNECTION_MARK;
        known &= fromMark || bytes.isConstant();
        Step assign = new Step.Assign(mark, number(masks), number(bytes.values()), known);
        return known && fromMark && from != mark ? List.of(new Step.Copy(from, mark), assign) : List.of(assign);
    }

    /** Four bytes as a number in the kernel's byte order. */
    long number(byte[] bytes) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(bytes).order(order).getInt());
    }
}
