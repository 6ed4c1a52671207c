package io.github.listeningports;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.StringJoiner;

/**
 * A set of IP addresses of one family: the fewest ranges that hold exactly them, in ascending order. Immutable, and exact however many ranges it takes. Equal to
 * another set of the same addresses.
 *
 * @param family of all addresses
 * @param ranges the fewest that hold exactly these addresses, in ascending order; given in any order, they may overlap. There can be many thousands; each is made anew when it is
 *     asked for. An IPv4-mapped address is an {@link java.net.Inet6Address} here
 */
public record AddressRanges(AddressFamily family, List<AddressRange> ranges) {

    private static final int MAX_IN_TEXT = 3;

    /** The first address of a range (high, low) and the last one. */
    private static final int WORDS = RangeList.WORDS;

    /**
     * Not 0.0.0.0/8, 127.0.0.0/8, 224.0.0.0/4 and 255.255.255.255. 240.0.0.0/4 counts: Linux accepts it as a source and as an address
     * of an interface (net/ipv4/route.c, ip_route_input_slow: ipv4_is_lbcast is 255.255.255.255 alone). 0.0.0.0/8 does not: no
     * host may have such an address (RFC 1122, 3.2.1.3), though Linux accepts it as a source since 5.3 (ipv4_is_zeronet).
     */
    private static final AddressRanges OTHER_HOSTS_4 = builder(AddressFamily.IPV4)
            .add(0, 0x0100_0000L, 0, 0x7eff_ffffL)
            .add(0, 0x8000_0000L, 0, 0xdfff_ffffL)
            .add(0, 0xf000_0000L, 0, 0xffff_fffeL)
            .build();

    /**
     * Not ::, ::1 and ff00::/8. IPv4-mapped sources (::ffff:0:0/96) count: Linux drops them in TCP only
     * (net/ipv6/tcp_ipv6.c, tcp_v6_conn_request; 5.4 to 5.11 dropped them all in ip6_rcv_core), and delivers UDP.
     */
    private static final AddressRanges OTHER_HOSTS_6 =
            builder(AddressFamily.IPV6).add(0, 2, 0xfeff_ffff_ffff_ffffL, -1L).build();

    /**
     * The union of ranges.
     *
     * @throws IllegalArgumentException if a range is of the other family
     */
    public AddressRanges {
        Objects.requireNonNull(family, "family");
        ranges = ranges instanceof RangeList list && list.family() == family
                ? list
                : builder(family).addAll(ranges).list();
    }

    private long[] words() {
        return ((RangeList) ranges).words();
    }

    /** The union of ranges, in any order. */
    public static AddressRanges of(AddressFamily family, List<AddressRange> ranges) {
        return new AddressRanges(family, ranges);
    }

    /** Every address of a family. */
    public static AddressRanges all(AddressFamily family) {
        return family == AddressFamily.IPV4
                ? builder(family).add(0, 0, 0, 0xffff_ffffL).build()
                : builder(family).add(0, 0, -1L, -1L).build();
    }

    /**
     * The source addresses that a packet from another host can have. A verdict for "any other host" covers exactly
     * these, less the addresses of this host. Some systems accept fewer; a rule that concerns only the difference then makes the verdict
     * {@link FirewallVerdict#RESTRICTED}, never wrong.
     */
    public static AddressRanges ofOtherHosts(AddressFamily family) {
        return family == AddressFamily.IPV4 ? OTHER_HOSTS_4 : OTHER_HOSTS_6;
    }

    /** A builder of a set that has no address yet. */
    public static Builder builder(AddressFamily family) {
        return new Builder(family);
    }

    /** Whether no address is in it. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether every address of the family is in it. */
    public boolean isAll() {
        return equals(all(family));
    }

    private int count() {
        return ranges.size();
    }

    /** Whether an address is in the set; an address of the other family never is. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if ((bytes.length == 4) != (family == AddressFamily.IPV4)) {
            return false;
        }
        long[] words = words();
        long high = word(bytes, 0);
        long low = word(bytes, 1);
        int from = 0;
        int to = count() - 1;
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

    /** The union of two sets of the same family. */
    AddressRanges union(AddressRanges other) {
        if (other.isEmpty() || equals(other)) {
            return this;
        }
        Builder builder = builder(family);
        builder.addAll(words());
        builder.addAll(other.words());
        return builder.build();
    }

