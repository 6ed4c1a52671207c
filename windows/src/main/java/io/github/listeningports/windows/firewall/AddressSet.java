package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.AddressRange;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of addresses of one family.
 *
 * @param ranges sorted, neither overlapping nor adjacent
 */
record AddressSet(List<Range> ranges) {

    /** @param last inclusive */
    record Range(BigInteger first, BigInteger last) {}

    static final AddressSet NONE = new AddressSet(List.of());

    private static final AddressSet HOSTS_4 = of(AddressFamily.IPV4);
    private static final AddressSet HOSTS_6 = of(AddressFamily.IPV6);

    AddressSet {
        ranges = List.copyOf(ranges);
    }

    /** All possible addresses of another host. */
    static AddressSet hosts(AddressFamily family) {
        return family == AddressFamily.IPV4 ? HOSTS_4 : HOSTS_6;
    }

    private static AddressSet of(AddressFamily family) {
        return of(AddressRange.ofOtherHosts(family).stream()
                .map(range -> new Range(number(range.first()), number(range.last())))
                .toList());
    }

    /** A set of ranges in any order, which may overlap. */
    static AddressSet of(List<Range> any) {
        List<Range> sorted = new ArrayList<>(any);
        sorted.sort(Comparator.comparing(Range::first));
        List<Range> merged = new ArrayList<>();
        for (Range next : sorted) {
            Range last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && next.first().compareTo(last.last().add(BigInteger.ONE)) <= 0) {
                merged.set(
                        merged.size() - 1, new Range(last.first(), last.last().max(next.last())));
            } else {
                merged.add(next);
            }
        }
        return new AddressSet(merged);
    }

    static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    AddressSet plus(AddressSet other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        List<Range> both = new ArrayList<>(ranges);
        both.addAll(other.ranges);
        return of(both);
    }

    AddressSet minus(AddressSet other) {
        List<Range> rest = ranges;
        for (Range gone : other.ranges) {
            List<Range> next = new ArrayList<>();
            for (Range range : rest) {
                subtract(range, gone, next);
            }
            rest = next;
        }
        return new AddressSet(rest);
    }

    AddressSet and(AddressSet other) {
        return minus(minus(other));
    }

    boolean contains(AddressSet other) {
        return other.minus(this).isEmpty();
    }

    boolean contains(InetAddress address) {
        BigInteger number = number(address);
        return ranges.stream()
                .anyMatch(range ->
                        range.first().compareTo(number) <= 0 && range.last().compareTo(number) >= 0);
    }

    private static void subtract(Range range, Range gone, List<Range> rest) {
        if (gone.last().compareTo(range.first()) < 0 || gone.first().compareTo(range.last()) > 0) {
            rest.add(range);
            return;
        }
        if (gone.first().compareTo(range.first()) > 0) {
            rest.add(new Range(range.first(), gone.first().subtract(BigInteger.ONE)));
        }
        if (gone.last().compareTo(range.last()) < 0) {
            rest.add(new Range(gone.last().add(BigInteger.ONE), range.last()));
        }
    }
}
