package io.github.listeningports.linux.firewall.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sets of numbers, against sets of bits. */
class IntervalSetTest {

    private static IntervalSet random(Random random, BitSet bits) {
        List<IntervalSet> sets = new ArrayList<>();
        sets.add(IntervalSet.EMPTY);
        for (int i = 0; i < random.nextInt(6); i++) {
            int first = random.nextInt(64);
            int last = Math.min(63, first + random.nextInt(20));
            bits.set(first, last + 1);
            sets.add(IntervalSet.range(first, last));
        }
        return IntervalSets.union(sets);
    }

    private static BitSet bits(IntervalSet set) {
        BitSet bits = new BitSet();
        for (int i = 0; i < 64; i++) {
            bits.set(i, set.contains(0, i));
        }
        return bits;
    }

    @Test
    void unionIntersectionAndDifferenceAreThoseOfSets() {
        Random random = new Random(6);
        for (int n = 0; n < 20_000; n++) {
            BitSet left = new BitSet();
            BitSet right = new BitSet();
            IntervalSet first = random(random, left);
            IntervalSet second = random(random, right);
            assertEquals(left, bits(first));
            BitSet both = (BitSet) left.clone();
            both.and(right);
            assertEquals(both, bits(first.and(second)));
            BitSet rest = (BitSet) left.clone();
            rest.andNot(right);
            assertEquals(rest, bits(first.without(second)));
            BitSet all = (BitSet) left.clone();
            all.or(right);
            assertEquals(all, bits(first.union(second)));
            // The same set has one form only.
            assertEquals(first, first.and(second).union(first.without(second)));
        }
    }

    @Test
    void numbersAreUnsignedAndOf128Bits() {
        IntervalSet upper = IntervalSet.range(1L << 63, 0, -1L, -1L);
        assertTrue(upper.contains(-1L, -1L));
        assertEquals(
                IntervalSet.range(0, 0, Long.MAX_VALUE, -1L),
                IntervalSet.all(128).without(upper));
        assertEquals(IntervalSet.all(128), upper.union(IntervalSet.all(128).without(upper)));
        assertEquals(BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE), upper.bound(0, true));
        assertSame(upper, upper.and(IntervalSet.all(128)));
        assertEquals(IntervalSet.EMPTY, upper.without(IntervalSet.all(128)));
        assertEquals(IntervalSet.EMPTY, IntervalSet.range(5, 4));
        // Across the border of the words.
        IntervalSet word = IntervalSet.range(0, 0, 0, -1L);
        assertEquals(
                IntervalSet.range(1, 0, 1, 5), IntervalSet.range(0, 7, 1, 5).without(word));
        assertEquals(1, word.union(IntervalSet.range(1, 0, 1, 0)).intervals());
    }

    @Test
    void aMaskMakesIntervals() {
        byte[] mask = {(byte) 0xff, (byte) 0xf0};
        assertEquals(IntervalSet.range(0x1230, 0x123f), ByteComparison.matching(mask, new byte[] {0x12, 0x30}));
        byte[] low = {0, 1};
        IntervalSet odd = ByteComparison.matching(new byte[] {(byte) 0xff, 1}, low);
        assertEquals(128, odd == null ? 0 : odd.intervals());
        assertEquals(null, ByteComparison.matching(new byte[] {0, 0, 0, 1}, new byte[4]));
    }
}
