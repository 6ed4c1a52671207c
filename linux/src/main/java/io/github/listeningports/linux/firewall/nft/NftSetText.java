package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.packet.RuleTexts;
import io.github.listeningports.linux.kernel.ByteString;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The elements of an anonymous set or verdict map, in the order in which nft(8) prints them: that of their values. */
final class NftSetText {

    /** With more, the set is not printed. */
    private static final int MAX_ELEMENTS = 128;

    /** What else an element can have, or what other kinds of elements have. */
    private static final List<Integer> UNUSUAL = List.of(
            NftAttribute.SET_ELEM_TIMEOUT,
            NftAttribute.SET_ELEM_EXPIRATION,
            NftAttribute.SET_ELEM_USERDATA,
            NftAttribute.SET_ELEM_EXPR,
            NftAttribute.SET_ELEM_OBJREF,
            NftAttribute.SET_ELEM_KEY_END,
            NftAttribute.SET_ELEM_EXPRESSIONS);

    private final NftValueType type;
    private final int length;
    private final boolean map;
    private final ByteOrder order;
    private boolean exact = true;

    private record Element(BigInteger rank, ByteString value, boolean end, String verdict) {}

    /**
     * For a set whose keys are values of that type.
     *
     * @param length of a value
     * @param map whether it is a verdict map
     */
    NftSetText(NftValueType type, int length, boolean map, ByteOrder order) {
        this.type = type;
        this.length = length;
        this.map = map;
        this.order = order;
    }

    Optional<String> text(List<NetlinkAttributes> raw, boolean intervals) {
        boolean sortable = !intervals || type.isOrdered();
        if (raw.isEmpty() || raw.size() > 2 * MAX_ELEMENTS || !sortable) {
            return Optional.empty();
        }
        List<Element> elements = new ArrayList<>();
        raw.forEach(each -> elements.add(element(each)));
        if (!exact) {
            return Optional.empty();
        }
        // The end of an interval is where the next one may begin.
        elements.sort(Comparator.comparing(Element::rank).thenComparing(each -> !each.end()));
        List<String> texts = intervals ? intervals(elements) : singles(elements);
        return exact && !texts.isEmpty() && texts.size() <= MAX_ELEMENTS
                ? Optional.of("{ " + String.join(", ", texts) + " }")
                : Optional.empty();
    }

    private Element element(NetlinkAttributes raw) {
        byte[] value = raw.nested(NftAttribute.SET_ELEM_KEY)
                .value(NftAttribute.DATA_VALUE)
                .orElse(new byte[0]);
        int flags = raw.number(NftAttribute.SET_ELEM_FLAGS, 0);
        boolean end = (flags & NftConstant.SET_ELEM_INTERVAL_END) != 0;
        exact &= value.length == length
                && (flags & ~NftConstant.SET_ELEM_INTERVAL_END) == 0
                && UNUSUAL.stream().noneMatch(raw::has);
        NetlinkAttributes data = raw.nested(NftAttribute.SET_ELEM_DATA);
        String verdict = map && !end
                ? " : "
                        + certain(NftExpressionParser.verdict(data.nested(NftAttribute.DATA_VERDICT))
                                .text())
                : "";
        exact &= map || !raw.has(NftAttribute.SET_ELEM_DATA);
        byte[] plain = type.hostOrder() ? NftValueType.reversed(value, order) : value;
        // nft compares names as numbers of the machine.
        exact &= type != NftValueType.NAME || order == ByteOrder.LITTLE_ENDIAN;
        BigInteger rank = new BigInteger(1, type == NftValueType.NAME ? NftValueType.reversed(value, order) : plain);
        return new Element(rank, ByteString.of(plain), end, verdict);
    }

    private String certain(Optional<String> text) {
        exact &= text.isPresent();
        return text.orElse("");
    }

    private List<String> singles(List<Element> elements) {
        List<String> texts = new ArrayList<>();
        for (Element each : elements) {
            exact &= !each.end();
            texts.add(text(each.value().toArray()) + each.verdict());
        }
        return texts;
    }

    private String text(byte[] value) {
        return certain(type.isBits() ? oneBit(value) : type.text(value));
    }

    private Optional<String> oneBit(byte[] value) {
        int bits = new BigInteger(1, value).intValue();
        return Integer.bitCount(bits) == 1 ? type.bits(bits) : Optional.empty();
    }

    /** An interval begins with one element, and ends before the next, which says that it is an end; the last may have none. */
    private List<String> intervals(List<Element> elements) {
        List<String> texts = new ArrayList<>();
        BigInteger all = BigInteger.ONE.shiftLeft(8 * length);
        for (int i = 0; i < elements.size(); i++) {
            Element first = elements.get(i);
            if (first.end()) {
                continue;
            }
            boolean last = i == elements.size() - 1;
            exact &= last || elements.get(i + 1).end();
            BigInteger end = last ? all : elements.get(i + 1).rank();
            texts.add(range(first, end.subtract(BigInteger.ONE)) + first.verdict());
        }
        return texts;
    }

    private String range(Element first, BigInteger last) {
        byte[] value = first.value().toArray();
        byte[] end = bytes(last);
        if (first.rank().equals(last)) {
            return text(value);
        }
        if (type.isAddress()) {
            byte[] mask = new byte[length];
            boolean network = true;
            for (int i = 0; i < length; i++) {
                mask[i] = (byte) ~(value[i] ^ end[i]);
                network &= (value[i] & ~mask[i]) == 0;
            }
            var prefix = RuleTexts.prefix(mask);
            exact &= prefix.isEmpty() || prefix.getAsInt() > 0;
            if (network && prefix.isPresent()) {
                return text(value) + "/" + prefix.getAsInt();
            }
        }
        return text(value) + "-" + text(end);
    }

    private byte[] bytes(BigInteger number) {
        byte[] bytes = new byte[length];
        byte[] own = number.toByteArray();
        for (int i = 0; i < Math.min(own.length, length); i++) {
            bytes[length - 1 - i] = own[own.length - 1 - i];
        }
        return bytes;
    }
}
