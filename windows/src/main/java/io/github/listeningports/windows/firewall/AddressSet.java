package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.AddressRanges;
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
        return of(AddressRanges.ofOtherHosts(family).ranges().stream()
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

    /** The network that an address is in. */
    static Range network(InetAddress address, int prefix) {
        int hostBits = 8 * address.getAddress().length - prefix;
        BigInteger first = number(address).shiftRight(hostBits).shiftLeft(hostBits);
        return new Range(first, first.add(BigInteger.ONE.shiftLeft(hostBits)).subtract(BigInteger.ONE));
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

    /** In one pass over both: rules that block lists of addresses have thousands. */
    AddressSet minus(AddressSet other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        List<Range> rest = new ArrayList<>();
        int next = 0;
        for (Range range : ranges) {
            BigInteger first = range.first();
            while (next < other.ranges.size() && other.ranges.get(next).last().compareTo(first) < 0) {
                next++;
            }
            for (int i = next; i < other.ranges.size() && first.compareTo(range.last()) <= 0; i++) {
                Range gone = other.ranges.get(i);
                if (gone.first().compareTo(range.last()) > 0) {
                    break;
                }
                if (gone.first().compareTo(first) > 0) {
                    rest.add(new Range(first, gone.first().subtract(BigInteger.ONE)));
                }
                first = gone.last().add(BigInteger.ONE);
            }
            if (first.compareTo(range.last()) <= 0) {
                rest.add(new Range(first, range.last()));
            }
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
        return contains(number(address));
    }

    boolean contains(BigInteger number) {
        return ranges.stream()
                .anyMatch(range ->
                        range.first().compareTo(number) <= 0 && range.last().compareTo(number) >= 0);
    }

    /** The number of addresses. */
    BigInteger size() {
        return ranges.stream()
                .map(range -> range.last().subtract(range.first()).add(BigInteger.ONE))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }
}