    /** The addresses that are in both. */
    AddressRanges and(AddressRanges other) {
        Builder common = builder(family);
        long[] words = words();
        long[] others = other.words();
        for (int i = 0, j = 0; i < words.length && j < others.length; ) {
            long[] starts = compare(words, i, others, j) >= 0 ? words : others;
            int start = starts == words ? i : j;
            boolean mineEnds = compare(words, i + 2, others, j + 2) <= 0;
            long[] ends = mineEnds ? words : others;
            int end = (mineEnds ? i : j) + 2;
            if (compare(starts, start, ends, end) <= 0) {
                common.add(starts[start], starts[start + 1], ends[end], ends[end + 1]);
            }
            i += mineEnds ? WORDS : 0;
            j += mineEnds ? 0 : WORDS;
        }
        return common.build();
    }

    AddressRanges without(AddressRanges other) {
        return other.isEmpty() ? this : and(other.complement());
    }

    private AddressRanges complement() {
        Builder others = builder(family);
        long[] words = words();
        long lastHigh = family == AddressFamily.IPV4 ? 0 : -1L;
        long lastLow = family == AddressFamily.IPV4 ? 0xffff_ffffL : -1L;
        long high = 0;
        long low = 0;
        for (int i = 0; i < words.length; i += WORDS) {
            if (compare(high, low, words[i], words[i + 1]) < 0) {
                others.add(high, low, words[i + 1] == 0 ? words[i] - 1 : words[i], words[i + 1] - 1);
            }
            if (words[i + 2] == lastHigh && words[i + 3] == lastLow) {
                return others.build();
            }
            low = words[i + 3] + 1;
            high = low == 0 ? words[i + 2] + 1 : words[i + 2];
        }
        return others.add(high, low, lastHigh, lastLow).build();
    }

    /** How many addresses there are, as far as a double tells. */
    double size() {
        long[] words = words();
        double size = 0;
        for (int i = 0; i < words.length; i += WORDS) {
            int borrow = Long.compareUnsigned(words[i + 3], words[i + 1]) < 0 ? 1 : 0;
            size += unsigned(words[i + 2] - words[i] - borrow) * 0x1p64 + unsigned(words[i + 3] - words[i + 1]) + 1;
        }
        return size;
    }

    private static double unsigned(long word) {
        return (word >>> 1) * 2.0 + (word & 1);
    }

    /** The upper (0) or lower (1) word of an address. */
    private static long word(byte[] bytes, int which) {
        int end = bytes.length - (which == 0 ? 8 : 0);
        long word = 0;
        for (int i = Math.max(0, end - 8); i < end; i++) {
            word = word << 8 | (bytes[i] & 0xff);
        }
        return word;
    }

