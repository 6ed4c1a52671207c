package io.github.listeningports.linux.firewall.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sets of numbers, against sets of bits. */
class IntervalSetTest {

    /** Numbers from 0, or on both sides of the border of the words. */
    private record Numbers(boolean wide) {

        private long high(int number) {
            return wide && number >= 32 ? 1 : 0;
        }

        private long low(int number) {
            return wide ? number - 32 : number;
        }

        IntervalSet range(int first, int last) {
            return IntervalSet.range(high(first), low(first), high(last), low(last));
        }

        List<IntervalSet> random(Random random, BitSet bits) {
            List<IntervalSet> sets = new ArrayList<>();
            sets.add(IntervalSet.EMPTY);
            for (int i = 0; i < random.nextInt(6); i++) {
                int first = random.nextInt(64);
                int last = Math.min(63, first + random.nextInt(20));
                bits.set(first, last + 1);
                sets.add(range(first, last));
            }
            return sets;
        }

        BitSet bits(IntervalSet set) {
            BitSet bits = new BitSet();
            for (int i = 0; i < 64; i++) {
                bits.set(i, set.contains(high(i), low(i)));
            }
            return bits;
        }
    }

    /** As one long list they would take 2.7 GB. */
    @Test
    void theUnionOfManySetsOfManyNumbers() {
        List<IntervalSet> numbers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            numbers.add(IntervalSet.of(2L * i));
        }
        IntervalSet even = IntervalSets.union(numbers);
        List<IntervalSet> sets = new ArrayList<>(Collections.nCopies(100_000, even));
        sets.add(IntervalSet.range(0, 1_000_000));
        sets.addAll(Collections.nCopies(34_000, even));
        assertEquals(IntervalSet.range(0, 1_000_000), IntervalSets.union(sets));
        sets.remove(100_000);
        assertEquals(even, IntervalSets.union(sets));
    }

    @Test
    void unionIntersectionAndDifferenceAreThoseOfSets() {
        Random random = new Random(6);
        for (int n = 0; n < 20_000; n++) {
            Numbers numbers = new Numbers(n % 2 == 1);
            BitSet left = new BitSet();
            BitSet right = new BitSet();
            IntervalSet first = IntervalSets.union(numbers.random(random, left));
            IntervalSet second = IntervalSets.union(numbers.random(random, right));
            assertEquals(left, numbers.bits(first));
            BitSet both = (BitSet) left.clone();
            both.and(right);
            assertEquals(both, numbers.bits(first.and(second)));
            BitSet rest = (BitSet) left.clone();
            rest.andNot(right);
            assertEquals(rest, numbers.bits(first.without(second)));
            BitSet all = (BitSet) left.clone();
            all.or(right);
            assertEquals(all, numbers.bits(first.union(second)));
            // The same set has one form only.
            assertEquals(first, first.and(second).union(first.without(second)));
            assertEquals(
                    first.hashCode(),
                    first.and(second).union(first.without(second)).hashCode());
            assertEquals(left.intersects(right), first.meets(second));
            int one = random.nextInt(64);
            assertEquals(left.get(one), numbers.range(one, one).meets(first));
            assertEquals(left.get(one), first.meets(numbers.range(one, one)));
            for (int asked = 0; asked < 2; asked++) {
                assertEquals(left.cardinality(), first.size());
            }
        }
    }

    @Test
    void setsAreDisjointIfNoNumberIsInTwo() {
        Random random = new Random(8);
        int disjoint = 0;
        for (int n = 0; n < 5_000; n++) {
            Numbers numbers = new Numbers(n % 2 == 1);
            List<IntervalSet> sets = new ArrayList<>();
            int sum = 0;
            for (int i = 0; i < 3; i++) {
                int first = random.nextInt(64);
                sets.add(numbers.range(first, Math.min(63, first + random.nextInt(16))));
                sum += numbers.bits(sets.get(i)).cardinality();
            }
            boolean none = numbers.bits(IntervalSets.union(sets)).cardinality() == sum;
            assertEquals(none, IntervalSets.areDisjoint(sets), sets::toString);
            disjoint += none ? 1 : 0;
        }
        assertTrue(disjoint > 500 && disjoint < 4_500, "disjoint: " + disjoint);
    }

    /** The result of the last intersection is remembered, and no other one's. */
    @Test
    void aLargeSetMeetsOneAfterTheOther() {
        List<IntervalSet> numbers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            numbers.add(IntervalSet.of(2L * i));
        }
        IntervalSet large = IntervalSets.union(numbers);
        IntervalSet low = IntervalSet.range(0, 5);
        IntervalSet high = IntervalSet.range(6, 9);
        for (int n = 0; n < 2; n++) {
            assertEquals("{0, 2, 4}", large.and(low).toString());
            assertEquals("{0, 2, 4}", low.and(large).toString());
            assertEquals("{6, 8}", large.and(high).toString());
        }
    }

    @Test
    void allNumbersOfSomeBits() {
        for (int bits : new int[] {1, 8, 16, 32, 63, 64, 65, 127, 128}) {
            IntervalSet all = IntervalSet.all(bits);
            assertEquals(BigInteger.ZERO, all.bound(0, false));
            assertEquals(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE), all.bound(0, true));
            assertEquals(Math.pow(2, bits), all.size());
        }
        assertEquals(0x1p64, IntervalSet.range(0, 5, 1, 4).size(), "across the border of the words");
        assertEquals(
                0x1p64 + 2,
                IntervalSet.range(0, 5, 1, 5).union(IntervalSet.of(1)).size());
    }

    @Test
    void wordsAndText() {
        IntervalSet set = IntervalSet.range(0, 1, 2, 3)
                .union(IntervalSet.range(4, 5, 6, 7))
                .union(IntervalSet.range(9, 0, 9, 0));
        List<Long> words = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            words.add(set.word(i / 4, i % 4));
        }
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L), words);
        assertEquals(
                "{80, 443-445}",
                IntervalSet.range(443, 445).union(IntervalSet.of(80)).toString());
        assertEquals("{}", IntervalSet.EMPTY.toString());
        assertEquals(
                "{5, 4294967296}",
                IntervalSets.union(List.of(IntervalSet.of(1L << 32), IntervalSet.of(5)))
                        .toString());
        assertNotEquals(IntervalSet.of(80).hashCode(), IntervalSet.of(81).hashCode());
        byte[] address = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        assertEquals(0x0102030405060708L, IntervalSet.word(address, 0));
        assertEquals(0x090a0b0c0d0e0f10L, IntervalSet.word(address, 1));
        assertEquals(0, IntervalSet.word(new byte[] {1, 2, 3, 4}, 0));
        assertEquals(0x01020304L, IntervalSet.word(new byte[] {1, 2, 3, 4}, 1));
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
        assertEquals(IntervalSet.all(16), ByteComparison.matching(new byte[2], new byte[2]));
    }
}
