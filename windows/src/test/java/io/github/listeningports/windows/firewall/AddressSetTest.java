package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.contract.OtherHostsContract;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressSetTest implements OtherHostsContract {

    private static final int SIZE = 64;

    /** Compared with bit sets. */
    @Test
    void theSameAsASetOfNumbers() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            BitSet bits = new BitSet();
            BitSet otherBits = new BitSet();
            AddressSet set = random(random, bits);
            AddressSet other = random(random, otherBits);
            assertEquals(bits, bits(set));
            assertEquals(set, AddressSet.of(set.ranges()));
            assertEquals(
                    bits.stream().filter(at -> !bits.get(at + 1)).count(),
                    set.ranges().size(),
                    "the fewest");
            assertEquals(BigInteger.valueOf(bits.cardinality()), set.size());
            assertEquals(of(bits, otherBits, Operation.PLUS), bits(set.plus(other)));
            assertEquals(of(bits, otherBits, Operation.MINUS), bits(set.minus(other)));
            assertEquals(of(bits, otherBits, Operation.AND), bits(set.and(other)));
            assertEquals(of(otherBits, bits, Operation.MINUS).isEmpty(), set.contains(other));
            assertEquals(bits.isEmpty(), set.isEmpty());
        }
    }

    @Test
    void theNetworkOfAnAddress() throws UnknownHostException {
        assertEquals(range("10.1.2.0", "10.1.3.255"), AddressSet.network(InetAddress.getByName("10.1.3.4"), 23));
        assertEquals(range("10.1.3.4", "10.1.3.4"), AddressSet.network(InetAddress.getByName("10.1.3.4"), 32));
        assertEquals(
                range("fe80::", "fe80::ffff:ffff:ffff:ffff"),
                AddressSet.network(InetAddress.getByName("fe80::1:2:3"), 64));
    }

    private static AddressSet.Range range(String first, String last) throws UnknownHostException {
        return new AddressSet.Range(
                AddressSet.number(InetAddress.getByName(first)), AddressSet.number(InetAddress.getByName(last)));
    }

    @Override
    public boolean isOtherHost(InetAddress source) {
        return AddressSet.hosts(source.getAddress().length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6)
                .contains(source);
    }

    private enum Operation {
        PLUS,
        MINUS,
        AND
    }

    private static BitSet of(BitSet left, BitSet right, Operation operation) {
        BitSet result = (BitSet) left.clone();
        switch (operation) {
            case PLUS -> result.or(right);
            case MINUS -> result.andNot(right);
            case AND -> result.and(right);
        }
        return result;
    }

    private static AddressSet random(Random random, BitSet bits) {
        List<AddressSet.Range> ranges = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            int first = random.nextInt(SIZE);
            int last = first + random.nextInt(SIZE - first);
            bits.set(first, last + 1);
            ranges.add(new AddressSet.Range(BigInteger.valueOf(first), BigInteger.valueOf(last)));
        }
        return AddressSet.of(ranges);
    }

    private static BitSet bits(AddressSet set) {
        BitSet bits = new BitSet();
        set.ranges()
                .forEach(range ->
                        bits.set(range.first().intValueExact(), range.last().intValueExact() + 1));
        return bits;
    }
}