    private static int compare(long[] mine, int at, long[] others, int otherAt) {
        return compare(mine[at], mine[at + 1], others[otherAt], others[otherAt + 1]);
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        return high == otherHigh ? Long.compareUnsigned(low, otherLow) : Long.compareUnsigned(high, otherHigh);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof AddressRanges ranges
                        && family == ranges.family
                        && Arrays.equals(words(), ranges.words()));
    }

    @Override
    public int hashCode() {
        return 31 * family.hashCode() + Arrays.hashCode(words());
    }

    /** The first three ranges, and the number of the others: {@code 10.1.0.0/16, 192.0.2.7, 192.0.2.9-192.0.2.12 and 40 more}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        // Not "and 1 more" for what is as short as that.
        int listed = count() <= MAX_IN_TEXT + 1 ? count() : MAX_IN_TEXT;
        for (int i = 0; i < listed; i++) {
            text.add(text(WORDS * i));
        }
        return count() == 0 ? "no address" : text + (count() > listed ? " and " + (count() - listed) + " more" : "");
    }

    /** As a network (RFC 4632), if the range is one. */
    private String text(int at) {
        long[] words = words();
        AddressRange range = ranges.get(at / WORDS);
        String first = AddressText.of(range.first(), OptionalInt.empty());
        long high = words[at] ^ words[at + 2];
        long low = words[at + 1] ^ words[at + 3];
        boolean lowIsMask = (low & (low + 1)) == 0 && (words[at + 1] & low) == 0;
        boolean highIsMask = high == 0 || (low == -1L && (high & (high + 1)) == 0 && (words[at] & high) == 0);
        if (!lowIsMask || !highIsMask) {
            return first + "-" + AddressText.of(range.last(), OptionalInt.empty());
        }
        int hostBits = Long.bitCount(high) + Long.bitCount(low);
        int bits = family == AddressFamily.IPV4 ? 32 : 128;
        return hostBits == 0 ? first : first + "/" + (bits - hostBits);
    }

    /** Builds {@link AddressRanges}: ranges may be added in any order, and may overlap. */
    public static final class Builder {

        private final AddressFamily family;
        private long[] words = new long[2 * WORDS];
        private int length;
        private boolean sorted = true;

        private Builder(AddressFamily family) {
            this.family = Objects.requireNonNull(family, "family");
        }

        /**
         * Adds a range.
         *
         * @throws IllegalArgumentException if it is of the other family
         */
        public Builder add(AddressRange range) {
            byte[] first = range.first().getAddress();
            byte[] last = range.last().getAddress();
            if ((first.length == 4) != (family == AddressFamily.IPV4)) {
                throw new IllegalArgumentException(range + " is not of " + family);
            }
            return add(word(first, 0), word(first, 1), word(last, 0), word(last, 1));
        }

        /**
         * For providers that have numbers: adds the range between two addresses, both included, each a big-endian number in two words, of which that of an IPv4 address fills the lower half of the lower.
         *
         * @throws IllegalArgumentException if the last address is lower than the first
         */
        public Builder add(long firstHigh, long firstLow, long lastHigh, long lastLow) {
            if (compare(firstHigh, firstLow, lastHigh, lastLow) > 0) {
                throw new IllegalArgumentException("the last address is lower than the first");
            }
            if (length == words.length) {
                words = Arrays.copyOf(words, 2 * length);
            }
            sorted &=
                    length == 0 || compare(words[length - WORDS], words[length - WORDS + 1], firstHigh, firstLow) <= 0;
            words[length] = firstHigh;
            words[length + 1] = firstLow;
            words[length + 2] = lastHigh;
            words[length + 3] = lastLow;
            length += WORDS;
            return this;
        }

        private Builder addAll(List<AddressRange> ranges) {
            for (AddressRange range : ranges) {
                add(range);
            }
            return this;
        }

        private void addAll(long[] ranges) {
            for (int i = 0; i < ranges.length; i += WORDS) {
                add(ranges[i], ranges[i + 1], ranges[i + 2], ranges[i + 3]);
            }
        }

        /** Builds the set. */
        public AddressRanges build() {
            return new AddressRanges(family, list());
        }

        private RangeList list() {
            return new RangeList(family, joined(sorted ? words : sortedWords()));
        }

        private long[] sortedWords() {
            long[][] ranges = new long[length / WORDS][];
            for (int i = 0; i < ranges.length; i++) {
                ranges[i] = Arrays.copyOfRange(words, WORDS * i, WORDS * (i + 1));
            }
            Arrays.sort(ranges, (one, other) -> compare(one, 0, other, 0));
            long[] all = new long[length];
            for (int i = 0; i < ranges.length; i++) {
                System.arraycopy(ranges[i], 0, all, WORDS * i, WORDS);
            }
            return all;
        }

        /** Joins ranges that overlap or touch. */
        private long[] joined(long[] all) {
            long[] joined = new long[length];
            int end = 0;
            for (int i = 0; i < length; i += WORDS) {
                if (end > 0 && touches(joined[end - 2], joined[end - 1], all[i], all[i + 1])) {
                    if (compare(all, i + 2, joined, end - 2) > 0) {
                        joined[end - 2] = all[i + 2];
                        joined[end - 1] = all[i + 3];
                    }
                } else {
                    System.arraycopy(all, i, joined, end, WORDS);
                    end += WORDS;
                }
            }
            return Arrays.copyOf(joined, end);
        }

        private static boolean touches(long lastHigh, long lastLow, long high, long low) {
            return compare(high, low, lastHigh, lastLow) <= 0
                    || (low == lastLow + 1 && high == (low == 0 ? lastHigh + 1 : lastHigh));
        }
    }
}
