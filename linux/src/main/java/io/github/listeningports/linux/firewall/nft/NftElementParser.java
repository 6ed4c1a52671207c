package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses the elements of one set or map of nf_tables, which come in several messages, and resolves the intervals that they delimit. */
final class NftElementParser {

    private final List<Listed> all = new ArrayList<>();

    /** Large maps have few distinct verdicts. */
    private final Map<NftVerdict, NftVerdict> verdicts = new HashMap<>();

    /** An element as the kernel lists it: a key, two keys, or the start or end of an interval. */
    private static final class Listed {
        private final int flags;
        private final byte @Nullable [] key;
        private final boolean hasEnd;
        private final byte @Nullable [] end;
        private final NftVerdict verdict;
        private final boolean limited;

        Listed(NetlinkAttributes element, NftVerdict verdict) {
            flags = element.number(NftAttribute.SET_ELEM_FLAGS, 0);
            key = key(element, NftAttribute.SET_ELEM_KEY);
            hasEnd = element.has(NftAttribute.SET_ELEM_KEY_END);
            end = hasEnd ? key(element, NftAttribute.SET_ELEM_KEY_END) : null;
            this.verdict = verdict;
            limited = NftStatements.limit(element, NftAttribute.SET_ELEM_EXPR, NftAttribute.SET_ELEM_EXPRESSIONS);
        }

        private static byte @Nullable [] key(NetlinkAttributes element, int attribute) {
            return element.nested(attribute).value(NftAttribute.DATA_VALUE).orElse(null);
        }

        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        NftElement element(byte[] first, byte[] last) {
            return new NftElement(first, last, verdict, limited);
        }
    }

    void take(NetlinkAttributes element) {
        all.add(new Listed(element, element.has(NftAttribute.SET_ELEM_DATA) ? verdict(element) : NftVerdict.MISSING));
    }

    private NftVerdict verdict(NetlinkAttributes element) {
        NetlinkAttributes data = element.nested(NftAttribute.SET_ELEM_DATA);
        NftVerdict verdict = NftExpressionParser.verdict(data.nested(NftAttribute.DATA_VERDICT));
        return verdicts.computeIfAbsent(verdict, same -> same);
    }

    /**
     * All elements taken.
     *
     * @param keyLength the set's key length in bytes
     * @param intervals whether elements delimit intervals
     */
    NftElements elements(int keyLength, boolean intervals) {
        List<NftElement> found = new ArrayList<>(all.size());
        List<NftElement> starts = new ArrayList<>();
        List<byte[]> ends = new ArrayList<>();
        Optional<NftVerdict> catchAll = Optional.empty();
        boolean unknown = false;
        for (Listed each : all) {
            byte[] key = each.key;
            if (each.has(NftConstant.SET_ELEM_CATCHALL)) {
                catchAll = Optional.of(each.verdict);
                unknown |= each.limited;
            } else if (key == null || key.length != keyLength) {
                unknown = true;
            } else if (each.hasEnd) {
                byte[] end = each.end != null && each.end.length == keyLength ? each.end : null;
                unknown |= end == null;
                found.add(each.element(key, end == null ? key : end));
            } else if (!intervals) {
                found.add(each.element(key, key));
            } else if (each.has(NftConstant.SET_ELEM_INTERVAL_END)) {
                ends.add(key);
            } else {
                starts.add(each.element(key, key));
            }
        }
        addIntervals(found, starts, ends);
        // Beside a catch-all element, one that limits would be taken for one that always matches.
        unknown |= catchAll.isPresent() && found.stream().anyMatch(NftElement::isLimited);
        return new NftElements(found, catchAll, all.size(), unknown);
    }

    /** An interval goes from its start to just before the next end, or the next start. */
    private static void addIntervals(List<NftElement> found, List<NftElement> starts, List<byte[]> ends) {
        starts.sort(Comparator.comparing(NftElement::first, Arrays::compareUnsigned));
        ends.sort(Arrays::compareUnsigned);
        int end = 0;
        for (int i = 0; i < starts.size(); i++) {
            NftElement start = starts.get(i);
            while (end < ends.size() && Arrays.compareUnsigned(ends.get(end), start.first()) <= 0) {
                end++;
            }
            byte[] limit = end < ends.size() ? ends.get(end) : null;
            byte[] next = i + 1 < starts.size() ? starts.get(i + 1).first() : null;
            if (next != null && (limit == null || Arrays.compareUnsigned(next, limit) < 0)) {
                limit = next;
            }
            found.add(start.upTo(limit == null ? greatest(start.first().length) : before(limit)));
        }
    }

    private static byte[] greatest(int length) {
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) 0xff);
        return key;
    }

    private static byte[] before(byte[] key) {
        byte[] less = key.clone();
        for (int i = less.length - 1; i >= 0; i--) {
            less[i]--;
            if (less[i] != (byte) 0xff) {
                break;
            }
        }
        return less;
    }
}
