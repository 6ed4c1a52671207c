package io.github.listeningports.windows.firewall;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Divides addresses into the largest parts of which each lies in or outside of each of some sets as a whole. */
final class SourcePartition {

    private SourcePartition() {}

    /** Each part, by the positions of the sets that it lies in. One pass over all ends of ranges. */
    static Map<BitSet, AddressSet> of(AddressSet all, List<AddressSet> sets) {
        // The last position is that of all.
        List<AddressSet> every = new ArrayList<>(sets);
        every.add(all);
        Map<BigInteger, BitSet> changes = new TreeMap<>();
        for (int i = 0; i < every.size(); i++) {
            for (AddressSet.Range range : every.get(i).ranges()) {
                flip(changes, range.first(), i);
                flip(changes, range.last().add(BigInteger.ONE), i);
            }
        }
        Map<BitSet, List<AddressSet.Range>> parts = new LinkedHashMap<>();
        BitSet in = new BitSet();
        BigInteger start = BigInteger.ZERO;
        for (Map.Entry<BigInteger, BitSet> change : changes.entrySet()) {
            if (in.get(sets.size())) {
                BitSet of = in.get(0, sets.size());
                parts.computeIfAbsent(of, key -> new ArrayList<>())
                        .add(new AddressSet.Range(start, change.getKey().subtract(BigInteger.ONE)));
            }
            in.xor(change.getValue());
            start = change.getKey();
        }
        Map<BitSet, AddressSet> sources = new LinkedHashMap<>();
        parts.forEach((of, ranges) -> sources.put(of, AddressSet.of(ranges)));
        return sources;
    }

    private static void flip(Map<BigInteger, BitSet> changes, BigInteger at, int set) {
        changes.computeIfAbsent(at, key -> new BitSet()).flip(set);
    }
}
