package io.github.listeningports.linux.firewall.packet;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A set of unsigned numbers of up to 128 bits, as sorted intervals that do not touch: addresses, ports, or positions in a list. Immutable.
 *
 * <p>Each interval is four words: the first number (high, low) and the last one.
 */
public final class IntervalSet {

    public static final IntervalSet EMPTY = new IntervalSet(new long[0]);

    private static final int WORDS = 4;

    /** Intersections of larger sets are remembered. */
    private static final int LARGE = 64 * WORDS;

    private final long[] words;

    /** All found out when they are first asked for: of thousands of banned hosts, for every listener. Whichever thread writes them writes the same. */
    private int hash;

    private @Nullable IntervalSet complement;

    private double size;

    /** Of a large set: most listeners have the same sources, and pass the same rules. */
    private @Nullable Common lastCommon;

    /** The intersection with another set. */
    private record Common(IntervalSet other, IntervalSet both) {}

    private IntervalSet(long[] words) {
        this.words = words;
    }

    /** All numbers of this many bits. */
    public static IntervalSet all(int bits) {
        if (bits >= Long.SIZE) {
            return new IntervalSet(new long[] {0, 0, bits == 128 ? -1L : (1L << (bits - Long.SIZE)) - 1, -1L});
        }
        return new IntervalSet(new long[] {0, 0, 0, (1L << bits) - 1});
    }

    public static IntervalSet of(long value) {
        return range(0, value, 0, value);
    }

    public static IntervalSet range(long first, long last) {
        return range(0, first, 0, last);
    }

    /** The numbers between two of 128 bits, both included. */
    public static IntervalSet range(long firstHigh, long firstLow, long lastHigh, long lastLow) {
        return compare(firstHigh, firstLow, lastHigh, lastLow) > 0
                ? EMPTY
                : new IntervalSet(new long[] {firstHigh, firstLow, lastHigh, lastLow});
    }

    /** The numbers between two big-endian ones of the same length, both included. */
    public static IntervalSet between(byte[] first, byte[] last) {
        return range(word(first, 0), word(first, 1), word(last, 0), word(last, 1));
    }

    /** The first (0 high, 1 low) or the last number of an interval (2 high, 3 low). */
    public long word(int interval, int which) {
        return words[WORDS * interval + which];
    }

    /** The upper (0) or lower (1) word of a big-endian number of up to 16 bytes. */
    public static long word(byte[] bytes, int which) {
        int end = bytes.length - (which == 0 ? 8 : 0);
        long word = 0;
        for (int i = Math.max(0, end - 8); i < end; i++) {
            word = word << 8 | (bytes[i] & 0xff);
        }
        return word;
    }

    public IntervalSet union(IntervalSet other) {
        Builder result = new Builder(intervals() + other.intervals());
        int i = 0;
        int j = 0;
        while (i < words.length || j < other.words.length) {
            boolean mine = j == other.words.length
                    || (i < words.length && compare(words[i], words[i + 1], other.words[j], other.words[j + 1]) <= 0);
            long[] from = mine ? words : other.words;
            int at = mine ? i : j;
            result.add(from[at], from[at + 1], from[at + 2], from[at + 3]);
            i += mine ? WORDS : 0;
            j += mine ? 0 : WORDS;
        }
        return result.build();
    }

    public boolean isEmpty() {
        return words.length == 0;
    }

    public int intervals() {
        return words.length / WORDS;
    }

    /** How many numbers there are, as far as a double tells. */
    public double size() {
        double known = size;
        if (known == 0) {
            known = count();
            size = known;
        }
        return known;
    }

    private double count() {
        double count = 0;
        for (int i = 0; i < words.length; i += WORDS) {
            int borrow = Long.compareUnsigned(words[i + 3], words[i + 1]) < 0 ? 1 : 0;
            count += unsigned(words[i + 2] - words[i] - borrow) * 0x1p64 + unsigned(words[i + 3] - words[i + 1]) + 1;
        }
        return count;
    }

    private static double unsigned(long word) {
        return (word >>> 1) * 2.0 + (word & 1);
    }

    public boolean isOne() {
        return words.length == WORDS && words[0] == words[2] && words[1] == words[3];
    }

    /** The lower word of the smallest number of an interval. */
    public long first(int interval) {
        return words[WORDS * interval + 1];
    }

    /** The lower word of the largest number of an interval. */
    public long last(int interval) {
        return words[WORDS * interval + 3];
    }

