package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.nft.NftKey.Comparison;
import io.github.listeningports.linux.firewall.nft.NftKey.RangeTest;
import io.github.listeningports.linux.firewall.packet.RuleTexts;
import io.github.listeningports.linux.kernel.ByteString;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a register holds, as far as nft(8) prints it: fields of the packet, or a constant.
 *
 * @param selectors the fields; none for a constant
 * @param length in bytes; a field of which fewer were loaded is a network's prefix
 * @param mask the bits that are kept; empty for all
 * @param xor applied to them
 * @param swapped whether a number of the machine's byte order was converted to network byte order
 * @param constant the bytes of a constant
 */
record NftLoadText(
        List<NftSelector> selectors,
        int length,
        ByteString mask,
        ByteString xor,
        boolean swapped,
        ByteString constant) {

    static final NftLoadText NONE = constant(new byte[0]);

    static NftLoadText constant(byte[] bytes) {
        return new NftLoadText(
                List.of(), bytes.length, ByteString.EMPTY, ByteString.EMPTY, false, ByteString.of(bytes));
    }

    static Optional<NftLoadText> of(Optional<NftSelector> selector) {
        return selector.flatMap(known -> of(List.of(known), known.length()));
    }

    static Optional<NftLoadText> of(List<NftSelector> selectors, int length) {
        return selectors.isEmpty()
                ? Optional.empty()
                : Optional.of(new NftLoadText(
                        selectors, length, ByteString.EMPTY, ByteString.EMPTY, false, ByteString.EMPTY));
    }

    Optional<NftLoadText> under(NftExpression.Bitwise change, ByteOrder order) {
        boolean plain = isWhole()
                && change.bool()
                && change.length() == length
                && change.mask().length() == length;
        return plain
                ? Optional.of(new NftLoadText(selectors, length, change.mask(), change.xor(), false, ByteString.EMPTY))
                : Optional.empty();
    }

    Optional<NftLoadText> converted(int bytes, int size) {
        boolean plain = isWhole() && selectors.get(0).type().hostOrder() && bytes == length && size == length;
        return plain
                ? Optional.of(new NftLoadText(selectors, length, mask, xor, true, ByteString.EMPTY))
                : Optional.empty();
    }

    /** Whether it is one field as it is in the packet. */
    boolean isWhole() {
        return selectors.size() == 1 && selectors.get(0).length() == length && mask.length() == 0 && !swapped;
    }

    String name() {
        return selectors.size() == 1 ? selectors.get(0).name() : "";
    }

    private NftValueType type() {
        return selectors.get(0).type();
    }

    /** The text of a comparison. */
    Optional<String> compared(Comparison operation, byte[] value, ByteOrder order) {
        if (selectors.isEmpty()) {
            return Optional.empty();
        }
        if (selectors.size() > 1) {
            boolean known = selectors.stream().noneMatch(each -> each.name().startsWith("th "));
            return known && operation == Comparison.EQ && value.length == length ? each(value) : Optional.empty();
        }
        boolean equality = operation == Comparison.EQ || operation == Comparison.NEQ;
        if (mask.length() > 0) {
            return equality && xor.isZero() && value.length == length
                    ? masked(operation == Comparison.EQ, value, order)
                    : Optional.empty();
        }
        if (length < selectors.get(0).length()) {
            return equality && value.length == length ? network(operation, value, 8 * length) : Optional.empty();
        }
        boolean fits = value.length == length || (type() == NftValueType.NAME && value.length < length);
        boolean ordered = type() == NftValueType.NUMBER || type() == NftValueType.HOST_NUMBER;
        if (!fits || !(equality ? !swapped : ordered && swapped == type().hostOrder())) {
            return Optional.empty();
        }
        byte[] plain = type().hostOrder() && !swapped ? NftValueType.reversed(value, order) : value;
        if (type().isBits()) {
            // How nft prints several depends on the field.
            int bits = new BigInteger(1, plain).intValue();
            return Integer.bitCount(bits) == 1
                    ? type().bits(bits).map(bit -> name() + (operation == Comparison.EQ ? " == " : " != ") + bit)
                    : Optional.empty();
        }
        return type().text(plain).map(text -> name() + sign(operation) + text);
    }

    /** Two fields that follow each other are compared at once. */
    private Optional<String> each(byte[] value) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (NftSelector each : selectors) {
            if (at + each.length() > length
                    || each.type().isBits()
                    || each.type().hostOrder()) {
                return Optional.empty();
            }
            Optional<String> part = each.type().text(Arrays.copyOfRange(value, at, at + each.length()));
            if (part.isEmpty()) {
                return Optional.empty();
            }
            text.append(text.isEmpty() ? "" : " ")
                    .append(each.name())
                    .append(' ')
                    .append(part.get());
            at += each.length();
        }
        return Optional.of(text.toString());
    }

    private static String sign(Comparison operation) {
        return switch (operation) {
            case EQ -> " ";
            case NEQ -> " != ";
            case LT -> " < ";
            case LTE -> " <= ";
            case GT -> " > ";
            default -> " >= ";
        };
    }

    private Optional<String> network(Comparison operation, byte[] value, int prefix) {
        return type().isAddress()
                ? RuleTexts.address(Arrays.copyOf(value, selectors.get(0).length()))
                        .map(address -> name() + sign(operation) + address + "/" + prefix)
                : Optional.empty();
    }

    private Optional<String> masked(boolean equal, byte[] value, ByteOrder order) {
        byte[] bits = mask.toArray();
        OptionalInt prefix = RuleTexts.prefix(bits);
        if (type().isAddress()) {
            boolean network = prefix.isPresent() && prefix.getAsInt() > 0 && prefix.getAsInt() < 8 * length;
            boolean within = ByteString.of(value).and(mask).equals(ByteString.of(value));
            return network && within
                    ? network(equal ? Comparison.EQ : Comparison.NEQ, value, prefix.getAsInt())
                    : Optional.empty();
        }
        boolean host = type().hostOrder();
        byte[] plainMask = host ? NftValueType.reversed(bits, order) : bits;
        int number = new BigInteger(1, host ? NftValueType.reversed(value, order) : value).intValue();
        if (type().isBits()) {
            Optional<String> names = type().bits(new BigInteger(1, plainMask).intValue());
            if (number == 0) {
                return names.map(all -> name() + (equal ? " ! " : " ") + all);
            }
            boolean single = number == new BigInteger(1, plainMask).intValue() && Integer.bitCount(number) == 1;
            return single
                    ? Optional.empty()
                    : names.flatMap(all ->
                            type().bits(number).map(some -> name() + (equal ? " " : " != ") + some + " / " + all));
        }
        if (type() != NftValueType.MARK || RuleTexts.prefix(plainMask).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("%s & 0x%08x %s 0x%08x"
                .formatted(name(), new BigInteger(1, plainMask).intValue(), equal ? "==" : "!=", number));
    }

    Optional<String> inRange(RangeTest operation, byte[] first, byte[] last, ByteOrder order) {
        boolean plain = selectors.size() == 1
                && mask.length() == 0
                && selectors.get(0).length() == length
                && first.length == length
                && last.length == length
                && operation != RangeTest.UNKNOWN
                && switch (type()) {
                    case NUMBER, IPV4, IPV6 -> true;
                    case MARK, HOST_NUMBER -> swapped;
                    default -> false;
                };
        return plain
                ? type().text(first)
                        .flatMap(from -> type().text(last)
                                .map(to -> name() + (operation == RangeTest.EQ ? " " : " != ") + from + "-" + to))
                : Optional.empty();
    }

    Optional<String> elements(NftSources.Set set, ByteOrder order) {
        return isWhole() && set.keyLength() == length
                ? new NftSetText(type(), length, set.isVerdictMap(), order).text(set.elements(), set.hasIntervals())
                : Optional.empty();
    }

    /** The value of a mark that is set. */
    Optional<String> mark(ByteOrder order) {
        if (selectors.isEmpty()) {
            return length == 4
                    ? NftValueType.MARK.text(NftValueType.reversed(constant.toArray(), order))
                    : Optional.empty();
        }
        if (selectors.size() > 1 || type() != NftValueType.MARK || swapped) {
            return Optional.empty();
        }
        if (mask.length() == 0) {
            return Optional.of(name());
        }
        int keep = new BigInteger(1, NftValueType.reversed(mask.toArray(), order)).intValue();
        int flip = new BigInteger(1, NftValueType.reversed(xor.toArray(), order)).intValue();
        boolean or = keep == ~flip && flip != 0;
        boolean and = flip == 0 && keep != -1;
        boolean xor = keep == -1 && flip != 0;
        return or || and || xor
                ? Optional.of(name() + (or ? " | " : and ? " & " : " ^ ") + "0x%08x".formatted(and ? keep : flip))
                : Optional.empty();
    }
}
