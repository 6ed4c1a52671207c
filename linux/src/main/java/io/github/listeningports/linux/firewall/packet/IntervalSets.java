package io.github.listeningports.linux.firewall.packet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Many sets at once: thousands of rules have one each, and joining them one by one would take time in proportion to the square of their number. */
public final class IntervalSets {

    /** No lambda: that of a first snapshot would take longer to make than to use. */
    private static final class ByFirst implements Comparator<long[]> {
        @Override
        public int compare(long[] one, long[] other) {
            return IntervalSet.compare(one[0], one[1], other[0], other[1]);
        }
    }

    private IntervalSets() {}

    /** As many intervals are joined at once: many sets of many intervals are often alike. */
    private static final int AT_ONCE = 1 << 16;

    /** The union of all sets. */
    public static IntervalSet union(List<IntervalSet> sets) {
        if (sets.size() == 1) {
            return sets.get(0);
        }
        long count = count(sets);
        if (count > AT_ONCE && count > 8L * sets.size() && sets.size() > 3) {
            int half = sets.size() / 2;
            return union(List.of(union(sets.subList(0, half)), union(sets.subList(half, sets.size()))));
        }
        if (areAllOf32Bits(sets)) {
            return unionOf32Bits(sets);
        }
        long[][] intervals = sorted(sets);
        IntervalSet.Builder result = new IntervalSet.Builder(intervals.length);
        for (long[] each : intervals) {
            result.add(each[0], each[1], each[2], each[3]);
        }
        return result.build();
    }

    /** Whether no number is in two of the sets. */
    public static boolean areDisjoint(List<IntervalSet> sets) {
        long[][] intervals = sorted(sets);
        for (int i = 1; i < intervals.length; i++) {
            if (IntervalSet.compare(intervals[i][0], intervals[i][1], intervals[i - 1][2], intervals[i - 1][3]) <= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean areAllOf32Bits(List<IntervalSet> sets) {
        for (IntervalSet each : sets) {
            int last = each.intervals() - 1;
            if (last >= 0 && (each.word(last, 2) != 0 || each.word(last, 3) >>> Integer.SIZE != 0)) {
                return false;
            }
        }
        return true;
    }

    /** The same for IPv4 addresses and ports, sorted as numbers: the first in the upper half, and the last in the lower one. */
    private static IntervalSet unionOf32Bits(List<IntervalSet> sets) {
        int count = Math.toIntExact(count(sets));
        long[] intervals = new long[count];
        int at = 0;
        for (IntervalSet each : sets) {
            for (int i = 0; i < each.intervals(); i++) {
                intervals[at++] = (each.first(i) << Integer.SIZE | each.last(i)) ^ Long.MIN_VALUE;
            }
        }
        Arrays.sort(intervals);
        IntervalSet.Builder result = new IntervalSet.Builder(count);
        for (long each : intervals) {
            long both = each ^ Long.MIN_VALUE;
            result.add(0, both >>> Integer.SIZE, 0, both & 0xffff_ffffL);
        }
        return result.build();
    }

    private static long count(List<IntervalSet> sets) {
        long count = 0;
        for (IntervalSet each : sets) {
            count += each.intervals();
        }
        return count;
    }

    /** All intervals by their first numbers. */
    private static long[][] sorted(List<IntervalSet> sets) {
        long[][] intervals = new long[Math.toIntExact(count(sets))][];
        int at = 0;
        for (IntervalSet each : sets) {
            for (int i = 0; i < each.intervals(); i++) {
                intervals[at++] = new long[] {each.word(i, 0), each.word(i, 1), each.word(i, 2), each.word(i, 3)};
            }
        }
        Arrays.sort(intervals, new ByFirst());
        return intervals;
    }
}