    public boolean contains(long high, long low) {
        int from = 0;
        int to = intervals() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int at = WORDS * middle;
            if (compare(high, low, words[at], words[at + 1]) < 0) {
                to = middle - 1;
            } else if (compare(high, low, words[at + 2], words[at + 3]) > 0) {
                from = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Whether the sets intersect. */
    public boolean meets(IntervalSet other) {
        if (isOne()) {
            return other.contains(words[0], words[1]);
        }
        int i = seek(other);
        int j = other.seek(this);
        while (i < words.length && j < other.words.length) {
            if (compare(words[i + 2], words[i + 3], other.words[j], other.words[j + 1]) < 0) {
                i += WORDS;
            } else if (compare(other.words[j + 2], other.words[j + 3], words[i], words[i + 1]) < 0) {
                j += WORDS;
            } else {
                return true;
            }
        }
        return false;
    }

    /** The intersection; this set itself if it is a subset of the other. */
    public IntervalSet and(IntervalSet other) {
        if (isOne()) {
            return other.contains(words[0], words[1]) ? this : EMPTY;
        }
        return words.length >= other.words.length ? and(other, this, other) : and(other, other, this);
    }

    /** @param large the larger of the two, which remembers the last result */
    @SuppressWarnings("ReferenceEquality") // another set that is equal is compared in full: seldom is one
    private IntervalSet and(IntervalSet other, IntervalSet large, IntervalSet small) {
        if (large.words.length < LARGE) {
            return intersection(other);
        }
        Common known = large.lastCommon;
        if (known == null || known.other() != small) {
            known = new Common(small, intersection(other));
            large.lastCommon = known;
        }
        return known.both();
    }

    private IntervalSet intersection(IntervalSet other) {
        int i = seek(other);
        int j = other.seek(this);
        Builder result = new Builder(Math.min(intervals(), other.intervals()) + 1);
        while (i < words.length && j < other.words.length) {
            boolean mineStarts = compare(words[i], words[i + 1], other.words[j], other.words[j + 1]) >= 0;
            boolean mineEnds = compare(words[i + 2], words[i + 3], other.words[j + 2], other.words[j + 3]) <= 0;
            long[] starts = mineStarts ? words : other.words;
            long[] ends = mineEnds ? words : other.words;
            int start = mineStarts ? i : j;
            int end = mineEnds ? i : j;
            if (compare(starts[start], starts[start + 1], ends[end + 2], ends[end + 3]) <= 0) {
                result.add(starts[start], starts[start + 1], ends[end + 2], ends[end + 3]);
            }
            if (mineEnds) {
                i += WORDS;
            } else {
                j += WORDS;
            }
        }
        return sameOr(result.build());
    }

    /** The first interval that can intersect another set's only interval, found by binary search, as there may be thousands. */
    private int seek(IntervalSet other) {
        if (other.intervals() != 1) {
            return 0;
        }
        int from = 0;
        int to = intervals();
        while (from < to) {
            int middle = (from + to) >>> 1;
            int at = WORDS * middle;
            if (compare(words[at + 2], words[at + 3], other.words[0], other.words[1]) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return WORDS * from;
    }

    /** The difference; this set itself if the two are disjoint. */
    public IntervalSet without(IntervalSet other) {
        if (isOne()) {
            return other.contains(words[0], words[1]) ? EMPTY : this;
        }
        return other.isEmpty() ? this : and(other.complement());
    }

    private IntervalSet complement() {
        IntervalSet known = complement;
        if (known == null) {
            known = others();
            complement = known;
        }
        return known;
    }

    private IntervalSet others() {
        Builder result = new Builder(intervals() + 1);
        long high = 0;
        long low = 0;
        for (int i = 0; i < words.length; i += WORDS) {
            if (compare(high, low, words[i], words[i + 1]) < 0) {
                result.add(high, low, words[i + 1] == 0 ? words[i] - 1 : words[i], words[i + 1] - 1);
            }
            if (words[i + 2] == -1L && words[i + 3] == -1L) {
                return result.build();
            }
            low = words[i + 3] + 1;
            high = low == 0 ? words[i + 2] + 1 : words[i + 2];
        }
        result.add(high, low, -1L, -1L);
        return result.build();
    }

    private IntervalSet sameOr(IntervalSet result) {
        return words.length == result.words.length && Arrays.equals(words, result.words) ? this : result;
    }

    static int compare(long high, long low, long otherHigh, long otherLow) {
        return high == otherHigh ? Long.compareUnsigned(low, otherLow) : Long.compareUnsigned(high, otherHigh);
    }

    /** The first or the last number of an interval, for text. */
    BigInteger bound(int interval, boolean last) {
        int at = WORDS * interval + (last ? 2 : 0);
        return new BigInteger(Long.toUnsignedString(words[at]))
                .shiftLeft(Long.SIZE)
                .or(new BigInteger(Long.toUnsignedString(words[at + 1])));
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof IntervalSet set
                        && words.length == set.words.length
                        && hashCode() == set.hashCode()
                        && Arrays.equals(words, set.words));
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(words);
            hash = known;
        }
        return known;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < intervals(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(bound(i, false))
                    .append(Objects.equals(bound(i, false), bound(i, true)) ? "" : "-" + bound(i, true));
        }
        return text.append('}').toString();
    }

    /** Accepts intervals in the order of their first numbers and joins those that touch. */
    static final class Builder {
        private long[] words;
        private int length;

        Builder(int intervals) {
            words = new long[WORDS * intervals];
        }

        void add(long firstHigh, long firstLow, long lastHigh, long lastLow) {
            if (length > 0 && touches(firstHigh, firstLow)) {
                if (compare(lastHigh, lastLow, words[length - 2], words[length - 1]) > 0) {
                    words[length - 2] = lastHigh;
                    words[length - 1] = lastLow;
                }
                return;
            }
            if (length == words.length) {
                words = Arrays.copyOf(words, 2 * length + WORDS);
            }
            words[length++] = firstHigh;
            words[length++] = firstLow;
            words[length++] = lastHigh;
            words[length++] = lastLow;
        }

        private boolean touches(long high, long low) {
            long lastHigh = words[length - 2];
            long lastLow = words[length - 1];
            if (compare(high, low, lastHigh, lastLow) <= 0) {
                return true;
            }
            return low == lastLow + 1 && high == (low == 0 ? lastHigh + 1 : lastHigh);
        }

        IntervalSet build() {
            return length == 0 ? EMPTY : new IntervalSet(Arrays.copyOf(words, length));
        }
    }
}
